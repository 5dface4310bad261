"""Damage that only a superuser can do: triggers, foreign keys and checks are off. The rows have to be committed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from django.db import connections

from upheld.contracts.queries import forget
from upheld.embedded.layout import SUPERUSER

CHECKS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


def damage(statement: str, parameters: Sequence[object] = ()) -> None:
    """Run a statement that the database would refuse anybody else; what was read of contracts before is forgotten."""
    with superuser() as connection, unchecked(connection):
        assert connection.execute(statement, parameters).rowcount > 0, "nothing was damaged"
    forget()


@contextmanager
def superuser() -> Iterator[psycopg.Connection]:
    """A connection to the test database that no trigger and no right binds; committed at the end."""
    place = connections["owner"].settings_dict
    with psycopg.connect(host=place["HOST"], user=SUPERUSER, dbname=place["NAME"]) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


@contextmanager
def unchecked(connection: psycopg.Connection) -> Iterator[None]:
    """Take the tables' CHECK constraints away, and put them back unchecked, as after an upgrade."""
    checks = connection.execute(CHECKS).fetchall()
    for table, name, _ in checks:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    yield
    for table, name, definition in checks:
        unvalidated = definition.removesuffix(" NOT VALID") + " NOT VALID"
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {unvalidated}".encode())
