"""The database of the tests: real, with real rights.

The schema is built once by the owner into a template, whose name follows from the models, the
migrations and the rights. Each test process works in a copy of it, connected as the application's
role, so that missing grants and row security show in tests as they would in production.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from support import server as servers
from support import states
from upheld.contracts.packages import TIME_ZONES, release_of
from upheld.embedded import Server
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER
from upheld.embedded.roles import create_database

DATED_BY_TESTS = ("ledger_head_begins_now", "ledger_head_not_ahead")
"""Triggers that hold acts to the server's time; tests choose their dates, and one test enables them."""
SOURCE = Path(__file__).resolve().parents[2] / "src" / "upheld"
BUILD_LOCK = 7_263_001
ALIASES = {"default": APP_ROLE, "owner": OWNER_ROLE}


def pytest_configure(config: pytest.Config) -> None:
    """Under xdist, start the server before the workers."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        config.stash[SERVER] = servers.start(_cache())


def pytest_unconfigure(config: pytest.Config) -> None:
    """End it after them."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()


SERVER = pytest.StashKey[Server]()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this test run."""
    with servers.join() or servers.start(_cache()) as running:
        yield running


@pytest.fixture(scope="session")
def schema_template(postgres: Server, django_db_blocker: Any) -> str:
    """The name of a database with this version's schema and rights and no rows; for copies."""
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin, django_db_blocker.unblock():
        admin.execute("SELECT pg_advisory_lock(%s)", [BUILD_LOCK])
        return _template(postgres, admin)


@pytest.fixture(scope="session")
def django_db_setup(postgres: Server, schema_template: str, django_db_blocker: Any) -> Iterator[None]:
    """A database for this test process, as ``default`` (application) and ``owner``."""
    name = "test_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
        _drop(admin, name)
        create_database(admin, name, template=schema_template)
    with psycopg.connect(postgres.admin_url(name), autocommit=True) as superuser:
        states.install(superuser)
    _point(postgres, name)
    yield
    with django_db_blocker.unblock():
        _disconnect()


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> None:
    """Transactional tests leave rows behind, and the application's role may not truncate."""
    from django.test import TransactionTestCase

    TransactionTestCase._fixture_teardown = lambda _self: truncate()  # type: ignore[method-assign]


def truncate() -> None:
    """Empty every table of the test database, except those that say what it was brought up to."""
    from django.db import connections

    place = connections["owner"].settings_dict
    with psycopg.connect(host=place["HOST"], user=SUPERUSER, dbname=place["NAME"], autocommit=True) as connection:
        connection.execute("SELECT tests.empty()")


def _cache() -> Path:
    from django.conf import settings

    folder: Path = settings.DATA_DIR
    return folder


def _template(postgres: Server, admin: psycopg.Connection) -> str:
    """The name of a database with the present schema, built where it is not there yet."""
    name = f"template_{_schema_digest()}"
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        for (old,) in admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'").fetchall():
            _drop(admin, old)
        _drop(admin, "draft")
        create_database(admin, "draft")
        _build(postgres)
        admin.execute(sql.SQL("ALTER DATABASE draft RENAME TO {}").format(sql.Identifier(name)))
    return name


def _schema_digest() -> str:
    """Follows every file that the schema and the rights follow from, and the time zones."""
    patterns = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "database/*.py", "config/settings.py")
    digest = hashlib.sha256(release_of(TIME_ZONES).encode())
    for path in sorted(path for pattern in patterns for path in SOURCE.glob(pattern)):
        digest.update(str(path.relative_to(SOURCE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _build(postgres: Server) -> None:
    from django.core.management import call_command
    from django.db import connections

    from upheld.clocks.zone_releases import adopt_release
    from upheld.database import rights

    _point(postgres, "draft")
    call_command("migrate", database="owner", verbosity=0, interactive=False, run_syncdb=True)
    rights.apply(connections["owner"])
    with connections["owner"].cursor() as cursor:
        for trigger in DATED_BY_TESTS:
            cursor.execute(f"ALTER TABLE ledger_head DISABLE TRIGGER {trigger}")
    list(adopt_release(release=release_of(TIME_ZONES), now=datetime.now(UTC)))
    _disconnect()


def _point(postgres: Server, name: str) -> None:
    from django.db import connections

    _disconnect()
    for alias in ALIASES:
        connections[alias].settings_dict |= {"NAME": name, "HOST": str(postgres.layout.sockets)}


def _disconnect() -> None:
    from django.db import connections

    for alias in ALIASES:
        connections[alias].close()


def _drop(admin: psycopg.Connection, name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
