"""Numbers of rows that follow from nothing but the acts of a test."""

from __future__ import annotations

import zlib

import psycopg
from django.db import connection

from upheld.embedded.layout import SUPERUSER

THOUSANDS = 90
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND sequencename !~ 'zonerelease|django'"


def restart_numbers(first: int = 1) -> None:
    """Number the rows of each table from ``first`` on, within a thousand of the table's own.

    A sequence goes on when a test is taken back, so that numbers would follow from what ran before. Each table has
    its thousand so that no two kinds of number look alike.
    """
    place = connection.settings_dict
    with psycopg.connect(host=place["HOST"], user=SUPERUSER, dbname=place["NAME"], autocommit=True) as admin:
        names = [name for (name,) in admin.execute(SEQUENCES)]
        starts = [(1 + zlib.crc32(name.encode()) % THOUSANDS) * 1000 + first for name in names]
        admin.execute(
            "SELECT setval(format('public.%%I', name)::regclass, start, false)"
            " FROM unnest(%s::text[], %s::bigint[]) AS numbered(name, start)",
            [names, starts],
        )
