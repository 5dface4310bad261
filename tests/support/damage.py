"""Damage that only a superuser can do: triggers and foreign keys are off. The rows have to be committed."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from django.db import connections

from upheld.contracts.queries import forget
from upheld.embedded.layout import SUPERUSER


def damage(statement: str, parameters: Sequence[object] = ()) -> None:
    """Run a statement that the database would refuse anybody else; what was read of contracts before is forgotten."""
    place = connections["owner"].settings_dict
    with psycopg.connect(host=place["HOST"], user=SUPERUSER, dbname=place["NAME"], autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        assert connection.execute(statement, parameters).rowcount > 0, "nothing was damaged"
    forget()
