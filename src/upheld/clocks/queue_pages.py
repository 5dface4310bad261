"""The queue by next deadline, a page at a time, and how long it is. Written by hand: it is asked all day long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upheld.database import ask

COUNT_CAP = 1000
"""Counts stop here: "1000+" says enough, and costs the same however long the queue is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What of the queue is wanted; ``None`` is any. ``assignee_id`` 0 is nobody."""

    group_id: int | None = None
    assignee_id: int | None = None
    organisation_id: int | None = None
    severity: str | None = None
    state: str | None = None
    missed: bool | None = None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A ticket in the queue."""

    ticket_id: int
    subject: str
    customer: str
    customer_id: int
    requester: str
    severity: str
    state: str
    uncovered: str
    next_due_at: datetime | None
    next_objective: str
    missed: bool
    group: str
    assignee: str
    filed_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]
    started_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether a deadline was missed, or has passed since the worker last looked."""
        return self.missed or (self.next_due_at is not None and self.next_due_at < now)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some lines, and the cursor of what comes after them."""

    lines: tuple[QueueLine, ...]
    next_cursor: str


class BadCursor(ValueError):
    """A cursor that no page gave."""


PAGE = """
    SELECT q.ticket_id, t.subject, o.name, q.organisation_id, r.name, q.severity, q.state, t.uncovered,
        q.next_due_at, q.next_objective, q.missed, coalesce(g.name, ''), coalesce(a.name, ''),
        t.filed_at, t.updated_at, t.tags,
        (SELECT c.started_at FROM clocks_clock c
            WHERE c.ticket_id = q.ticket_id AND c.objective = q.next_objective AND c.due_at = q.next_due_at LIMIT 1),
        q.rank_at
    FROM (SELECT * FROM clocks_queuerow WHERE {which} ORDER BY rank_at, ticket_id LIMIT {limit}) q
    JOIN desk_ticket t ON t.id = q.ticket_id
    JOIN accounts_organisation o ON o.id = q.organisation_id
    JOIN accounts_user r ON r.id = t.requester_id
    LEFT JOIN accounts_supportgroup g ON g.id = q.group_id
    LEFT JOIN accounts_user a ON a.id = q.assignee_id
    ORDER BY q.rank_at, q.ticket_id
"""
VIEWS = {"all": "true", "missed": "missed", "unassigned": "assignee_id IS NULL", "waiting": "state = 'waiting'"}
COUNTED = "(SELECT count(*) FROM (SELECT FROM clocks_queuerow WHERE {which} AND {view} LIMIT {cap}) one)"


def queue(*, wanted: QueueFilter, cursor: str = "", limit: int = 50) -> QueuePage:
    """Open tickets by next deadline, one statement. For the vendor's staff. Raises ``BadCursor``."""
    given = _given(wanted) | (_read_cursor(cursor) if cursor else {})
    # The limit stands in the text, so that a prepared plan knows how little is wanted.
    found = ask(PAGE.format(which=_which(wanted, after=bool(cursor)), limit=limit + 1), given)
    last = found[limit - 1] if len(found) > limit else None
    return QueuePage(
        lines=tuple(_line(row) for row in found[:limit]),
        next_cursor=f"{last[17].isoformat()}~{last[0]}" if last else "",
    )


def _line(row: tuple[Any, ...]) -> QueueLine:
    *columns, tags, started_at, _rank_at = row
    return QueueLine(*[*columns, tuple(tags), started_at])


def counts(*, wanted: QueueFilter) -> Mapping[str, int]:
    """How many open tickets by view, each capped, in one statement; loaded apart from the page."""
    which = _which(wanted, after=False)
    asked = ", ".join(COUNTED.format(which=which, view=view, cap=COUNT_CAP + 1) for view in VIEWS.values())
    found = ask(f"SELECT {asked}", _given(wanted))
    return dict(zip(VIEWS, found[0], strict=True))


NAMES = ("group_id", "organisation_id", "severity", "state", "missed", "assignee_id")


def _given(wanted: QueueFilter) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in NAMES}


def _which(wanted: QueueFilter, *, after: bool) -> str:
    """The condition; only names of columns are in it, the values are given apart."""
    return " AND ".join(_conditions(wanted, after)) or "true"


def _conditions(wanted: QueueFilter, after: bool) -> Iterator[str]:
    for name in NAMES:
        value = getattr(wanted, name)
        if name == "assignee_id" and value == 0:
            yield "assignee_id IS NULL"
        elif value is not None:
            yield f"{name} = %({name})s"
    if after:
        yield "(rank_at, ticket_id) > (%(rank_at)s, %(ticket_id)s)"


def _read_cursor(cursor: str) -> dict[str, Any]:
    at, _, number = cursor.partition("~")
    try:
        rank_at, ticket_id = datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise BadCursor(cursor[:80]) from error
    if rank_at.tzinfo is None or not 0 <= ticket_id < 2**63:
        raise BadCursor(cursor[:80])
    return {"rank_at": rank_at, "ticket_id": ticket_id}
