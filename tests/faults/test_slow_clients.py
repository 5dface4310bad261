"""Slow bodies, unread downloads and idle connections: an honest request is answered, with a front and without."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faults.inside import run_inside
from support.commands import Serving
from support.front import NGINX, nginx
from support.slow_clients import Slow, allow_files, answer, repeating

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desk serves on Linux"),
]
FILE_BYTES = 12 * 1024 * 1024
HONEST = 10
IDLE = 2200
OPEN_FILES = IDLE + 800


@dataclass
class Target:
    """A desk with a large file; ``port`` is where clients come, ``desk`` where the desk itself listens."""

    port: int
    desk: int
    file: str
    token: str

    @property
    def authorization(self) -> str:
        return f"Authorization: Bearer {self.token}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("slow")
    serving = Serving("serve", log=folder / "log", data_dir=folder / "data", web_workers=2, stop_within="2s")
    try:
        serving.ready()
        furnished = run_inside("furnish", UPHELD_DATA_DIR=str(folder / "data"))
        yield _with_file(serving.port, furnished)
    finally:
        serving.end()


def _with_file(port: int, furnished: dict[str, Any]) -> Target:
    token = furnished["tokens"]["acme"]
    ticket = _post(
        port,
        token,
        "/tickets",
        "application/json",
        b'{"organisation_id": %d, "product_id": %d, "severity": "P0", "subject": "Slow", "body": "It is slow."}'
        % (furnished["organisations"]["acme"], furnished["product_id"]),
    )
    place = f"/tickets/{ticket}/attachments"
    file = _post(port, token, f"{place}?name=a.log", "application/octet-stream", os.urandom(FILE_BYTES))
    return Target(port, port, f"/api/v1{place}/{file}", token)


def _post(port: int, token: str, path: str, kind: str, body: bytes) -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind, "Idempotency-Key": path[-100:]}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1{path}", body, headers)
    with urllib.request.urlopen(request, timeout=60) as response:
        found = re.search(rb'"id": ?(\d+)', response.read())
    assert found is not None
    return int(found[1])


@pytest.fixture(params=["without a front", "behind nginx"])
def target(request: pytest.FixtureRequest, desk: Target, tmp_path: Path) -> Iterator[Target]:
    if request.param == "without a front":
        yield desk
        return
    if NGINX is None:
        pytest.skip("nginx is not installed")
    with nginx(tmp_path, desk.desk) as port:
        yield Target(port, desk.desk, desk.file, desk.token)


def honest(target: Target) -> list[int]:
    return [answer(target.port) for _ in range(HONEST)]


def half_bodies(slow: Slow, target: Target) -> None:
    slow.half_bodies(8, "/sign-in")


def unread_downloads(slow: Slow, target: Target) -> None:
    slow.unread(8, target.file, target.authorization)


def both_from_several_addresses(slow: Slow, target: Target) -> None:
    for number in range(2, 6):
        slow.source = f"127.0.0.{number}"
        slow.half_bodies(2, "/sign-in")
        slow.unread(2, target.file, target.authorization)


def large_bodies(slow: Slow, target: Target) -> None:
    for path in ("/sign-in", "/console/queue", "/api/v1/tickets", "/portal/tickets/new"):
        slow.large_bodies(8, path)


def half_headers(slow: Slow, target: Target) -> None:
    slow.half_headers(200)


def crowds_of_half_bodies(slow: Slow, target: Target) -> None:
    slow.source = "127.0.0.2"
    slow.half_bodies(60, "/sign-in")


def half_bodies_from_many_networks(slow: Slow, target: Target) -> None:
    for number in range(2, 82):
        slow.source = f"127.0.{number}.1"
        slow.half_bodies(2, "/sign-in")


def many_unread_downloads(slow: Slow, target: Target) -> None:
    slow.source = "127.0.2.1"
    slow.unread(40, target.file, target.authorization)


ATTACKS = [
    half_bodies,
    half_bodies_from_many_networks,
    many_unread_downloads,
    unread_downloads,
    both_from_several_addresses,
    crowds_of_half_bodies,
    large_bodies,
    half_headers,
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_honest_request_is_answered_during(target: Target, attack: Callable[[Slow, Target], None]) -> None:
    with repeating(target.port, lambda slow: attack(slow, target)):
        assert honest(target) == [200] * HONEST


def test_downloads_of_others_are_whole_beside_unread_ones(desk: Target) -> None:
    with repeating(desk.port, lambda slow: many_unread_downloads(slow, desk)):
        for _ in range(HONEST):
            test_a_download_is_whole(desk)


def test_a_program_that_calls_over_six_connections_is_never_refused(desk: Target) -> None:
    statuses: list[int] = []

    def call() -> None:
        headers = {"Authorization": f"Bearer {desk.token}"}
        statuses.extend(answer(desk.port, "/api/v1/tickets", headers=headers) for _ in range(20))

    threads = [threading.Thread(target=call, daemon=True) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(statuses) == {200: 120}


def test_the_upload_of_a_stranger_is_not_received(desk: Target) -> None:
    """The refusal comes before the body, which nobody would wait for."""
    slow = Slow(desk.port)
    try:
        for path in ("/portal/tickets/new", "/console/tickets/1/reply", "/api/v1/tickets/1/attachments"):
            slow.large_bodies(5, path)
        assert [slow.status(connection) for connection in slow.sockets] == [302] * 10 + [401] * 5
    finally:
        slow.close()


def test_an_honest_request_is_answered_beside_idle_connections(target: Target) -> None:
    if not allow_files(OPEN_FILES):
        pytest.skip(f"this system does not let a process open {OPEN_FILES} files")
    slow = Slow(target.port)
    try:
        slow.idle(IDLE)
        assert len(slow.sockets) > 2000
        assert honest(target) == [200] * HONEST
    finally:
        slow.close()


def test_a_connection_that_sends_nothing_is_closed(target: Target) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=60) as connection:
        assert connection.recv(1) == b""


def test_a_client_that_stops_sending_is_refused(desk: Target) -> None:
    slow = Slow(desk.port)
    try:
        slow.half_bodies(1, "/sign-in")
        slow.sockets[0].settimeout(60)
        assert slow.sockets[0].recv(12) == b"HTTP/1.1 408"
    finally:
        slow.close()


def test_a_download_is_whole(target: Target) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{target.port}{target.file}", headers={"Authorization": f"Bearer {target.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        assert len(response.read()) == FILE_BYTES


def test_the_example_answers_the_probe(target: Target) -> None:
    from upheld.cli.front import probe

    behind = target.port != target.desk
    assert probe(f"http://127.0.0.1:{target.port}").verdict == ("ok" if behind else "failure")
