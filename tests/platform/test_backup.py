"""``upheld backup`` and ``restore`` on real databases: saved, verified, rehearsed, brought back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from support.commands import upheld
from support.places import Place, add_organisation
from upheld.cli import archive, manifest, retention, seal
from upheld.embedded import clients


class TestBackup:
    """Saving, and bringing back."""

    def test_a_saved_database_comes_back_whole(self, place: Callable[..., Place], tmp_path: Path) -> None:
        own, other, file = place("from"), place("to", empty=True), tmp_path / "saved"
        assert upheld("migrate", "--quiet", **own.settings()).returncode == 0
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


def test_rows_that_the_programs_lose_are_noticed(place: Callable[..., Place], tmp_path: Path) -> None:
    """A pg_dump that leaves out a table and ends well."""
    own, real = place("lossy"), clients.newest(None)
    add_organisation(own, "Lost")
    lossy = tmp_path / "lossy"
    lossy.mkdir()
    for name in ("psql", "pg_restore"):
        (lossy / name).symlink_to(real.program(name))
    (lossy / "pg_dump").write_text(
        f'#!/bin/sh\nexec {real.program("pg_dump")} "$@" $([ "$1" = --version ] ||'
        " echo --exclude-table-data=accounts_organisation)\n"
    )
    (lossy / "pg_dump").chmod(0o755)
    done = upheld("backup", tmp_path / "saved", **own.settings(pg_bin=lossy))
    assert done.returncode == 1
    assert "holds 0 rows of accounts_organisation; the database had 1" in done.stderr
    assert not (tmp_path / "saved").exists()
    assert own.runs() == [("backup", False, False)]


def test_a_file_that_holds_other_rows_than_it_says_is_not_restored(place: Callable[..., Place], tmp_path: Path) -> None:
    own, file = place("other"), tmp_path / "saved"
    assert upheld("backup", file, **own.settings()).returncode == 0
    contents = manifest.read(file)
    assert contents
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.rindex(manifest.MARK)])
    manifest.append(file, replace(contents, rows=contents.rows | {"accounts_user": 7}))
    seal.append(file)
    done = upheld("restore", "--force", file, **own.settings())
    assert done.returncode == 1
    assert "holds 0 rows of accounts_user; the database had 7" in done.stderr


def test_a_file_of_an_earlier_version_has_no_manifest_and_comes_back(
    place: Callable[..., Place], tmp_path: Path
) -> None:
    own, file = place("earlier"), tmp_path / "saved"
    add_organisation(own, "Early")
    assert upheld("backup", file, **own.settings()).returncode == 0
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.rindex(manifest.MARK)])
    seal.append(file)
    assert archive.verify(clients.newest(None), file) is None
    done = upheld("restore", "--force", file, **own.settings())
    assert done.returncode == 0, done.stderr
    assert own.names() == ["Early"]


def test_a_file_of_a_newer_version_replaces_nothing(place: Callable[..., Place], tmp_path: Path) -> None:
    own, file = place("older"), tmp_path / "saved"
    add_organisation(own, "Stays")
    with own.admin() as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '9999_later', now())")
        assert upheld("backup", file, **own.settings()).returncode == 0
        connection.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
        connection.execute("UPDATE accounts_organisation SET name = 'Stays as it is'")
    done = upheld("restore", "--force", file, **own.settings())
    assert done.returncode == 1
    assert "newer version of Upheld: this one does not know desk.9999_later" in done.stderr
    assert own.names() == ["Stays as it is"]
    assert upheld("check", **own.settings()).returncode == 0


def test_the_newest_scheduled_backup_is_rehearsed(place: Callable[..., Place], tmp_path: Path) -> None:
    own = place("rehearsed")
    add_organisation(own, "Saved")
    settings = own.settings(backup_dir=tmp_path / "backups")
    refused = upheld("backup", "rehearse", **settings)
    assert refused.returncode == 1
    assert f"there is no backup in {tmp_path / 'backups'}" in refused.stderr
    assert upheld("backup", "scheduled", **settings).returncode == 0
    (file,) = (tmp_path / "backups").iterdir()
    done = upheld("backup", "rehearse", **settings)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{file} can be restored")
    assert own.runs() == [("backup", True, True), ("rehearsal", True, True)]
    assert list(own.data_dir.glob("rehearsal-*")) == []
    file.write_bytes(file.read_bytes()[:-1000])
    failed = upheld("backup", "rehearse", **settings)
    assert failed.returncode == 1
    assert "cannot be relied on: upheld restore" in failed.stderr
    assert own.runs() == [("backup", True, True), ("rehearsal", False, True)]
    assert own.names() == ["Saved"]


def test_scheduled_backups_beyond_the_number_are_removed_the_oldest_first(tmp_path: Path) -> None:
    names = [f"upheld-202611{day:02}T030000Z.backup" for day in range(1, 6)]
    others = ["upheld-before-upgrade.backup", "notes.txt"]
    for name in (*names, *others):
        (tmp_path / name).write_text("")
    removed = list(retention.remove_oldest(tmp_path, keep=3, newest=tmp_path / names[-1]))
    assert [file.name for file in removed] == names[:2]
    assert {file.name for file in tmp_path.iterdir()} == {*names[2:], *others}
    assert retention.newest(tmp_path, now=datetime(2026, 11, 6, tzinfo=UTC)).name == names[-1]
    assert list(retention.remove_oldest(tmp_path, keep=3, newest=tmp_path / names[-1])) == []


def test_files_of_a_clock_that_was_ahead_do_not_push_out_the_newest(tmp_path: Path) -> None:
    early, ahead = [f"upheld-2026110{day}T030000Z.backup" for day in (1, 2, 3)], "upheld-20270101T030000Z.backup"
    for name in (*early, ahead):
        (tmp_path / name).write_text("")
    removed = list(retention.remove_oldest(tmp_path, keep=1, newest=tmp_path / early[-1]))
    assert [file.name for file in removed] == early[:2]
    assert [file.name for file in retention.later_than(tmp_path, tmp_path / early[-1])] == [ahead]
    assert retention.newest(tmp_path, now=datetime(2026, 11, 4, tzinfo=UTC)).name == early[-1]
    (tmp_path / early[-1]).unlink()
    assert retention.newest(tmp_path, now=datetime(2026, 11, 4, tzinfo=UTC)).name == ahead


@pytest.mark.parametrize("arguments", [("--force", "{file}"), ("{file}", "--force")])
def test_options_stand_on_either_side_of_the_file(
    place: Callable[..., Place], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "saved").write_text("earlier")
    words = [word.format(file=tmp_path / "saved") for word in arguments]
    done = upheld("backup", *words, **place("either").settings())
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"saved and verified: {tmp_path / 'saved'}")


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
        tables = {row[1].partition(".")[0] for row in found if row[0] == "column"}
        tables = sorted(tables - {"common_maintenancerun"})  # that a file was saved is noted after it was saved
        counts = [connection.execute(f'SELECT %s, count(*) FROM "{table}"', [table]).fetchone() for table in tables]
    return [*found, *(row for row in counts if row)]
