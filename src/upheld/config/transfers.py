"""Slow clients: bodies that are late and downloads that nobody reads hold a bounded number of threads.

A web process has few threads, and a thread waits while a client sends or reads. Reading a body, and sending a download
beyond `READ_AHEAD` bytes, therefore takes a slot: as many as half of the threads, and half of these for one address.
A request that finds none is refused. What is left, such as connections that send nothing, is the front's to limit.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

QUICK = 0.5
"""Seconds that a request waits for a slot; a body that is there is read in far less."""
PATIENCE = 10.0
"""Seconds for any body, however short."""
SLOWEST = 16 * 1024
"""Bytes a second below which a body is refused."""
READ_AHEAD = 1024 * 1024
"""Bytes of a download that are handed over whole; the thread is then free, whether or not the client reads."""

Environ = Mapping[str, Any]


def client_address(environ: Environ) -> str:
    """The client's address; behind a proxy the last that the proxy itself added, for the rest may be forged."""
    if settings.BEHIND_PROXY:
        return str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(environ.get("REMOTE_ADDR", ""))


class Slots:
    """A bounded number of slow transfers: ``total`` in this process, ``each`` for one address."""

    def __init__(self, total: int, each: int) -> None:
        self._total, self._each = total, each
        self._taken: Counter[str] = Counter()
        self._freed = threading.Condition()

    def take(self, address: str, patience: float = 0.0) -> bool:
        """Take a slot, waiting ``patience`` seconds at most; False if there was none. `free` gives it back."""
        with self._freed:
            if not self._freed.wait_for(lambda: self._has_room(address), patience):
                return False
            self._taken[address] += 1
            return True

    def free(self, address: str) -> None:
        with self._freed:
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]
            self._freed.notify_all()

    def _has_room(self, address: str) -> bool:
        return self._taken.total() < self._total and self._taken[address] < self._each


@cache
def slots(kind: str) -> Slots:
    """The slots of this process for ``bodies`` or ``downloads``."""
    total = max(1, int(settings.WEB_THREADS) // 2)
    return Slots(total, max(1, total // 2))


class TooSlow(OSError):
    """The body does not arrive in time, or too many others are arriving."""


class PacedBody:
    """``wsgi.input`` that is read in a slot and within a deadline; raises `TooSlow`.

    The server's read cannot be interrupted, so a client that sends nothing keeps its slot until it goes away; the
    deadline ends what keeps dripping.
    """

    def __init__(self, stream: Any, length: int, address: str) -> None:
        self._stream, self._address = stream, address
        self._until = time.monotonic() + PATIENCE + length / SLOWEST
        self.refused = False

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes."""
        return self._in_slot(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes of the next line."""
        return self._in_slot(self._stream.readline, size)

    def _in_slot(self, read: Callable[[int], bytes], size: int) -> bytes:
        if self.refused or time.monotonic() > self._until or not slots("bodies").take(self._address, QUICK):
            self.refused = True
            raise TooSlow("the body does not arrive in time")
        try:
            return read(size)
        finally:
            slots("bodies").free(self._address)


def with_slot(response: StreamingHttpResponse, address: str) -> bool:
    """Whether the response may be sent: it is short, or has a slot until it is closed."""
    chunks = iter(response.streaming_content)  # type: ignore[arg-type]
    ahead: list[bytes] = []
    size = 0
    for chunk in chunks:
        ahead.append(chunk)
        size += len(chunk)
        if size > READ_AHEAD:
            break
    else:
        response.streaming_content = ahead
        response.whole = True  # type: ignore[attr-defined]
        return True
    if not slots("downloads").take(address):
        return False
    response.streaming_content = _Paced(chain(ahead, chunks), address)
    return True


class _Paced:
    """The chunks of a download; gives its slot back when it is closed."""

    def __init__(self, chunks: Iterable[bytes], address: str) -> None:
        self._chunks, self._address, self._open = chunks, address, True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def close(self) -> None:
        if self._open:
            self._open = False
            slots("downloads").free(self._address)


def bounded(application: Callable[..., HttpResponseBase]) -> Callable[..., Iterable[bytes]]:
    """Wrap the application: pace request bodies, and return short responses as a list for the server to send."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if length.isascii() and length.isdigit() and int(length[:18]):
            environ["wsgi.input"] = PacedBody(environ["wsgi.input"], int(length[:18]), client_address(environ))
        response = application(environ, start_response)
        if getattr(response, "streaming", False) and not getattr(response, "whole", False):
            return response
        body = b"".join(response)
        response.close()
        return [body]

    return serve
