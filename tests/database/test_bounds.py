"""The database refuses values that pages cannot read, in every column of their kinds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from factories.world import World
from upheld.database import ask, bounds
from upheld.database.unreadable import Unreadable, UnreadableInstant, document_of

CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""
REFUSED = {
    "timestamp with time zone": ("infinity", "-infinity", "10000-01-01 00:00+00", "0001-01-01 00:00+00 BC"),
    "interval": ("1000000 days", "-1000000 days"),
    "numeric": ("NaN",),
    "double precision": ("NaN", "infinity", "-infinity"),
    "jsonb": ("1", "null", "[]", '{"a":' * 64 + "1" + "}" * 64, '{"a": 1e301}', '{"a": [{"b": -1e301}]}'),
    "ARRAY": ("{NULL}", "{{a,b},{c,d}}"),
}
TAKEN = {
    "timestamp with time zone": ("0001-01-01 00:00+00", "9999-12-31 23:59:59.999999+00"),
    "interval": ("999999 days", "0"),
    "numeric": ("-1.5", "0", "900"),
    "double precision": ("-1e300", "0"),
    "jsonb": ("{}", '{"a":' * 63 + "1" + "}" * 63, '{"a": 1e299, "b": "1e301", "c": [null, true]}'),
    "ARRAY": ("{}", "{a,b}"),
}


def columns() -> set[tuple[str, str]]:
    """The columns of all tables by the server's own catalogue, whose type can hold what Python cannot read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type = ANY(%s) AND table_name <> 'django_migrations'",
            [[*REFUSED, "timestamp without time zone", "date", "json", "real"]],
        )
        return set(cursor.fetchall())


def test_every_column_of_these_kinds_is_bounded(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS)
        checked = {(table.strip('"'), name) for table, name, _ in cursor.fetchall()}
    assert len(columns()) > 80
    assert {(table, f"{column}_is_readable") for table, column in columns()} <= checked


@pytest.mark.parametrize(
    ("kind", "value", "accepted"),
    [
        (kind, value, accepted)
        for values, accepted in ((REFUSED, False), (TAKEN, True))
        for kind, examples in values.items()
        for value in examples
    ],
)
def test_the_condition_of_a_kind(db: None, kind: str, value: str, accepted: bool) -> None:
    types = {"ARRAY": "text[]", "numeric": "numeric(14,2)"}
    text = next(
        condition for model, column, condition in bounds.bounded() if _type(model._meta.db_table, column) == kind
    )
    column = text.split('"')[1]
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(f'SELECT {text} FROM (SELECT %s::{types.get(kind, kind)}) AS row ("{column}")', [value])
                outcome = cursor.fetchone()[0]
        except DatabaseError:
            outcome = False
    assert outcome is accepted


def _type(table: str, column: str) -> str:
    [(kind,)] = ask(
        "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s", [table, column]
    )
    return str(kind)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("desk_ticket", "filed_at", "'infinity'"),
        ("ledger_head", "last_recorded_at", "'infinity'"),
        ("clocks_clock", "allowance", "'999999999 days'"),
        ("desk_ticket", "evidence", "'[]'"),
        ("desk_ticket", "tags", "'{NULL}'"),
    ],
)
def test_the_application_is_refused(world: World, table: str, column: str, value: str) -> None:
    world.file("P0")
    with (
        pytest.raises(DatabaseError, match=f"{column}_is_readable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {column} = {value}")


@pytest.mark.parametrize("text", ["infinity", "-infinity", "20000-01-01 00:00:00+00", "0044-03-15 00:00:00+00 BC"])
def test_an_unreadable_instant_goes_back_as_it_was_stored(db: None, text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::timestamptz", [text])
        by_django = cursor.fetchone()[0]
        cursor.execute("SELECT %s::text::timestamptz = %s", [text, by_django])
        assert cursor.fetchone() == (True,)
    [(by_ask, same)] = ask(
        "SELECT %(text)s::text::timestamptz, %(text)s::text::timestamptz = %(value)s",
        {"text": text, "value": by_django},
    )
    assert same is True
    for value in (by_django, by_ask):
        assert isinstance(value, UnreadableInstant)
        early = text.startswith("-") or text.endswith("BC")
        assert (value < datetime(2026, 1, 1, tzinfo=UTC)) is early


def test_other_unreadable_values_are_marked(db: None) -> None:
    rows = ask("SELECT 'infinity'::timestamp, 'infinity'::date, '170000000 years'::interval, now()", [])
    assert [isinstance(value, Unreadable) for value in rows[0]] == [True, True, True, False]


@pytest.mark.parametrize("text", ["{" + '"a":{' * 5000 + "}" * 5001, '{"a": 1' + "0" * 5000 + "}"])
def test_a_document_that_cannot_be_parsed_is_marked(text: str) -> None:
    assert isinstance(document_of(text), Unreadable)


def test_a_document_is_read() -> None:
    document: dict[str, Any] = {"a": [1, {"b": None}]}
    assert document_of(json.dumps(document)) == document
