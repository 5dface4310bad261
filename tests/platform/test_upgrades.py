"""A database with tickets, saved by an earlier state of the product, is brought up to date with all that is in it.

``saved/before-0.1.backup`` was written by ``upheld backup`` after ``upheld demo --tickets 4 --days 10``, before there
were kinds of tokens, fees of versions, keys of child rows and sealed secrets.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from support.commands import upheld
from support.places import Place
from upheld.embedded import clients
from upheld.embedded.layout import SUPERUSER

SAVED = Path(__file__).parent / "saved" / "before-0.1.backup"
FEES = """
    SELECT count(*) FROM contracts_contractversion version JOIN contracts_contract contract ON contract.id = contract_id
    WHERE version.published_at IS NOT NULL AND version.monthly_fee IS NOT DISTINCT FROM contract.monthly_fee
"""


ENDED = """
    UPDATE accounts_user SET sessions_from = now() WHERE id = (SELECT min(id) FROM accounts_user);
    INSERT INTO accounts_onetimetoken (user_id, purpose, digest, created_at, expires_at, roles)
    SELECT min(id), 'reset', 'ended', now() - interval '1 hour', now() - interval '59 minutes', '{}'::varchar[]
    FROM accounts_user
    UNION ALL
    SELECT min(id), 'sign_in', 'open', now() - interval '1 hour', now() + interval '23 hours', '{}'::varchar[]
    FROM accounts_user
"""
STILL_ENDED = "SELECT count(*) FROM accounts_user WHERE sessions_ended = 1 AND id = (SELECT min(id) FROM accounts_user)"
OPEN_LINKS = "SELECT count(*) FROM accounts_onetimetoken WHERE digest IN ('ended', 'open')"


def count(place: Place, query: str) -> int:
    with place.admin() as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])


def load(place: Place) -> None:
    """Put the saved database in place as it was: its owner, its rights and its row security."""
    program = clients.newest(None).program("pg_restore")
    address = place.server.layout.url(SUPERUSER, place.name)
    subprocess.run([program, "--exit-on-error", "--clean", "--if-exists", "--dbname", address, SAVED], check=True)


def test_migrations_see_the_rows_that_row_security_guards(place: Callable[..., Place]) -> None:
    own = place("earlier", empty=True)
    load(own)
    with own.admin() as connection:
        connection.execute(ENDED)
    migrated = upheld("migrate", **own.settings())
    assert migrated.returncode == 0, migrated.stderr
    assert count(own, "SELECT count(*) FROM desk_ticket") >= 4
    published = count(own, "SELECT count(*) FROM contracts_contractversion WHERE published_at IS NOT NULL")
    assert published > 0
    assert count(own, FEES) == published, "each published version has the fee of its contract"
    assert (count(own, STILL_ENDED), count(own, OPEN_LINKS)) == (1, 1), "sessions and links that were ended stay so"
    checked = upheld("clocks", "rebuild", "--check", **own.settings())
    assert "no difference" in checked.stdout, checked.stderr
