"""Reckonings: every minute of a clock, counted or not, and why (semantics §6)."""

from upheld.sla.reckoning.spans import Reckoning, Span, explain

__all__ = ["Reckoning", "Span", "explain"]
