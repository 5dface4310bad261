"""Backup and restore in a database that is not the desk's alone, and by roles and defaults of other people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from support.commands import upheld
from support.places import Place, add_organisation
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER

BESIDE = f"""
    CREATE SCHEMA monitoring;
    CREATE TABLE monitoring.samples (x int);
    CREATE TABLE public."an ""administrator's" (x int);
    CREATE VIEW public.a_view AS SELECT 1 AS x;
    CREATE SCHEMA precious AUTHORIZATION {OWNER_ROLE};
    CREATE TABLE precious.words (x int);
    ALTER TABLE precious.words OWNER TO {OWNER_ROLE};
    INSERT INTO precious.words VALUES (1);
    CREATE PUBLICATION everything FOR ALL TABLES;
"""


def test_what_others_keep_in_the_database_is_neither_needed_nor_touched(
    place: Callable[..., Place], tmp_path: Path
) -> None:
    own, file = place("beside"), tmp_path / "saved"
    add_organisation(own, "Ours")
    with own.admin() as connection:
        connection.execute(BESIDE)
        extension = connection.execute(
            "SELECT name FROM pg_available_extension_versions WHERE superuser AND NOT trusted ORDER BY 1"
        ).fetchone()
        if extension is not None:
            connection.execute(f'CREATE EXTENSION "{extension[0]}"')
    for command in (["migrate", "--quiet"], ["backup", file], ["restore", "--force", file], ["check"]):
        done = upheld(*command, **own.settings())
        assert done.returncode == 0, (command, done.stderr, done.stdout)
    assert own.names() == ["Ours"]
    with own.admin() as connection:
        assert connection.execute("SELECT x FROM precious.words").fetchall() == [(1,)]
        for left in ("monitoring.samples", "public.a_view", """public."an ""administrator's\""""):
            assert connection.execute("SELECT to_regclass(%s) IS NOT NULL", [left]).fetchone() == (True,), left
    elsewhere = place("elsewhere", empty=True)
    assert upheld("restore", file, **elsewhere.settings()).returncode == 0
    assert elsewhere.names() == ["Ours"]


def test_a_database_that_is_not_empty_keeps_what_is_in_other_schemas(
    place: Callable[..., Place], tmp_path: Path
) -> None:
    file, other = tmp_path / "saved", place("other", empty=True)
    assert upheld("backup", file, **place("own").settings()).returncode == 0
    with other.admin() as connection:
        connection.execute(BESIDE)
    done = upheld("restore", file, **other.settings())
    assert done.returncode == 0, done.stderr
    with other.admin() as connection:
        assert connection.execute("SELECT x FROM precious.words").fetchall() == [(1,)]


def test_a_right_that_was_granted_to_the_owner_outlives_a_restore(place: Callable[..., Place], tmp_path: Path) -> None:
    own, file = place("granted", empty=True), tmp_path / "saved"
    with own.admin() as connection:
        connection.execute(f"""
            ALTER DATABASE "{own.name}" OWNER TO {SUPERUSER};
            GRANT CREATE ON SCHEMA public TO {OWNER_ROLE};
        """)
    for command in (["migrate", "--quiet"], ["backup", file], ["restore", "--force", file]):
        done = upheld(*command, **own.settings())
        assert done.returncode == 0, (command, done.stderr)


def test_a_superuser_brings_tables_back_to_the_role_that_owned_them(
    place: Callable[..., Place], tmp_path: Path
) -> None:
    own, file = place("superuser"), tmp_path / "saved"
    add_organisation(own, "Ours")
    settings = own.settings(migrate_url=own.server.layout.url(SUPERUSER, own.name))
    assert upheld("backup", file, **settings).returncode == 0
    done = upheld("restore", "--force", file, **settings)
    assert done.returncode == 0, done.stderr
    with own.admin() as connection:
        owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owners == [(OWNER_ROLE,)]


def test_the_application_s_role_cannot_restore_and_says_so(place: Callable[..., Place], tmp_path: Path) -> None:
    own, file = place("application"), tmp_path / "saved"
    add_organisation(own, "Stays")
    assert upheld("backup", file, **own.settings()).returncode == 0
    done = upheld("restore", "--force", file, **own.settings(migrate_url=own.server.layout.url(APP_ROLE, own.name)))
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert own.names() == ["Stays"]


@pytest.mark.parametrize(
    "default", ["datestyle = 'SQL, DMY'", "intervalstyle = 'iso_8601'", 'search_path = "precious"']
)
def test_defaults_of_a_database_do_not_get_in_the_way(
    place: Callable[..., Place], tmp_path: Path, default: str
) -> None:
    own = place("defaults", empty=True)
    with own.admin() as connection:
        connection.execute(f"CREATE SCHEMA precious AUTHORIZATION {OWNER_ROLE}")
        connection.execute(f'ALTER DATABASE "{own.name}" SET {default}')
    for command in (["migrate", "--quiet"], ["check"], ["backup", tmp_path / "saved"]):
        done = upheld(*command, **own.settings())
        assert done.returncode == 0, (command, done.stderr, done.stdout)
