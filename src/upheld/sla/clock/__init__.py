"""Clocks: from facts to a life cycle, from a life cycle to deadlines (semantics §§4, 5, 9)."""
