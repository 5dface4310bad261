"""Clients are waited for without a thread, and what they send and read is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from upheld.config.middleware.bounds import LATE
from upheld.config.middleware.reader import OWNER
from upheld.config.serving import application as serving
from upheld.config.serving import turns
from upheld.config.serving.answers import IN_MEMORY, PIECE, spool
from upheld.config.serving.application import SLOWEST, Serving
from upheld.config.serving.environ import COOKIES_MOST, environ_of
from upheld.config.serving.owners import MOST, Owners, caller_of, stranger
from upheld.config.serving.room import Room
from upheld.config.serving.turns import Owner

SOON = 30.0
NETWORK = Owner("network 192.0.2.1")


def scope(*headers: tuple[str, str], method: str = "POST", path: bytes = b"/sign-in") -> dict[str, Any]:
    return {
        "type": "http",
        "method": method,
        "raw_path": path,
        "query_string": b"a=1",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("192.0.2.9", 8000),
        "client": ("192.0.2.1", 4000),
        "headers": [(name.encode(), text.encode()) for name, text in headers],
    }


class Client:
    """Sends these pieces of a body and then, unless it is whole, nothing more; reads so many parts of the answer."""

    def __init__(self, *pieces: bytes, whole: bool = True, reads: int = 10_000, goes: bool = False) -> None:
        self.messages = [
            {"type": "http.request", "body": piece, "more_body": not whole or number + 1 < len(pieces)}
            for number, piece in enumerate(pieces)
        ]
        if goes:
            self.messages.append({"type": "http.disconnect"})
        self.reads = reads
        self.parts: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)

    async def send(self, message: dict[str, Any]) -> None:
        if len(self.parts) >= self.reads:
            await asyncio.Event().wait()
        self.parts.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(part.get("body", b"") for part in self.parts)


class Echo:
    """Answers with the body that it reads, and remembers what it was asked."""

    def __init__(self, owner: str | None = None) -> None:
        self.owner = owner
        self.environs: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[OWNER] = self.owner
        self.environs.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [environ["wsgi.input"].read()]


def ask(app: Serving, client: Client, *headers: tuple[str, str]) -> None:
    async def run() -> None:
        async with asyncio.timeout(SOON):
            await app(scope(*headers), client.receive, client.send)

    asyncio.run(run())


def length(size: int) -> tuple[str, str]:
    return "Content-Length", str(size)


def test_a_body_reaches_the_application_as_a_whole() -> None:
    client = Client(b"half of", b" it")
    ask(Serving(Echo(), 1), client, length(10))
    assert client.parts[0] == {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"text/plain")],
    }
    assert client.body == b"half of it"


def test_a_body_that_stops_is_late_and_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.0)
    echo, client = Echo(), Client(whole=False)
    ask(Serving(echo, 1), client, length(1000))
    assert echo.environs[0][LATE]
    assert client.body == b""


def test_bytes_that_arrive_bring_more_time() -> None:
    async def run() -> float:
        client = Client(b"x" * SLOWEST, b"x" * SLOWEST)
        async with asyncio.timeout(SOON) as limit:
            before = limit.when() or 0.0
            with Room(1024).place(NETWORK, 1, limit) as place:
                await serving._receive(client.receive, 2 * SLOWEST, BytesIO(), place)
            return (limit.when() or 0.0) - before

    assert asyncio.run(run()) == pytest.approx(2.0)


def test_nothing_is_run_for_a_client_that_goes_away() -> None:
    echo, client = Echo(), Client(b"half", whole=False, goes=True)
    ask(Serving(echo, 1), client, length(1000))
    assert echo.environs == []
    assert client.parts == []


@pytest.mark.parametrize("size", [str(3 * 1024 * 1024), "-1", "ten", "9" * 40])
def test_a_body_that_will_be_refused_is_not_waited_for(size: str) -> None:
    echo = Echo()
    ask(Serving(echo, 1), Client(whole=False), ("Content-Length", size))
    assert LATE not in echo.environs[0]


def test_a_long_answer_is_sent_in_pieces() -> None:
    body = b"x" * (IN_MEMORY + 1)
    client = Client(body)
    ask(Serving(Echo(), 1), client, length(len(body)))
    assert client.body == body
    assert max(len(part.get("body", b"")) for part in client.parts) == PIECE
    assert not client.parts[-1].get("more_body")


def test_an_answer_that_nobody_reads_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PAUSE", 0.0)
    body = b"x" * (3 * PIECE)
    app = Serving(Echo(), 1)
    client = Client(body, reads=2)
    ask(app, client, length(len(body)))
    assert len(client.parts) == 2
    assert app._answers[False]._places == {}


@pytest.mark.parametrize(
    ("path", "language", "kind", "words"),
    [
        (b"/portal/", "zh-CN", b"text/html; charset=utf-8", "请"),
        (b"/api/v1/tickets", "en", b"application/problem+json", '"busy"'),
    ],
)
def test_a_request_beside_too_many_others_is_refused_without_a_thread(
    path: bytes, language: str, kind: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST_OF_OWNER", 0)
    client = Client()

    async def run() -> None:
        await Serving(Echo(), 1)(scope(("Accept-Language", language), path=path), client.receive, client.send)

    asyncio.run(run())
    assert client.parts[0]["status"] == 503
    headers = dict(client.parts[0]["headers"])
    assert headers[b"content-type"] == kind
    assert int(headers[b"retry-after"]) > 0
    assert words in client.body.decode()


def test_callers_are_remembered_as_long_as_they_are_identified() -> None:
    echo = Echo(owner="customer 1")
    app = Serving(echo, 1)
    header = ("Authorization", "Bearer x")
    ask(app, Client(), header)
    caller = caller_of(echo.environs[0])
    assert app._owners.lookup(caller) == Owner("customer 1", identified=True)
    echo.owner = None
    ask(app, Client(), header)
    assert app._owners.lookup(caller) is None


def test_few_callers_are_remembered() -> None:
    owners = Owners()
    for number in range(MOST + 1):
        owners.learn(str(number), "customer 1")
    assert owners.lookup("0") is None
    assert owners.lookup(str(MOST))


def test_a_request_without_credentials_is_its_networks() -> None:
    environ = environ_of(scope(), BytesIO())
    assert caller_of(environ) == ""
    assert stranger(environ) == Owner("network 192.0.2.1")
    session = environ_of(scope(("Cookie", "session=secret; a=b")), BytesIO())
    assert caller_of(session) not in ("", "secret")
    assert caller_of(session) == caller_of(environ_of(scope(("Cookie", "c=d; session=secret")), BytesIO()))


def test_the_environment_of_a_request() -> None:
    environ = environ_of(
        scope(
            ("Content-Type", "text/plain"),
            ("X-Forwarded-For", "192.0.2.7"),
            ("X_Forwarded_For", "192.0.2.66"),
            ("X-Forwarded-For", "192.0.2.8"),
            ("Cookie", "a=b"),
            ("Cookie", "c=d"),
            path=b"/%E4%BD%A0%ff%2Fb",
        ),
        BytesIO(),
    )
    assert environ["PATH_INFO"].encode("latin-1") == "/你".encode() + b"\xff/b"
    assert environ["QUERY_STRING"] == "a=1"
    assert environ["REMOTE_ADDR"] == "192.0.2.1"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("192.0.2.9", "8000")
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.7,192.0.2.8"
    assert environ["HTTP_COOKIE"] == "a=b;c=d"


def test_cookies_that_take_long_to_read_are_left_out() -> None:
    """Reading 60,000 backslashes in quotes took Python 3.11.7 nine seconds."""
    slow = 'a="' + "\\" * 60_000 + '"'
    environ = environ_of(scope(("Cookie", f"session=secret; {slow[:5000]}"), ("Cookie", "c=d")), BytesIO())
    assert environ["HTTP_COOKIE"] == "session=secret;c=d"
    assert environ_of(scope(("Cookie", f"c=d; {slow}; e=f")), BytesIO())["HTTP_COOKIE"] == "c=d"
    many = "; ".join([f"n{number}={slow[2:1000]}" for number in range(60)])
    assert len(environ_of(scope(("Cookie", many)), BytesIO())["HTTP_COOKIE"]) <= COOKIES_MOST + 60


@pytest.mark.parametrize("size", [0, 1, IN_MEMORY + 1])
@pytest.mark.usefixtures("db")  # a response that is closed looks at connections that are open
def test_a_streamed_response_is_made_as_a_whole(size: int) -> None:
    made = []

    def pieces() -> Iterable[bytes]:
        for number in range(size // PIECE + 1):
            made.append(number)
            yield b"x" * min(PIECE, size - number * PIECE)

    response = StreamingHttpResponse(pieces())
    spool(response)
    assert len(made) == size // PIECE + 1
    assert response["Content-Length"] == str(size)
    assert b"".join(response) == b"x" * size
    response.close()


@pytest.mark.usefixtures("db")
def test_what_fails_while_it_is_made_closes_the_response() -> None:
    class Broken(HttpResponse):
        def __iter__(self) -> Any:
            raise KeyError

    broken = Broken()
    with pytest.raises(KeyError):
        ask(Serving(lambda environ, start: broken, 1), Client())
    assert broken.closed
