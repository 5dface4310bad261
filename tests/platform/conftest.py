"""Folders for databases, and processes that hold them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from support.places import Place
from support.processes import Holder, eventually, gone
from upheld.embedded import Layout, Server
from upheld.embedded.roles import create_database


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where a database may be made. What a killed owner leaves elsewhere is removed."""
    folder = tmp_path / "private" / "postgres"
    sockets = Layout(folder).sockets
    yield folder
    if folder not in sockets.parents:
        shutil.rmtree(sockets, ignore_errors=True)


@pytest.fixture
def hold() -> Iterator[Callable[..., Holder]]:
    """Start holders; those that still run are killed, and their servers follow."""
    started: list[Holder] = []

    def start(*arguments: object, **how: object) -> Holder:
        started.append(Holder(*arguments, **how))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for holder in started:
        if holder.process.poll() is None:
            holder.kill()
    for holder in started:
        pid = holder.said.get("pid", 0)
        eventually(lambda pid=pid: gone(pid), "the server ends with its owner")


@pytest.fixture
def place(postgres: Server, schema_template: str, tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Makes databases on the tests' server, as if it were somebody's own; migrated or empty."""
    made: list[str] = []

    def make(name: str, *, empty: bool = False) -> Place:
        made.append(f"own_{name}_{os.getpid()}")
        with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
            create_database(admin, made[-1], template="template0" if empty else schema_template)
        return Place(postgres, made[-1], tmp_path / "data")

    yield make
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
        for name in made:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
