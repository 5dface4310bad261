"""Owners and servers that are killed, and what they leave behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from support.processes import Holder, eventually, gone
from upheld.embedded import Layout, launch
from upheld.embedded.lock import running

ROWS = 2000


def fill(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (n int)")
        for number in range(0, ROWS, 100):
            connection.execute("INSERT INTO t SELECT generate_series(%s::int, %s::int)", [number, number + 99])


def count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM t").fetchone()
    assert row
    return int(row[0])


@pytest.mark.parametrize("how", [[], ["--thread"]], ids=["main-thread", "other-thread"])
def test_the_server_ends_when_its_owner_is_killed(folder: Path, hold: Callable[..., Holder], how: list[str]) -> None:
    owner = hold(folder, *how)
    fill(owner.said["url"])
    owner.kill()
    eventually(lambda: gone(owner.server), "the server follows its owner")
    with launch(folder) as server:
        assert server.owned
        assert count(server.owner_url) == ROWS


def test_the_next_owner_waits_for_the_last_server_to_end(folder: Path, hold: Callable[..., Holder]) -> None:
    owner = hold(folder)
    fill(owner.said["url"])
    owner.kill()
    with launch(folder) as server:
        assert count(server.owner_url) == ROWS


def test_a_killed_server_is_started_again_with_every_row(folder: Path) -> None:
    with launch(folder) as server:
        fill(server.owner_url)
        found = running(server.layout)
        assert found
        os.kill(found.pid, signal.SIGKILL)
        eventually(lambda: not server.alive, "the server is dead")
        server.revive()
        assert count(server.owner_url) == ROWS


def test_a_killed_owner_and_server_leave_nothing_in_the_way(folder: Path, hold: Callable[..., Holder]) -> None:
    owner = hold(folder)
    fill(owner.said["url"])
    os.kill(owner.server, signal.SIGKILL)
    owner.kill()
    with launch(folder) as server:
        assert count(server.owner_url) == ROWS


def left_by_a_crash(folder: Path) -> Path:
    """A folder whose server died without cleaning up."""
    server = launch(folder)
    fill(server.owner_url)
    found = running(server.layout)
    assert found
    os.kill(found.pid, signal.SIGKILL)
    eventually(lambda: not server.alive, "the server is dead")
    server.stop()
    assert server.layout.pid_file.exists()
    return server.layout.pid_file


@pytest.mark.parametrize("text", [b"", b"12", b"\xff\xfe\x00", b"-5\n/nowhere\n", b"99999999999\n"], ids=repr)
def test_a_damaged_pid_file_is_in_nobodys_way(folder: Path, text: bytes) -> None:
    left_by_a_crash(folder).write_bytes(text)
    with launch(folder) as server:
        assert count(server.owner_url) == ROWS


def test_a_pid_file_that_names_another_live_program_is_not_believed(folder: Path) -> None:
    pid_file = left_by_a_crash(folder)
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:7], "ready   "]) + "\n")
    with launch(folder) as server:
        assert server.owned
        assert count(server.owner_url) == ROWS


def test_a_pid_file_that_names_a_zombie_is_not_believed(folder: Path) -> None:
    pid_file = left_by_a_crash(folder)
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    eventually(lambda: gone(zombie.pid), "the child is a zombie")
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(zombie.pid), *lines[1:]]) + "\n")
    with launch(folder) as server:
        assert count(server.owner_url) == ROWS
    zombie.wait()


def test_a_stale_socket_lock_is_removed(folder: Path) -> None:
    pid_file = left_by_a_crash(folder)
    pid_file.unlink()
    lock = Layout(folder).sockets / ".s.PGSQL.5432.lock"
    lock.write_text(f"{os.getpid()}\n{folder}/data\n")
    with launch(folder) as server:
        assert count(server.owner_url) == ROWS


def test_a_server_without_an_owner_is_ended_and_replaced(folder: Path) -> None:
    first = launch(folder)
    fill(first.owner_url)
    programs, socket = first.binaries, first.layout.sockets
    first.stop()
    socket.mkdir(exist_ok=True, mode=0o700)
    orphan = subprocess.Popen(
        [
            *(["unshare", "--user", "--map-user=65534"] if os.geteuid() == 0 else []),
            *[
                str(programs.program("postgres")),
                "-D",
                str(folder / "data"),
                "-k",
                str(socket),
                "-c",
                "listen_addresses=",
            ],
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    eventually(lambda: running(first.layout) and running(first.layout).ready, "the orphan serves")  # type: ignore[union-attr]
    with launch(folder) as server:
        assert server.owned
        assert orphan.wait(60) == 0
        assert count(server.owner_url) == ROWS
