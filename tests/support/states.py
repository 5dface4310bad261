"""Empties the test database, and copies the rows of a small state out of it and in again.

Functions in a schema of the tests do it inside the database, because the application's role may neither delete
nor copy. They disable triggers, so rows return as they were. The schema is not part of the product's template.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from upheld.embedded.layout import APP_ROLE

FILLED_BY_TEMPLATE = ("django_migrations", "clocks_zonerelease")
"""The tables with rows in the template. A secret key that a test's program adopted goes with the test."""

FUNCTION = """
    CREATE FUNCTION tests.{name} LANGUAGE plpgsql SECURITY DEFINER SET session_replication_role = replica
    SET search_path = public, pg_temp AS $function$ {body} $function$
"""

EMPTY = """
    DECLARE name text;
    BEGIN
        LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
        FOREACH name IN ARRAY tests.tables_with_rows() LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
        PERFORM setval(s.name::regclass, 1, false) FROM tests.sequences() s(name, number);
        -- Releases of time zones that a test adopted: a worker of the next test would end by them.
        DELETE FROM clocks_zonerelease WHERE id > (SELECT min(id) FROM clocks_zonerelease);
    END
"""

COPY_OUT = """
    DECLARE name text; contents jsonb := '{{}}'; lines jsonb;
    BEGIN
        FOREACH name IN ARRAY tests.tables_with_rows() LOOP
            EXECUTE format('SELECT jsonb_agg(t::text) FROM %I t', name) INTO lines;
            contents := contents || jsonb_build_object(name, lines);
        END LOOP;
        RETURN jsonb_build_object('tables', contents, 'sequences', (
            SELECT coalesce(jsonb_object_agg(s.name, s.number), '{{}}') FROM tests.sequences() s(name, number)
        ));
    END
"""

COPY_IN = """
    DECLARE name text; lines jsonb; number bigint;
    BEGIN
        FOR name, lines IN SELECT * FROM jsonb_each(state -> 'tables') LOOP
            EXECUTE format(
                'INSERT INTO %1$I OVERRIDING SYSTEM VALUE SELECT * FROM unnest('
                'ARRAY(SELECT line::%1$I FROM jsonb_array_elements_text($1) line))',
                name
            ) USING lines;
        END LOOP;
        FOR name, number IN SELECT * FROM jsonb_each_text(state -> 'sequences') LOOP
            PERFORM setval(name::regclass, greatest(number, pg_sequence_last_value(name::regclass)));
        END LOOP;
    END
"""

SEQUENCES = """
    CREATE FUNCTION tests.sequences() RETURNS TABLE (name text, number bigint) LANGUAGE sql AS $$
        SELECT format('%I.%I', schemaname, sequencename), last_value
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> ALL({kept})
    $$
"""


def install(superuser: psycopg.Connection) -> None:
    """Create the functions in the test database that ``superuser`` is connected to."""
    rows = superuser.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    names = [name for (name,) in rows if name not in FILLED_BY_TEMPLATE]
    tables = sql.SQL(", ").join(map(sql.Identifier, names))
    superuser.execute("CREATE SCHEMA tests")
    sequences = [f"{name}_id_seq" for name in FILLED_BY_TEMPLATE]
    superuser.execute(sql.SQL(SEQUENCES).format(kept=sql.Literal(sequences)))
    _create(superuser, "tables_with_rows() RETURNS text[]", _tables_with_rows(names))
    _create(superuser, "empty() RETURNS void", sql.SQL(EMPTY).format(tables=tables))
    _create(superuser, "copy_out() RETURNS jsonb", sql.SQL(COPY_OUT).format())
    _create(superuser, "copy_in(state jsonb) RETURNS void", sql.SQL(COPY_IN).format())
    superuser.execute(sql.SQL("GRANT USAGE ON SCHEMA tests TO {}").format(sql.Identifier(APP_ROLE)))


def is_empty() -> bool:
    """Whether this is a database of the tests, and no table holds rows of a test."""
    installed = _call("SELECT to_regprocedure('tests.tables_with_rows()') IS NOT NULL")
    return bool(installed and _call("SELECT tests.tables_with_rows() = '{}'"))


def copy_out() -> str:
    """The rows of all tables as JSON, and the last number of each sequence that was used."""
    return str(_call("SELECT tests.copy_out()::text"))


def copy_in(state: str) -> None:
    """Restore rows that ``copy_out`` returned into empty tables."""
    _call("SELECT tests.copy_in(%s::jsonb)", state)


def _call(statement: str, *parameters: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def _create(superuser: psycopg.Connection, name: str, body: sql.Composed) -> None:
    superuser.execute(sql.SQL(FUNCTION).format(name=sql.SQL(name), body=body))


def _tables_with_rows(names: list[str]) -> sql.Composed:
    """The body of a function: an array of the tables that are not empty."""
    cases = [
        sql.SQL("CASE WHEN EXISTS (SELECT FROM {}) THEN {} END").format(sql.Identifier(name), sql.Literal(name))
        for name in names
    ]
    array = sql.SQL(", ").join(cases)
    return sql.SQL("BEGIN RETURN array_remove(ARRAY[{}], NULL); END").format(array)
