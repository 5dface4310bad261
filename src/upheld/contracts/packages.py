"""Releases of the installed packages that deadlines depend on."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

TIME_ZONES = "tzdata"
HOLIDAYS = "holidays"


@cache
def release_of(package: str) -> str:
    """The installed release, such as ``2026.1``; empty where the package is not installed.

    Cached, because a process keeps using the release it started with, whatever is installed later.
    """
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
