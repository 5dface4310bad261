"""The example front refuses strangers' uploads, bounds those of others, and leaves programs to the desk's limits."""

from __future__ import annotations

import http.client
import json
import os
import select
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from faults.inside import run_inside
from support.commands import Serving, free_port
from support.front import NGINX, nginx
from support.processes import eventually
from support.sign_in_storm import Visitor
from support.slow_clients import Slow

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the desk serves on Linux"),
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed"),
]
AT_ONCE = 16
PAGES = ("/portal/tickets/new", "/console/tickets/1/reply")
LARGE = 1_200_000


@dataclass
class Front:
    """The port of a front, and who may use the desk behind it."""

    port: int
    token: str
    visitor: Visitor
    ticket: int = 0

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """The answer to a call with the token."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/octet-stream", **headers}
        try:
            connection.request(method, f"/api/v1{path}", body, headers)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def attach(self, size: int) -> int:
        """The status of the upload of a file."""
        return self.call("POST", f"/tickets/{self.ticket}/attachments?name={os.urandom(4).hex()}", os.urandom(size))[0]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    serving = Serving(
        "serve", log=folder / "log", data_dir=folder / "data", web_workers=2, stop_within="2s", behind_proxy="yes"
    )
    try:
        serving.ready()
        furnished = run_inside("furnish", UPHELD_DATA_DIR=str(folder / "data"))
        with nginx(folder, serving.port, "set_real_ip_from 127.0.0.0/8;\nreal_ip_header X-Client;") as port:
            visitor = Visitor(port, "127.0.0.1")
            assert visitor.sign_in(furnished["people"]["acme"], furnished["password"]) == 302
            front = Front(port, furnished["tokens"]["acme"], visitor)
            ticket = {
                "organisation_id": furnished["organisations"]["acme"],
                "product_id": furnished["product_id"],
                "severity": "P1",
                "subject": "Slow",
                "body": "It is slow.",
            }
            kind = {"Content-Type": "application/json", "Idempotency-Key": "ticket"}
            front.ticket = json.loads(front.call("POST", "/tickets", json.dumps(ticket).encode(), **kind)[1])["id"]
            yield front
    finally:
        serving.end()


@pytest.fixture
def slow(front: Front) -> Iterator[Slow]:
    slow = Slow(front.port)
    yield slow
    slow.close()


def answers(slow: Slow, count: int) -> Counter[int]:
    """The statuses of those who got an answer, when ``count`` have."""

    def answered() -> list[socket.socket]:
        return select.select(slow.sockets, [], [], 0)[0]

    eventually(lambda: len(answered()) >= count, "the front answers")
    return Counter(slow.status(connection) for connection in answered())


def works(front: Front) -> None:
    """What people and programs do meanwhile, all from the address that attacks."""
    assert front.visitor.request("GET", "/portal/tickets/new") == 200
    assert front.visitor.request("GET", f"/portal/tickets/{front.ticket}") == 200
    assert front.attach(1000) == 201


def test_the_uploads_of_strangers_are_refused_before_their_bodies(front: Front, slow: Slow) -> None:
    for number in range(2, 10):
        slow.source = f"127.0.0.{number}"
        for path in PAGES:
            slow.large_bodies(4, path)
        slow.large_bodies(4, f"/api/v1/tickets/{front.ticket}/attachments", "Authorization: Bearer uph_wrong")
    works(front)
    assert front.attach(LARGE) == 201
    assert answers(slow, 96) == {303: 64, 401: 32}


def test_a_client_sends_few_uploads_at_once_and_other_requests_meanwhile(front: Front, slow: Slow) -> None:
    token = f"Authorization: Bearer {front.token}"
    slow.large_bodies(AT_ONCE + 4, f"/api/v1/tickets/{front.ticket}/attachments", token)
    assert answers(slow, 4) == {429: 4}
    works(front)
    assert front.attach(LARGE) == 429
    slow.source = front.visitor.source = "127.0.0.2"
    slow.large_bodies(1, "/portal/tickets/new", f"Cookie: session={front.visitor.cookies['session']}")
    assert select.select(slow.sockets[-1:], [], [], 0.5)[0] == []


def test_all_addresses_of_an_ipv6_network_are_one_client(front: Front, slow: Slow) -> None:
    path, token = f"/api/v1/tickets/{front.ticket}/attachments", f"Authorization: Bearer {front.token}"
    for number in range(1, AT_ONCE + 2):
        slow.large_bodies(1, path, f"{token}\r\nX-Client: 2001:db8:0:1:{number:x}::{number:x}")
    slow.large_bodies(1, path, f"{token}\r\nX-Client: 2001:db8:0:2::1")
    assert answers(slow, 1) == {429: 1}


def test_bodies_are_large_only_where_files_are_taken(front: Front, slow: Slow) -> None:
    for path in ("/sign-in", "/console/queue", "/api/v1/tickets"):
        slow.large_bodies(4, path)
    assert answers(slow, 12) == {413: 12}
    status, body = front.call("POST", "/tickets", b"x" * 2_200_000)
    assert (status, json.loads(body)["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "head",
    [
        "POST /portal/tickets/new HTTP/1.1\r\nTransfer-Encoding: chunked",
        "GET /portal/tickets/new HTTP/1.1\r\nTransfer-Encoding: chunked",
        "GET /portal/tickets/new HTTP/1.1\r\nContent-Length: 100000000",
        "PUT /portal/tickets/new HTTP/1.1\r\nContent-Length: 100000000",
        "GET //portal/./tickets/new HTTP/1.1\r\nContent-Length: 100000000",
        "POST /api/../portal/tickets/new HTTP/1.1\r\nContent-Length: 100000000",
    ],
)
def test_no_other_way_of_sending_passes_as_no_upload(front: Front, slow: Slow, head: str) -> None:
    connection = slow.open(f"{head}\r\nHost: 127.0.0.1:{front.port}\r\n\r\n".encode())
    assert slow.status(connection) in {303, 401}


def test_a_program_that_calls_without_a_pause_is_not_refused(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=60)
    statuses = Counter[int]()
    for _ in range(600):
        connection.request("GET", "/api/v1/me", headers={"Authorization": f"Bearer {front.token}"})
        response = connection.getresponse()
        response.read()
        statuses[response.status] += 1
    connection.close()
    assert statuses == {200: 600}


def test_a_refusal_says_when_to_come_again_to_programs_and_to_people(front: Front, slow: Slow) -> None:
    token = f"Authorization: Bearer {front.token}"
    slow.large_bodies(AT_ONCE, f"/api/v1/tickets/{front.ticket}/attachments", token)
    for path, kind in (
        (f"/api/v1/tickets/{front.ticket}/attachments", "application/problem+json"),
        (PAGES[0], "text/html; charset=utf-8"),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=60)
        connection.request("POST", path, headers={"Content-Length": str(LARGE)})
        response = connection.getresponse()
        assert (response.status, response.getheader("Retry-After")) == (429, "2")
        assert response.headers.get_all("Content-Type") == [kind]
        text = response.read().decode()
        assert json.loads(text)["code"] == "too_many_at_once" if path.startswith("/api/") else "请求过多" in text
        connection.close()


def test_while_the_desk_is_away_programs_get_a_problem_and_people_a_page(tmp_path: Path) -> None:
    with nginx(tmp_path, free_port()) as port:
        for path, kind in (("/api/v1/me", "application/problem+json"), ("/portal/", "text/html; charset=utf-8")):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", path)
            response = connection.getresponse()
            assert (response.status, response.getheader("Retry-After")) == (503, "5")
            assert response.headers.get_all("Content-Type") == [kind]
            connection.close()
