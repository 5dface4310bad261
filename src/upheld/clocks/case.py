"""An assessed ticket, beside what was stored of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.clocks.rows import ClockRow
from upheld.desk.operations.settling import Standing
from upheld.sla import Mark, Outlook


@dataclass(frozen=True, slots=True)
class Case:
    """A ticket, what an assessment gives, and what was stored before. ``state`` is where the ball is now."""

    ticket: Standing
    as_of: datetime
    outlook: Outlook
    state: str
    before: Mapping[tuple[str, int], ClockRow]
    marks: Mapping[tuple[str, int], list[Mark]]
