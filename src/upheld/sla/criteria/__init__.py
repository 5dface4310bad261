"""Criteria: what must be true for a severity, in CEL, over named and typed evidence (semantics §3)."""
