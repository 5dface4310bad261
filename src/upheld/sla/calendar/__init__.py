"""Service hours: which instants count, and how much of a span does (semantics §2)."""
