"""Saving from and restoring into every major version of PostgreSQL that this machine has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from docs.pages import DOCS, blocks
from support.commands import upheld
from support.places import Place
from support.shell import run
from upheld.cli import manifest
from upheld.embedded import NoBinaries, Server, binaries, clients, launch
from upheld.embedded.roles import create_database

MAJORS = (15, 16, 17, 18)
MOVES = [(15, 18), (16, 18), (17, 18), (18, 15)]


def programs(major: int) -> Path:
    for found in binaries.available():
        if found.major == major:
            return found.folder
    pytest.skip(f"no server programs of PostgreSQL {major} on this machine")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with ExitStack() as stack:
        yield Servers(tmp_path_factory.mktemp("majors"), stack)


class Servers:
    """A server of each major version, and a file saved from it; each is made when first wanted."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._running: dict[int, Server] = {}
        self._saved: dict[int, Path] = {}
        self._number = 0

    def database(self, major: int) -> Place:
        """An empty database on the server of ``major``, as an operator's own."""
        server = self.running(major)
        self._number += 1
        with psycopg.connect(server.admin_url("postgres"), autocommit=True) as admin:
            create_database(admin, f"own{self._number}")
        return Place(server, f"own{self._number}", self._folder / f"data{self._number}")

    def running(self, major: int) -> Server:
        """The server of ``major``."""
        if major not in self._running:
            folder = self._folder / str(major)
            self._running[major] = self._stack.enter_context(launch(folder, programs=programs(major), durable=False))
        return self._running[major]

    def saved(self, major: int) -> Path:
        """A file saved from a desk with one administrator on the server of ``major``."""
        if major not in self._saved:
            own, file = self.database(major), self._folder / f"from{major}.backup"
            with_administrator(own)
            done = upheld("backup", file, **own.settings())
            assert done.returncode == 0, done.stderr
            assert done.stdout.startswith(f"saved and verified: {file}")
            self._saved[major] = file
        return self._saved[major]


def with_administrator(own: Place, **settings: object) -> None:
    password = own.data_dir.with_suffix(".password")
    password.write_text("quiet rivers run deep\n")
    who = ["--name", "Ada", "--address", "ada@vendor.example", "--vendor", "汉字", "--password-file", password]
    done = upheld("admin", "create", *who, **settings or own.settings())
    assert done.returncode == 0, done.stderr


def restored(own: Place, file: Path) -> None:
    done = upheld("restore", file, **own.settings())
    assert done.returncode == 0, done.stderr
    assert own.names() == ["汉字"]


@pytest.mark.parametrize("major", MAJORS)
def test_a_backup_comes_back_into_the_server_that_it_was_saved_from(servers: Servers, major: int) -> None:
    restored(servers.database(major), servers.saved(major))
    contents = manifest.read(servers.saved(major))
    assert contents
    assert contents.server == major
    assert contents.rows["accounts_organisation"] == 1


@pytest.mark.parametrize(("source", "target"), MOVES)
def test_a_backup_moves_to_another_major_version(servers: Servers, source: int, target: int) -> None:
    restored(servers.database(target), servers.saved(source))


@pytest.mark.parametrize("target", [15])
def test_the_page_on_moving_from_the_embedded_database(servers: Servers, tmp_path: Path, target: int) -> None:
    """Its commands as they stand, but for the addresses."""
    own = servers.database(target)
    embedded = Place(servers.running(18), "unused", tmp_path / "desk")
    with_administrator(embedded, data_dir=embedded.data_dir)
    commands = [block.text for block in blocks(DOCS / "howto/move.md") if block.language == "sh"]
    script = "\n".join(commands)
    for name, address in (("DATABASE", "database_url"), ("MIGRATE", "migrate_url")):
        script = re.sub(rf"(UPHELD_{name}_URL)='[^']*'", rf"\1='{own.settings()[address]}'", script)
    assert "db.example.com" not in script
    said = run(script, tmp_path, UPHELD_DATA_DIR=str(embedded.data_dir))
    assert "saved and verified: desk.backup" in said
    assert "restored from desk.backup" in said
    assert own.names() == ["汉字"]


class TestClients:
    """Which programs are taken."""

    def test_those_of_the_server_are_taken_or_named(self) -> None:
        newer = programs(18)
        assert clients.of_server(newer, 18, folders=[]).folder == newer
        with pytest.raises(NoBinaries, match="apt install postgresql-client-15, or set UPHELD_PG_BIN"):
            clients.of_server(newer, 15, folders=[])

    def test_a_folder_that_was_set_does_not_hide_those_that_fit(self) -> None:
        older, newer = programs(16), programs(18)
        assert clients.of_server(newer, 16, folders=[older]).folder == older

    def test_a_file_is_restored_by_programs_that_can_read_it(self) -> None:
        folders = [programs(16), programs(18)]
        assert clients.to_restore(None, server=16, archive=15, folders=folders).major == 16
        assert clients.to_restore(None, server=18, archive=16, folders=folders).major == 18
        assert clients.to_restore(None, server=16, archive=18, folders=folders).major == 18
        with pytest.raises(NoBinaries, match="of PostgreSQL 18 or newer, which wrote the file"):
            clients.to_restore(None, server=16, archive=18, folders=folders[:1])

    def test_folders_without_all_three_are_passed_over(self, tmp_path: Path) -> None:
        (tmp_path / "pg_dump").write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 15.1'\n")
        (tmp_path / "pg_dump").chmod(0o755)
        assert list(clients.available(tmp_path, folders=[])) == []
