"""The folder of scheduled backups: what files are called, which is the newest, and which are removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

NAME = re.compile(r"upheld-\d{8}T\d{6}Z\.backup")


def next_file(folder: Path, *, now: datetime) -> Path:
    """A new file name for now; creates ``folder`` if it is missing. ``now`` is in UTC."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"upheld-{now:%Y%m%dT%H%M%SZ}.backup"
    if file.exists():
        raise click.ClickException(f"{file} is there already; another backup runs at the same time")
    return file


def newest(folder: Path) -> Path:
    """The newest scheduled backup."""
    files = _files(folder)
    if not files:
        raise click.ClickException(f"there is no backup in {folder}; name a file, or run upheld backup scheduled first")
    return files[-1]


def remove_oldest(folder: Path, *, keep: int) -> Iterator[Path]:
    """Remove all but the newest ``keep`` scheduled backups; those that are removed."""
    for file in _files(folder)[:-keep]:
        file.unlink()
        yield file


def _files(folder: Path) -> list[Path]:
    """Scheduled backups, the oldest first; their names are in the order of their instants."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if NAME.fullmatch(file.name) and file.is_file())
