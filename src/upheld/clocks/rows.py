"""Bulk reads and writes of clock rows and queue rows, one statement for any number of rows.

The rows are plain values, because ORM objects would cost more than the assessment itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType

from upheld.database import ask, bulk, send_later
from upheld.database.bulk import Types


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A row of ``models.Clock``."""

    organisation_id: int
    ticket_id: int
    objective: str
    cycle: int
    severity: str
    state: str
    outcome: str
    provisional: bool
    excluded: bool
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    decided_at: datetime | None
    allowance: timedelta | None
    counted: timedelta
    remaining: timedelta | None
    overdue: timedelta
    assessed_at: datetime
    next_transition_at: datetime | None
    passed: list[str]


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A row of ``models.QueueRow``."""

    organisation_id: int
    ticket_id: int
    next_due_at: datetime | None
    next_objective: str
    missed: bool
    severity: str
    state: str
    group_id: int | None
    assignee_id: int | None
    rank_at: datetime


CLOCK: Types = (
    ("organisation_id", "bigint"),
    ("ticket_id", "bigint"),
    ("objective", "text"),
    ("cycle", "int"),
    ("severity", "text"),
    ("state", "text"),
    ("outcome", "text"),
    ("provisional", "bool"),
    ("excluded", "bool"),
    ("started_at", "timestamptz"),
    ("due_at", "timestamptz"),
    ("stopped_at", "timestamptz"),
    ("decided_at", "timestamptz"),
    ("allowance", "interval"),
    ("counted", "interval"),
    ("remaining", "interval"),
    ("overdue", "interval"),
    ("assessed_at", "timestamptz"),
    ("next_transition_at", "timestamptz"),
    ("passed", "text"),
)
QUEUE: Types = (
    ("organisation_id", "bigint"),
    ("ticket_id", "bigint"),
    ("next_due_at", "timestamptz"),
    ("next_objective", "text"),
    ("missed", "bool"),
    ("severity", "text"),
    ("state", "text"),
    ("group_id", "bigint"),
    ("assignee_id", "bigint"),
    ("rank_at", "timestamptz"),
)
KEY: Types = (("ticket_id", "bigint"), ("objective", "text"), ("cycle", "int"))
SEPARATOR = "|"
# An array of arrays would be flattened on its way, so the list of keys travels as one text.
PASSED = MappingProxyType({"passed": f"string_to_array(incoming.passed, '{SEPARATOR}')"})
READ_QUEUE = f"SELECT {', '.join(dict(QUEUE))} FROM clocks_queuerow WHERE ticket_id = ANY(%s)"  # noqa: S608
READ_CLOCKS = f"SELECT {', '.join(dict(CLOCK))} FROM clocks_clock WHERE ticket_id = ANY(%s)"  # noqa: S608
_clock_values, _queue_values, _key = (attrgetter(*dict(types)) for types in (CLOCK, QUEUE, KEY))


@lru_cache(maxsize=64)
def _write(clocks: int, queue: int) -> str:
    """Return the statement that writes this many rows of both tables."""
    return f"""
        WITH clocks AS ({bulk.upsert("clocks_clock", CLOCK, tuple(dict(KEY)), clocks, PASSED)})
        {bulk.upsert("clocks_queuerow", QUEUE, ("ticket_id",), queue)}
    """


def clocks_of(ticket_ids: Iterable[int]) -> dict[int, dict[tuple[str, int], ClockRow]]:
    """The clock rows of tickets, by objective and cycle."""
    clocks: dict[int, dict[tuple[str, int], ClockRow]] = defaultdict(dict)
    for values in ask(READ_CLOCKS, [list(ticket_ids)]):
        row = ClockRow(*values)
        clocks[row.ticket_id][row.objective, row.cycle] = row
    return clocks


def queue_of(ticket_ids: Iterable[int]) -> list[QueueEntry]:
    """The rows of tickets in the queue; one statement."""
    return [QueueEntry(*values) for values in ask(READ_QUEUE, [list(ticket_ids)])]


def write(clocks: Sequence[ClockRow], queue: Sequence[QueueEntry]) -> None:
    """Insert or overwrite rows of clocks and of the queue; one statement for both, sent with what comes next."""
    if not clocks and not queue:
        return
    clock_rows = [(*_clock_values(row)[:-1], SEPARATOR.join(row.passed)) for row in clocks]
    queue_rows = [_queue_values(row) for row in queue]
    values = [*bulk.parameters(CLOCK, clock_rows), *bulk.parameters(QUEUE, queue_rows)]
    send_later(_write(bulk.shape(clocks), bulk.shape(queue)), values)


def forget_clocks(rows: Sequence[ClockRow]) -> None:
    """Delete clock rows; their decisions stay in the ledger."""
    if not rows:
        return
    send_later(
        f"DELETE FROM clocks_clock clock USING {bulk.from_rows(KEY, bulk.shape(rows))}"  # noqa: S608
        " WHERE (clock.ticket_id, clock.objective, clock.cycle)"
        " = (incoming.ticket_id, incoming.objective, incoming.cycle)",
        bulk.parameters(KEY, [_key(row) for row in rows]),
    )
