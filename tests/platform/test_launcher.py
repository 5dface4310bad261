"""The embedded server: made, started, shared and ended."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from support.processes import Holder, gone
from upheld.embedded import CannotStart, Layout, NoBinaries, WrongMajor, binaries, launch
from upheld.embedded.lock import running


def test_the_database_is_utf8_with_checksums_and_one_order_of_text(folder: Path) -> None:
    with launch(folder) as server, psycopg.connect(server.owner_url) as connection:
        encoding = connection.execute("SELECT pg_encoding_to_char(encoding) FROM pg_database").fetchone()
        checksums = connection.execute("SHOW data_checksums").fetchone()
        order = [row[0] for row in connection.execute("SELECT x FROM unnest(ARRAY['b','Z','ä','a','中']) x ORDER BY x")]
    assert (encoding, checksums) == (("UTF8",), ("on",))
    assert order == sorted(order)


def test_the_application_owns_nothing_and_is_no_superuser(folder: Path) -> None:
    with launch(folder) as server:
        with psycopg.connect(server.owner_url) as owner:
            owner.execute("CREATE TABLE t (n int)")
        with psycopg.connect(server.app_url) as app:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (n int)")
            app.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("SELECT * FROM t")


def test_nobody_else_can_look_into_the_folder_and_its_parent_keeps_its_mode(folder: Path) -> None:
    folder.parent.mkdir(mode=0o700)
    with launch(folder) as server:
        paths = (folder, server.layout.data, server.layout.sockets)
        modes = [stat.S_IMODE(path.stat().st_mode) for path in paths]
        parent = stat.S_IMODE(folder.parent.stat().st_mode)
    assert modes == [0o700, 0o700, 0o700]
    assert parent == 0o700


def test_data_is_there_again_after_a_stop_and_a_start(folder: Path) -> None:
    with launch(folder) as server, psycopg.connect(server.owner_url) as connection:
        connection.execute("CREATE TABLE t AS SELECT 7 AS n")
    with launch(folder) as server, psycopg.connect(server.owner_url) as connection:
        assert connection.execute("SELECT n FROM t").fetchone() == (7,)


def test_nothing_runs_after_a_stop(folder: Path) -> None:
    with launch(folder) as server:
        found = running(server.layout)
        assert found
        assert server.alive
    assert gone(found.pid)
    assert running(Layout(folder)) is None


def test_a_second_process_joins_and_leaves_the_server_running(folder: Path, hold: Callable[..., Holder]) -> None:
    with launch(folder) as server:
        joiner = hold(folder)
        assert joiner.said["owned"] is False
        joiner.end()
        assert server.alive


def test_of_many_that_start_together_one_owns_the_server(folder: Path, hold: Callable[..., Holder]) -> None:
    with ThreadPoolExecutor(4) as pool:
        holders = list(pool.map(lambda _: hold(folder), range(4)))
    assert sorted(holder.said["owned"] for holder in holders) == [False, False, False, True]
    assert len({holder.said["pid"] for holder in holders}) == 1


def test_a_joiner_hears_that_the_owner_has_ended(folder: Path, hold: Callable[..., Holder]) -> None:
    owner = hold(folder)
    joiner = hold(folder)
    owner.kill()
    assert joiner.hear() == {"lost": True}


def test_a_new_owner_comes_though_a_joiner_forked(folder: Path, hold: Callable[..., Holder]) -> None:
    owner = hold(folder)
    joiner = hold(folder, "--fork")
    owner.kill()
    assert joiner.hear() == {"lost": True}
    joiner.kill()
    try:
        with launch(folder) as server:
            assert server.owned
    finally:
        os.kill(joiner.said["fork"], signal.SIGKILL)


def test_a_joiner_cannot_start_the_server_again(folder: Path, hold: Callable[..., Holder]) -> None:
    hold(folder)
    with launch(folder) as joined, pytest.raises(CannotStart, match="owns the server"):
        joined.revive()


def test_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / "postgres"
    with launch(folder) as server:
        assert psycopg.connect(server.app_url).execute("SELECT 1").fetchone() == (1,)
        assert stat.S_IMODE(server.layout.sockets.stat().st_mode) == 0o700
        short = server.layout.sockets
    assert short.parent == Path("/tmp")
    assert not short.exists()


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CannotStart, match="UPHELD_DATA_DIR"):
        launch(tmp_path / "file" / "postgres")


def test_programs_that_are_not_there_are_named_by_their_setting(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NoBinaries, match="UPHELD_PG_BIN"):
        launch(folder, programs=tmp_path)


def test_data_of_another_major_version_is_not_opened(folder: Path) -> None:
    launch(folder).stop()
    version = folder / "data" / "PG_VERSION"
    version.write_text("14\n")
    before = sorted(path.name for path in (folder / "data").iterdir())
    with pytest.raises(WrongMajor, match="written by PostgreSQL 14"):
        launch(folder)
    assert sorted(path.name for path in (folder / "data").iterdir()) == before


def test_data_keeps_the_programs_of_its_own_major_version(folder: Path) -> None:
    others = [found for found in binaries.available() if found.major != binaries.find().major]
    if not others:
        pytest.skip("programs of one major version only are installed")
    older = others[-1]
    launch(folder, programs=older.folder).stop()
    with launch(folder) as server, psycopg.connect(server.app_url) as connection:
        assert connection.info.server_version // 10000 == older.major


def test_damaged_version_file_is_a_clear_error(folder: Path) -> None:
    launch(folder).stop()
    (folder / "data" / "PG_VERSION").write_bytes(b"\x31x")
    with pytest.raises(CannotStart, match="damaged"):
        launch(folder)


def test_an_unfinished_making_is_made_anew(folder: Path) -> None:
    unfinished = folder / "making" / "data"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    with launch(folder) as server:
        assert server.alive
