"""Releases of installed packages whose contents deadlines follow from."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

TIME_ZONES = "tzdata"
HOLIDAYS = "holidays"


@cache
def release_of(package: str) -> str:
    """The installed release, such as ``2026.1``; empty where the package is not installed.

    Asked for once: a process keeps to what it began with, whatever is installed beside it.
    """
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
