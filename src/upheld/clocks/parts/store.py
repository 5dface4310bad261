"""Reads the stored rows of parts, and writes those that differ from what the ledger says."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any

from upheld.clocks.parts.rows import ClaimRow, DeliveryRow, DisputeRow, PartRow, ProposalRow, WaitRow, canonical
from upheld.database import ask, bulk, send_later
from upheld.database.bulk import Types

log = logging.getLogger(__name__)
COLUMN_TYPES = MappingProxyType(
    {"int": "bigint", "int | None": "bigint", "str": "text", "bool": "bool", "tuple[str, ...]": "text"}
    | dict.fromkeys(("datetime", "datetime | None"), "timestamptz")
)
"""Column types by field types. An array travels as JSON text, because an array of arrays would be flattened."""
EXPRESSIONS = MappingProxyType(
    {
        "items": "ARRAY(SELECT json_array_elements_text(incoming.items::json))",
        "fields": "incoming.fields::jsonb",
    }
)


class PartTable:
    """A table of parts, and its statements. Its columns are the fields of its rows."""

    def __init__(self, name: str, row: type[PartRow]) -> None:
        self.name = name
        self.row = row
        self.types: Types = tuple((field.name, COLUMN_TYPES[str(field.type)]) for field in fields(row))
        self.columns = tuple(dict(self.types))
        self._expressions = {column: EXPRESSIONS[column] for column in self.columns if column in EXPRESSIONS}

    def stored(self, ticket_ids: Iterable[int]) -> Iterator[PartRow]:
        """The stored rows of tickets; one statement."""
        columns = ", ".join(f"{column}::text" if column == "fields" else column for column in self.columns)
        query = f"SELECT {columns} FROM {self.name} WHERE ticket_id = ANY(%s) ORDER BY id"  # noqa: S608
        for values in ask(query, [list(ticket_ids)]):
            row = dict(zip(self.columns, values, strict=True))
            try:
                yield self._read(row)
            except (ValueError, TypeError, RecursionError):
                # Damaged: whoever compares finds nothing and writes the row anew.
                log.exception("row %s of %s cannot be read", row["id"], self.name)

    def _read(self, values: dict[str, Any]) -> PartRow:
        if "items" in values:
            values["items"] = tuple(values["items"])
        if "fields" in values:
            values["fields"] = canonical(json.loads(values["fields"]))
        row = self.row(**values)
        hash(row)
        return row

    def remove(self, ticket_ids: Iterable[int], keep: Iterable[int] = ()) -> None:
        """Delete the rows of tickets but these; one statement, sent with what comes next."""
        statement = f"DELETE FROM {self.name} WHERE ticket_id = ANY(%s) AND id <> ALL(%s)"  # noqa: S608
        send_later(statement, [list(ticket_ids), list(keep)])

    def write(self, rows: Sequence[PartRow]) -> None:
        """Insert or overwrite rows; one statement, sent with what comes next."""
        statement = bulk.upsert(self.name, self.types, ("id",), bulk.shape(rows), self._expressions)
        send_later(statement, bulk.parameters(self.types, [self._values(row) for row in rows]))

    def _values(self, row: PartRow) -> list[object]:
        values = (getattr(row, column) for column in self.columns)
        return [json.dumps(value) if isinstance(value, tuple) else value for value in values]


TABLES = (
    PartTable("desk_wait", WaitRow),
    PartTable("desk_delivery", DeliveryRow),
    PartTable("desk_dispute", DisputeRow),
    PartTable("desk_exclusionclaim", ClaimRow),
    PartTable("desk_cancellation", ProposalRow),
)


def write_changed(rows: Sequence[PartRow]) -> None:
    """Write the rows that differ from what is stored; for each kind of row one statement to read and one to write."""
    by_kind: dict[type[PartRow], list[PartRow]] = defaultdict(list)
    for row in rows:
        by_kind[type(row)].append(row)
    for table in TABLES:
        if of_kind := by_kind.get(table.row):
            stored = set(table.stored({row.ticket_id for row in of_kind}))
            if changed := [row for row in of_kind if row not in stored]:
                table.write(changed)


def remove_others(rows: Iterable[PartRow], ticket_ids: Iterable[int]) -> None:
    """Delete the parts of tickets that are not among the rows; one statement for each kind."""
    ids, valid = list(ticket_ids), list(rows)
    for table in TABLES:
        table.remove(ids, [row.id for row in valid if type(row) is table.row])


def name_of(row: PartRow) -> str:
    """The name of a row's kind, e.g. ``wait``."""
    return next(table.name for table in TABLES if table.row is type(row)).removeprefix("desk_")


def stored_rows(ticket_ids: Iterable[int]) -> Iterator[PartRow]:
    """The stored parts of tickets; one statement for each kind."""
    ids = list(ticket_ids)
    for table in TABLES:
        yield from table.stored(ids)
