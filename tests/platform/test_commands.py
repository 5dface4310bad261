"""``upheld migrate``, ``check``, ``backup`` and ``restore`` on real databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.commands import upheld
from support.places import Place, add_organisation
from support.processes import environment
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER


def migrated(place: Place) -> Place:
    done = upheld("migrate", "--quiet", **place.settings())
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return place


def test_migrating_makes_a_database_fit_to_serve(place: Callable[..., Place]) -> None:
    own = migrated(place("fit", empty=True))
    done = upheld("check", "--format", "json", **own.settings())
    verdicts = {finding["what"]: finding["verdict"] for finding in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert verdicts["migrations"] == verdicts[f"the application's role {APP_ROLE} owns nothing"] == "ok"


def test_migrating_twice_changes_nothing(place: Callable[..., Place]) -> None:
    own = place("twice")
    add_organisation(own, "Kept")
    assert migrated(own).names() == ["Kept"]


def test_check_fails_where_nothing_was_migrated(place: Callable[..., Place]) -> None:
    done = upheld("check", **place("empty", empty=True).settings())
    assert done.returncode == 1
    assert "Run upheld migrate" in done.stdout


@pytest.mark.parametrize("command", ["web", "worker"])
def test_nothing_runs_on_what_was_not_migrated(place: Callable[..., Place], command: str) -> None:
    done = upheld(command, **place("new", empty=True).settings(listen="127.0.0.1:0"))
    assert done.returncode == 1
    assert "migrations are pending" in done.stderr
    assert "run upheld migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", [("calendars",), ("clocks", "moved"), ("report", "attainment", "--period", "2026-10")]
)
def test_what_was_not_migrated_is_said_and_not_dumped(place: Callable[..., Place], command: tuple[str, ...]) -> None:
    done = upheld(*command, **place("bare", empty=True).settings())
    assert done.returncode == 1
    assert "run upheld migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_fails_where_the_application_owns_its_tables(place: Callable[..., Place]) -> None:
    own = place("owned")
    one_role = own.settings(database_url=own.settings()["migrate_url"])
    done = upheld("check", **one_role)
    assert done.returncode == 1
    assert f"FAIL the application's role {OWNER_ROLE} owns" in done.stdout


def test_check_fails_where_no_right_binds_the_application(place: Callable[..., Place]) -> None:
    own = place("super")
    done = upheld("check", **own.settings(database_url=own.server.layout.url(SUPERUSER, own.name)))
    assert done.returncode == 1
    assert "whom no right binds" in done.stdout


def test_check_fails_where_the_ledger_can_be_changed(place: Callable[..., Place]) -> None:
    own = place("ledger")
    with own.admin() as connection:
        connection.execute(f"GRANT UPDATE ON ledger_entry TO {APP_ROLE}")
    done = upheld("check", **own.settings())
    assert done.returncode == 1
    assert "may UPDATE in ledger_entry" in done.stdout


def test_an_unreachable_database_is_one_clear_line(tmp_path: Path) -> None:
    done = upheld("check", data_dir=tmp_path, database_url="postgresql://a:sesame@127.0.0.1:1/upheld")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert "sesame" not in done.stderr


def test_without_the_servers_packages_a_command_says_what_to_install() -> None:
    hidden = "import sys; sys.modules['psycopg'] = None; from upheld.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "serve"], capture_output=True, text=True, env=environment(), check=False
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == 'Error: “serve” needs psycopg, which is not installed; in the source folder, run: pip install ".[server]"\n'
    )


def test_every_setting_is_listed_with_its_meaning() -> None:
    rows = json.loads(upheld("check", "--settings", "--format", "json").stdout)
    assert {"UPHELD_DATABASE_URL", "UPHELD_MIGRATE_URL", "UPHELD_LISTEN"} <= {row["name"] for row in rows}
    assert all(row["meaning"] and row["value"] for row in rows)
