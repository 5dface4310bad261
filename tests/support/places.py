"""Databases of one's own, as an operator has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from upheld.common.postgres import Server
from upheld.common.postgres.layout import APP_ROLE, OWNER_ROLE, SUPERUSER


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
