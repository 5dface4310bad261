"""Groups of networks that share threads when strangers sign in, so that a flood from some leaves room for others.

A group whose password was wrong within `MEMORY` is suspect, and all suspect groups together count as one. A flood needs
a new group for each attempt, or it soon competes with itself alone. Each process remembers for itself.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from upheld.markup.lru_cache import LruCache

MEMORY = timedelta(minutes=15)
MOST_GROUPS = 20_000
SUSPECT = "suspect"
PREFIXES = {4: 24, 6: 48}
"""Bits that are the same within a group: one customer of a provider often has all addresses of such a network."""

_failures: LruCache[str, datetime] = LruCache(MOST_GROUPS)


def group_of(network: str, *, now: datetime) -> str:
    """The group that shares threads: `SUSPECT` after a wrong password, else the network of many addresses."""
    group = _wide(network)
    failed_at = _failures.get(group)
    return SUSPECT if failed_at is not None and failed_at > now - MEMORY else group


def note_failure(network: str, *, now: datetime) -> None:
    """A password from this network was wrong."""
    _failures.set(_wide(network), now)


def forget() -> None:
    """Forget all failures."""
    _failures.clear()


def _wide(network: str) -> str:
    try:
        parsed = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return network
    return str(parsed.supernet(new_prefix=min(PREFIXES[parsed.version], parsed.prefixlen)))
