"""Bodies of API calls that several acts share."""

from __future__ import annotations

from upheld.desk.act_registry import Shape

WHY = Shape("Reason", "Why.")
LEVEL = Shape("Level", "A severity of the ticket's contract, and why.")
