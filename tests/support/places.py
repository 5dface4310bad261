"""Databases of one's own, as an operator has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from upheld.embedded import Server
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER


@dataclass(frozen=True)
class Place:
    """A database of one's own: its addresses, as settings."""

    server: Server
    name: str
    data_dir: Path

    def settings(self, **more: object) -> dict[str, object]:
        return {
            "data_dir": self.data_dir,
            "database_url": self.server.layout.url(APP_ROLE, self.name),
            "migrate_url": self.server.layout.url(OWNER_ROLE, self.name),
        } | more

    def admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.server.layout.url(SUPERUSER, self.name), autocommit=True)

    def names(self) -> list[str]:
        with self.admin() as connection:
            return [row[0] for row in connection.execute("SELECT name FROM accounts_organisation ORDER BY name")]

    def runs(self) -> list[tuple[str, bool, bool]]:
        """The maintenance that was noted: its kind, whether it went well, whether it ever did."""
        with self.admin() as connection:
            return connection.execute(
                "SELECT kind, succeeded, succeeded_at IS NOT NULL FROM common_maintenancerun ORDER BY kind"
            ).fetchall()


def add_organisation(place: Place, name: str) -> None:
    """A customer, in a table that every version has; its other columns are filled by their types."""
    fillers = {"boolean": "false", "integer": "0", "bigint": "0", "smallint": "0", "jsonb": "{}", "ARRAY": "{}"}
    with place.admin() as connection:
        columns = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'accounts_organisation'"
            " AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL"
        ).fetchall()
        fixed = {"name": name, "kind": "customer"}
        values = {
            column: fixed.get(column) or fillers.get(kind, "2026-01-01" if "time" in kind else name[:8])
            for column, kind in columns
        }
        names = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join(["%s"] * len(values))
        connection.execute(f"INSERT INTO accounts_organisation ({names}) VALUES ({marks})", list(values.values()))
