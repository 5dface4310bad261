"""Floods the sign-in page from many networks, with invented addresses or with a password that is right."""

from __future__ import annotations

import http.client
import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

from support.slow_clients import ANSWER_WITHIN

NETWORKS = 60
BEGUN = 20
"""Attempts after which the storm counts as under way."""
COOKIE_VALUE = re.compile(r"^([\w-]+)=([^;]*)")


class Visitor:
    """A browser of ``source`` that keeps its cookies and, as a front would, opens a connection for each request."""

    def __init__(self, port: int, source: str) -> None:
        self.port, self.source = port, source
        self.cookies: dict[str, str] = {}

    def sign_in(self, address: str, password: str) -> int:
        """The status of the answer to the form; 0 if none came in time."""
        if "csrf" not in self.cookies:
            self.request("GET", "/sign-in")
        fields = {"address": address, "password": password, "csrfmiddlewaretoken": self.cookies.get("csrf", "")}
        return self.request("POST", "/sign-in", urlencode(fields))

    def request(self, method: str, path: str, body: str | None = None) -> int:
        """The status; 0 if no answer came in time."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=ANSWER_WITHIN, source_address=(self.source, 0)
        )
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for header in response.headers.get_all("Set-Cookie") or ():
                if match := COOKIE_VALUE.match(header):
                    self.cookies[match[1]] = match[2].strip('"')
            response.read()
            return response.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def invented(number: int, attempt: int) -> tuple[str, str]:
    """An address that nobody has, and a password."""
    return f"nobody{number}-{attempt}@example.org", "wrong password here"


@contextmanager
def storm(
    port: int, credentials: Callable[[int, int], tuple[str, str]] = invented, networks: int = NETWORKS
) -> Iterator[Counter[int]]:
    """Carry on a storm while the block runs; yields the statuses that the attackers got.

    Whoever gets in goes on with the new cookie of the device.
    """
    stop, statuses = threading.Event(), Counter[int]()

    def run(number: int) -> None:
        visitor = Visitor(port, f"127.1.{number}.1")
        for attempt in itertools.count():
            if stop.is_set():
                return
            with suppress(OSError):
                statuses[visitor.sign_in(*credentials(number, attempt))] += 1
            visitor.cookies.pop("session", None)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(1, networks + 1)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + ANSWER_WITHIN
    while statuses.total() < BEGUN and time.monotonic() < until:
        threads[0].join(0.05)
    try:
        yield statuses
    finally:
        stop.set()
        for thread in threads:
            thread.join(2 * ANSWER_WITHIN)
