"""Names scheduled backups, finds the newest and removes the oldest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from upheld.cli import unfinished

NAME = re.compile(r"upheld-\d{8}T\d{6}Z\.backup")


def next_file(folder: Path, *, now: datetime) -> Path:
    """A new file name for now; creates ``folder`` if it is missing. ``now`` is in UTC."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / _name(now)
    if file.exists():
        raise click.ClickException(f"{file} is there already; another backup runs at the same time")
    return file


def newest(folder: Path, *, now: datetime) -> Path:
    """The newest scheduled backup; one that is named after ``now`` only where there is no other."""
    files = _files(folder)
    if not files:
        raise click.ClickException(f"there is no backup in {folder}; name a file, or run upheld backup scheduled first")
    return max(files, key=lambda file: (file.name <= _name(now), file.name))


def remove_oldest(folder: Path, *, keep: int, newest: Path) -> Iterator[Path]:
    """Remove all but the newest ``keep`` scheduled backups up to ``newest``, and what killed ones left.

    Gives those that are removed. Files named after ``newest`` were saved while a clock was ahead: they are neither
    counted, or else they would push out ``newest`` itself, nor removed.
    """
    yield from unfinished.remove_left(folder)
    for file in [file for file in _files(folder) if file.name <= newest.name][:-keep]:
        file.unlink()
        yield file


def later_than(folder: Path, newest: Path) -> list[Path]:
    """Scheduled backups that are named after the newest one."""
    return [file for file in _files(folder) if file.name > newest.name]


def _name(now: datetime) -> str:
    return f"upheld-{now:%Y%m%dT%H%M%SZ}.backup"


def _files(folder: Path) -> list[Path]:
    """Scheduled backups in the order of their names, which is that of their instants."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if NAME.fullmatch(file.name) and file.is_file())
