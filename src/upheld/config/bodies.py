"""Reads request bodies within a deadline, so that a client that stops sending gives its thread back.

The server's read cannot be interrupted. So a thread beside the request's reads, and is left behind when the deadline
has passed; it ends its read when the client goes on or goes away.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache
from queue import SimpleQueue
from time import monotonic
from typing import Any

from upheld.accounts.limits import network
from upheld.operations.shares import shares
from upheld.operations.slots import BODY, QUICK, slots

PATIENCE = 10.0
"""Seconds for any body, however short."""
SLOWEST = 16 * 1024
"""Bytes a second below which a body is refused."""
PIECE = 64 * 1024
"""Bytes of a body that are read at once."""
MOST_READERS = 256
"""Threads of a process that read bodies; most are left behind by clients that stopped sending."""
MOST_OF_NETWORK = 16
"""Readers for the clients of one network."""

Read = Callable[[int], bytes]
Job = tuple["Future[bytes]", Read, int, str]


class TooSlow(OSError):
    """The body does not arrive in time, or too many others are arriving."""


class Readers:
    """Threads that read bodies; at most ``most``, and ``of_network`` for one network."""

    def __init__(self, most: int = MOST_READERS, of_network: int = MOST_OF_NETWORK) -> None:
        self._most, self._of_network = most, of_network
        self._lock = threading.Lock()
        self._idle: list[SimpleQueue[Job]] = []
        self._reading: Counter[str] = Counter()

    def begin(self, read: Read, size: int, of: str) -> Future[bytes] | None:
        """What will be read, for a client of the network ``of``; None if there is no reader for it."""
        with self._lock:
            if self._reading.total() >= self._most or self._reading[of] >= self._of_network:
                return None
            self._reading[of] += 1
            jobs = self._idle.pop() if self._idle else self._reader()
        future: Future[bytes] = Future()
        jobs.put((future, read, size, of))
        return future

    def _reader(self) -> SimpleQueue[Job]:
        jobs: SimpleQueue[Job] = SimpleQueue()
        threading.Thread(target=self._run, args=(jobs,), name="reads bodies", daemon=True).start()
        return jobs

    def _run(self, jobs: SimpleQueue[Job]) -> None:
        while True:
            future, read, size, of = jobs.get()
            try:
                outcome: bytes | BaseException = read(size)
            except BaseException as error:
                outcome = error
            with self._lock:
                self._reading[of] -= 1
                if not self._reading[of]:
                    del self._reading[of]
                self._idle.append(jobs)
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
            del future, read, outcome


@cache
def readers() -> Readers:
    """The readers of this process."""
    return Readers()


class PacedBody:
    """``wsgi.input`` that is read in a slot and within a deadline; raises `TooSlow`.

    The deadline is `PATIENCE` seconds and what the bytes that came may take at `SLOWEST`. A body that is waited for
    while every thread of the process is taken is given up earlier.
    """

    def __init__(self, stream: Any, length: int, address: str) -> None:
        self._stream, self._left, self._address = stream, length, address
        self._until = monotonic() + PATIENCE
        self.refused = False

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted > 0 and (piece := self._in_slot(self._stream.read, min(wanted, PIECE))):
            wanted -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes of the next line."""
        return self._in_slot(self._stream.readline, self._left if size < 0 else min(size, self._left))

    def _in_slot(self, read: Read, size: int) -> bytes:
        in_time = not self.refused and monotonic() <= self._until
        slot = slots().take(BODY, self._address, QUICK) if in_time else None
        try:
            reading = readers().begin(read, size, network(self._address)) if slot else None
            piece = self._wait_for(reading) if reading else None
        finally:
            if slot:
                slots().free(slot)
        if piece is None:
            self.refused = True
            raise TooSlow("the body does not arrive in time")
        self._left -= len(piece)
        self._until += len(piece) / SLOWEST
        return piece

    def _wait_for(self, reading: Future[bytes]) -> bytes | None:
        """What was read; None if it does not come in time."""
        while True:
            left = self._until - monotonic()
            try:
                return reading.result(max(0.0, min(left, QUICK)))
            except TimeoutError:
                if reading.done():
                    return reading.result()
                if left <= 0 or shares().full_for() >= QUICK:
                    return None
