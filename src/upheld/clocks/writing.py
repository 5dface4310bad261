"""Clock and queue rows, any number in one statement, without an object's cost for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db import connection

from upheld.clocks.models import Clock, QueueRow

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
SEPARATOR = "|"


def write_clocks(rows: Sequence[Clock]) -> None:
    """Insert or overwrite clock rows."""
    columns = {name: [getattr(row, name) for row in rows] for name in CLOCK}
    # Unnesting a two-dimensional array would flatten it, so the list of keys travels as one text.
    columns["passed"] = [SEPARATOR.join(row.passed) for row in rows]
    passed = f"string_to_array(given.passed, '{SEPARATOR}')"
    _upsert("clocks_clock", CLOCK, columns, ("ticket_id", "objective", "cycle"), {"passed": passed})


def write_queue(rows: Sequence[QueueRow]) -> None:
    """Insert or overwrite queue rows."""
    _upsert("clocks_queuerow", QUEUE, {name: [getattr(row, name) for row in rows] for name in QUEUE}, ("ticket_id",))


def _upsert(
    table: str,
    types: dict[str, str],
    columns: dict[str, list[Any]],
    key: tuple[str, ...],
    otherwise: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """One statement; ``otherwise`` are the columns whose value is not simply what was given."""
    names = ", ".join(types)
    taken = ", ".join(otherwise.get(name, f"given.{name}") for name in types)
    arrays = ", ".join(f"%s::{kind}[]" for kind in types.values())
    fresh = ", ".join(f"{name} = excluded.{name}" for name in types if name not in key)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {taken} FROM unnest({arrays}) AS given ({names})"  # noqa: S608
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {fresh}",
            [columns[name] for name in types],
        )
