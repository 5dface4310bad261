"""Creates the two database roles and the database.

The owner makes and changes tables; the application may only use them. Neither is a superuser, so
that row security and missing rights bind the application as they would on a large installation.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from upheld.embedded.layout import APP_ROLE, DATABASE, OWNER_ROLE


def ensure(admin_url: str) -> None:
    """Create what is missing. ``admin_url`` is the superuser's address of the database postgres."""
    with psycopg.connect(admin_url, autocommit=True, connect_timeout=10) as connection:
        for role in (OWNER_ROLE, APP_ROLE):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            create_database(connection, DATABASE)


def create_database(connection: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """Make a database that the owner owns and others may connect to."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    names = [sql.Identifier(part) for part in (name, OWNER_ROLE, template)]
    connection.execute(statement.format(*names))
