"""Folders for databases, and processes that hold them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.processes import Holder, eventually, gone
from upheld.common.postgres import Layout


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
