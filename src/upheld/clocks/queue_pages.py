"""The queue by next deadline, in pages, and its counts. Hand-written SQL: these are the most frequent queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upheld.database import ask

COUNT_CAP = 1000
"""Counts are capped here and displayed as "1000+", so that their cost does not grow with the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """Filters of the queue; ``None`` matches all. ``assignee_id`` 0 matches tickets without an assignee."""

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
    """A page of the queue, and the cursor of the next page."""

    lines: tuple[QueueLine, ...]
    next_cursor: str


class BadCursor(ValueError):
    """An invalid pagination cursor."""


PAGE = """
    SELECT q.ticket_id, t.subject, o.name, q.organisation_id, r.name, q.severity, q.state, t.uncovered,
        q.next_due_at, q.next_objective, q.missed, coalesce(g.name, ''), coalesce(a.name, ''),
        t.filed_at, t.updated_at, t.tags,
        (SELECT c.started_at FROM clocks_clock c
            WHERE c.ticket_id = q.ticket_id AND c.objective = q.next_objective AND c.due_at = q.next_due_at LIMIT 1),
        q.rank_at
    FROM (SELECT * FROM clocks_queuerow WHERE {where} ORDER BY rank_at, ticket_id LIMIT {limit}) q
    JOIN desk_ticket t ON t.id = q.ticket_id
    JOIN accounts_organisation o ON o.id = q.organisation_id
    JOIN accounts_user r ON r.id = t.requester_id
    LEFT JOIN accounts_supportgroup g ON g.id = q.group_id
    LEFT JOIN accounts_user a ON a.id = q.assignee_id
    ORDER BY q.rank_at, q.ticket_id
"""
VIEWS = {"all": "true", "missed": "missed", "unassigned": "assignee_id IS NULL", "waiting": "state = 'waiting'"}
COUNT = "(SELECT count(*) FROM (SELECT FROM clocks_queuerow WHERE {where} AND {view} LIMIT {cap}) capped)"


def queue(*, filters: QueueFilter, cursor: str = "", limit: int = 50) -> QueuePage:
    """Open tickets by next deadline, one statement. For the vendor's staff. Raises ``BadCursor``."""
    params = _params(filters) | (_read_cursor(cursor) if cursor else {})
    # The limit is part of the SQL text, so that the planner knows how few rows are needed.
    rows = ask(PAGE.format(where=_where(filters, after=bool(cursor)), limit=limit + 1), params)
    last = rows[limit - 1] if len(rows) > limit else None
    return QueuePage(
        lines=tuple(_line(row) for row in rows[:limit]),
        next_cursor=f"{last[17].isoformat()}~{last[0]}" if last else "",
    )


def _line(row: tuple[Any, ...]) -> QueueLine:
    *columns, tags, started_at, _rank_at = row
    return QueueLine(*[*columns, tuple(tags), started_at])


def counts(*, filters: QueueFilter) -> Mapping[str, int]:
    """Count the open tickets of each view, each count capped, in one statement."""
    where = _where(filters, after=False)
    columns = ", ".join(COUNT.format(where=where, view=view, cap=COUNT_CAP + 1) for view in VIEWS.values())
    rows = ask(f"SELECT {columns}", _params(filters))
    return dict(zip(VIEWS, rows[0], strict=True))


NAMES = ("group_id", "organisation_id", "severity", "state", "missed", "assignee_id")


def _params(filters: QueueFilter) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in NAMES}


def _where(filters: QueueFilter, *, after: bool) -> str:
    """Return the SQL condition. It contains column names only; values are passed as parameters."""
    return " AND ".join(_conditions(filters, after)) or "true"


def _conditions(filters: QueueFilter, after: bool) -> Iterator[str]:
    for name in NAMES:
        value = getattr(filters, name)
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
