"""The rows of clocks and of the queue, read and written any number in one statement.

They are plain values: an object of the ORM for each would cost more than the assessment itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from django.db import connection


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
    generation: int
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


CLOCK = {
    "organisation_id": "bigint",
    "ticket_id": "bigint",
    "objective": "text",
    "cycle": "int",
    "severity": "text",
    "state": "text",
    "outcome": "text",
    "provisional": "bool",
    "excluded": "bool",
    "started_at": "timestamptz",
    "due_at": "timestamptz",
    "stopped_at": "timestamptz",
    "decided_at": "timestamptz",
    "allowance": "interval",
    "counted": "interval",
    "remaining": "interval",
    "overdue": "interval",
    "assessed_at": "timestamptz",
    "next_transition_at": "timestamptz",
    "generation": "int",
    "passed": "text",
}
QUEUE = {
    "organisation_id": "bigint",
    "ticket_id": "bigint",
    "next_due_at": "timestamptz",
    "next_objective": "text",
    "missed": "bool",
    "severity": "text",
    "state": "text",
    "group_id": "bigint",
    "assignee_id": "bigint",
    "rank_at": "timestamptz",
}
KEY = ("ticket_id", "objective", "cycle")
SEPARATOR = "|"


def _upsert(
    table: str, types: Mapping[str, str], key: tuple[str, ...], otherwise: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The statement; ``otherwise`` are the columns whose value is not simply what was given."""
    names = ", ".join(types)
    taken = ", ".join(otherwise.get(name, f"given.{name}") for name in types)
    # %b: in PostgreSQL's binary form, which arrays are written in many times faster.
    arrays = ", ".join(f"%b::{kind}[]" for kind in types.values())
    fresh = ", ".join(f"{name} = excluded.{name}" for name in types if name not in key)
    return (
        f"INSERT INTO {table} ({names}) SELECT {taken} FROM unnest({arrays}) AS given ({names})"  # noqa: S608
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {fresh}"
    )


READ_CLOCKS = f"SELECT {', '.join(CLOCK)} FROM clocks_clock WHERE ticket_id = ANY(%s)"  # noqa: S608
# Unnesting a two-dimensional array would flatten it, so the list of keys travels as one text.
PASSED = MappingProxyType({"passed": f"string_to_array(given.passed, '{SEPARATOR}')"})
WRITE = f"""
    WITH clocks AS ({_upsert("clocks_clock", CLOCK, KEY, PASSED)})
    {_upsert("clocks_queuerow", QUEUE, ("ticket_id",))}
"""
FORGET_CLOCKS = """
    DELETE FROM clocks_clock clock USING unnest(%b::bigint[], %b::text[], %b::int[]) AS gone (ticket, objective, cycle)
    WHERE (clock.ticket_id, clock.objective, clock.cycle) = (gone.ticket, gone.objective, gone.cycle)
"""
_clock_values, _queue_values = attrgetter(*CLOCK), attrgetter(*QUEUE)


def clocks_of(ticket_ids: Iterable[int]) -> dict[int, dict[tuple[str, int], ClockRow]]:
    """The clock rows of tickets, by objective and cycle."""
    found: dict[int, dict[tuple[str, int], ClockRow]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(READ_CLOCKS, [list(ticket_ids)])
        for values in cursor.fetchall():
            row = ClockRow(*values)
            found[row.ticket_id][row.objective, row.cycle] = row
    return found


def write(clocks: Sequence[ClockRow], queue: Sequence[QueueEntry]) -> None:
    """Insert or overwrite rows of clocks and of the queue; one statement for both."""
    if clocks or queue:
        *columns, passed = _columns(_clock_values, clocks, CLOCK)
        keys = [SEPARATOR.join(one) for one in passed]
        _run(WRITE, [*columns, keys, *_columns(_queue_values, queue, QUEUE)])


def forget_clocks(rows: Sequence[ClockRow]) -> None:
    """Delete clock rows; their decisions stay in the ledger."""
    if rows:
        _run(FORGET_CLOCKS, _columns(attrgetter(*KEY), rows, KEY))


def _columns(values: Any, rows: Sequence[Any], names: Collection[str]) -> list[list[Any]]:
    return [list(column) for column in zip(*map(values, rows), strict=True)] if rows else [[] for _ in names]


def _run(statement: str, columns: list[list[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)
