"""A ticket as assessed at an instant, with its stored clock rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.clocks.parts.rows import PartRow
from upheld.clocks.rows import ClockRow
from upheld.desk.settling import AssessedTicket
from upheld.sla import Mark, Outlook


@dataclass(frozen=True, slots=True)
class PartsOfTicket:
    """The rows of a ticket's parts, and the deliveries whose automatic acceptance has an entry."""

    rows: tuple[PartRow, ...]
    announced: frozenset[int]


@dataclass(frozen=True, slots=True)
class TicketSnapshot:
    """A ticket with its outlook at ``as_of``, its new ``state``, and the clock rows stored ``before``.

    ``before`` and ``marks`` are keyed by objective and cycle. ``parts`` are its other rows.
    """

    ticket: AssessedTicket
    as_of: datetime
    outlook: Outlook
    state: str
    before: Mapping[tuple[str, int], ClockRow]
    marks: Mapping[tuple[str, int], list[Mark]]
    parts: PartsOfTicket
