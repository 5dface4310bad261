"""``upheld migrate``, ``check``, ``backup`` and ``restore`` on real databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.commands import upheld
from support.places import Place
from support.processes import environment
from upheld.common.postgres.layout import APP_ROLE, OWNER_ROLE, SUPERUSER


def migrated(place: Place) -> Place:
    done = upheld("migrate", "--quiet", **place.settings())
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return place


def add_organisation(place: Place, name: str) -> None:
    """A row in a table that every version has, filled by its columns' types."""
    fillers = {"boolean": "false", "integer": "0", "bigint": "0", "smallint": "0", "jsonb": "{}", "ARRAY": "{}"}
    with place.admin() as connection:
        columns = connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'accounts_organisation'"
            " AND is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL"
        ).fetchall()
        values = {
            column: name if column == "name" else fillers.get(kind, "2026-01-01" if "time" in kind else name[:8])
            for column, kind in columns
        }
        names = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join(["%s"] * len(values))
        connection.execute(f"INSERT INTO accounts_organisation ({names}) VALUES ({marks})", list(values.values()))


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


class TestBackup:
    """Saving, and bringing back."""

    def test_a_saved_database_comes_back_whole(self, place: Callable[..., Place], tmp_path: Path) -> None:
        own, other, file = place("from"), place("to", empty=True), tmp_path / "saved"
        add_organisation(own, "汉字 and ünïcode")
        saved = upheld("backup", file, **own.settings())
        assert saved.returncode == 0, saved.stderr
        assert file.stat().st_mode & 0o777 == 0o600
        restored = upheld("restore", file, **other.settings())
        assert restored.returncode == 0, restored.stderr
        assert other.names() == ["汉字 and ünïcode"]
        assert fingerprint(other) == fingerprint(own)
        assert upheld("check", **other.settings()).returncode == 0

    def test_data_that_is_there_is_kept_unless_forced(self, place: Callable[..., Place], tmp_path: Path) -> None:
        own, file = place("kept"), tmp_path / "saved"
        assert upheld("backup", file, **own.settings()).returncode == 0
        add_organisation(own, "Later")
        refused = upheld("restore", file, **own.settings())
        assert refused.returncode == 1
        assert "--force" in refused.stderr
        assert own.names() == ["Later"]
        forced = upheld("restore", "--force", file, **own.settings())
        assert forced.returncode == 0, forced.stderr
        assert own.names() == []

    def test_a_file_that_breaks_off_changes_nothing(self, place: Callable[..., Place], tmp_path: Path) -> None:
        own, file = place("broken"), tmp_path / "saved"
        add_organisation(own, "Stays")
        assert upheld("backup", file, **own.settings()).returncode == 0
        whole = file.read_bytes()
        damaged = whole[:-2000] + bytes([whole[-2000] ^ 1]) + whole[-1999:]
        for broken in (b"", whole[:-1], whole[: len(whole) * 3 // 4], damaged):
            file.write_bytes(broken)
            done = upheld("restore", "--force", file, **own.settings())
            assert done.returncode == 1, f"{len(broken)} of {len(whole)} bytes were taken for a whole file"
            assert "Traceback" not in done.stderr
            assert own.names() == ["Stays"]

    def test_a_database_in_use_is_left_alone(self, place: Callable[..., Place], tmp_path: Path) -> None:
        own, file = place("busy"), tmp_path / "saved"
        assert upheld("backup", file, **own.settings()).returncode == 0
        with own.admin():
            done = upheld("restore", "--force", file, **own.settings())
        assert done.returncode == 1
        assert "stop web and worker" in done.stderr

    def test_a_file_that_is_there_is_not_written_over(self, place: Callable[..., Place], tmp_path: Path) -> None:
        own, file = place("there"), tmp_path / "saved"
        file.write_text("precious")
        assert upheld("backup", file, **own.settings()).returncode == 1
        assert file.read_text() == "precious"
        assert upheld("backup", "--force", file, **own.settings()).returncode == 0

    def test_what_cannot_be_saved_leaves_no_file(self, place: Callable[..., Place], tmp_path: Path) -> None:
        done = upheld("backup", tmp_path / "saved", **place("nothing", empty=True).settings())
        assert done.returncode == 1
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


def fingerprint(place: Place) -> list[tuple[Any, ...]]:
    """Every table, column, index, policy and row count."""
    with place.admin() as connection:
        found = connection.execute("""
            SELECT 'column', table_name || '.' || column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public'
            UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT 'policy', tablename || '.' || policyname, qual FROM pg_policies
            UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'grant', table_name || ' ' || grantee,
                string_agg(privilege_type, ',' ORDER BY privilege_type)
            FROM information_schema.role_table_grants WHERE table_schema = 'public' GROUP BY table_name, grantee
            ORDER BY 1, 2
        """).fetchall()
        tables = sorted({row[1].partition(".")[0] for row in found if row[0] == "column"})
        counts = [connection.execute(f'SELECT %s, count(*) FROM "{table}"', [table]).fetchone() for table in tables]
    return [*found, *(row for row in counts if row)]
