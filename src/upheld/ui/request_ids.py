"""The id of the request that is being served, for the log, for error pages and for problem documents."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""Ids from outside that may stand in a log and on a page as they are."""

_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """The id of the present request; empty outside of one."""
    return _current.get()


@contextmanager
def serving(header: str | None) -> Iterator[str]:
    """Give the request that is served in the block an id: the one in its header where that is safe, or a new one."""
    token = _current.set(header if header and SAFE.fullmatch(header) else secrets.token_hex(16))
    try:
        yield _current.get()
    finally:
        _current.reset(token)
