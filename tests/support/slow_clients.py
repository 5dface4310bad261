"""Clients that are slow on purpose, all on loopback."""

from __future__ import annotations

import http.client
import resource
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PAUSE = 1.0
ROUNDS = 5
"""Fewer connections than the example front allows one address."""
ANSWER_WITHIN = 8.0
IDLE_WITHIN = 30.0
"""Seconds that opening idle connections may take in all."""


class Slow:
    """Connections to one port, kept open and, where asked, fed or opened again."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.port, self.source = port, source
        self.sockets: list[socket.socket] = []

    def open(self, request: bytes = b"") -> socket.socket:
        """A connection that sends ``request`` and then nothing."""
        connection = socket.create_connection(("127.0.0.1", self.port), ANSWER_WITHIN, (self.source, 0))
        self.sockets.append(connection)
        connection.sendall(request)
        return connection

    def idle(self, count: int) -> None:
        """Connections that send nothing; those that are refused, and those that time is too short for, are left out."""
        until = time.monotonic() + IDLE_WITHIN
        for _ in range(count):
            if time.monotonic() > until:
                return
            with suppress(OSError):
                self.open()

    def half_bodies(self, count: int, path: str) -> None:
        """Requests whose bodies stop half-way."""
        for _ in range(count):
            self.open(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: 1000\r\n"
                f"Cookie: csrf={'a' * 32}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=someone".encode()
            )

    def large_bodies(self, count: int, path: str, headers: str = "X-Nothing: 1") -> None:
        """Forms that announce 100 MB, send a quarter of one, and then nothing."""
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: 100000000\r\n"
            f"{headers}\r\nContent-Type: multipart/form-data; boundary=x\r\n\r\n"
        )
        for _ in range(count):
            with suppress(OSError):  # refused before the body was sent
                self.open(head.encode()).sendall(b"x" * 256 * 1024)

    def half_headers(self, count: int) -> None:
        """Requests whose headers stop half-way."""
        for _ in range(count):
            self.open(f"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Half: ".encode())

    def status(self, connection: socket.socket) -> int:
        """The status that came within two seconds; 0 if none did."""
        connection.settimeout(2.0)
        try:
            words = connection.recv(64).split(None, 2)
        except OSError:
            return 0
        return int(words[1]) if len(words) > 1 else 0

    def unread(self, count: int, path: str, headers: str) -> None:
        """Downloads of which nothing is read."""
        for _ in range(count):
            self.open(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{headers}\r\n\r\n".encode())

    def close(self) -> None:
        for connection in self.sockets:
            connection.close()
        self.sockets.clear()


@contextmanager
def repeating(port: int, attack: Callable[[Slow], None]) -> Iterator[None]:
    """Carry on an attack while the block runs: each second a further round, and every connection stays open."""
    stop = threading.Event()
    begun = threading.Event()
    slow = Slow(port)

    def run() -> None:
        for _ in range(ROUNDS):
            with suppress(OSError):
                attack(slow)
            begun.set()
            if stop.wait(PAUSE):
                return

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    begun.wait(ANSWER_WITHIN)
    try:
        yield
    finally:
        stop.set()
        thread.join()
        slow.close()


def allow_files(count: int) -> bool:
    """Let this process and its children have so many files open; whether the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        return False
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
    return True


def answer(port: int, path: str = "/sign-in", *, headers: dict[str, str] | None = None) -> int:
    """The status that an honest client gets; 0 where nothing comes within `ANSWER_WITHIN`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_WITHIN)
    try:
        connection.request("GET", path, headers=headers or {})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
