from __future__ import annotations

import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from support.receivers import web_receiver
from upheld.webhooks import Call, deliver, networks, new_secret, sign
from upheld.webhooks.cloudevents import body

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HERE = networks(["127.0.0.0/8"])


def call(url: str, *, timeout: float = 5) -> Call:
    return Call(url=url, headers={}, body=b"{}", own=HERE, timeout=timeout)


def test_a_strangers_library_verifies_what_we_sign() -> None:
    secret, now = new_secret(), datetime.now(UTC)
    sent = body(key="k1", source="https://x.example", kind="a.b", subject="ticket/1", at=now, data={"字": "符"})
    headers = sign(secret=secret, key="k1", at=now, body=sent)
    assert Webhook(secret).verify(sent, headers)["data"] == {"字": "符"}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(sent.replace(b"ticket/1", b"ticket/2"), headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(sent, headers)


def test_the_event_is_the_same_bytes_each_time_and_a_cloud_event() -> None:
    def make() -> bytes:
        return body(key="k", source="s", kind="t", subject="ticket/1", at=NOW, data={"b": 1, "a": 2})

    assert make() == make()
    event = json.loads(make())
    assert event["specversion"] == "1.0"
    assert event["time"] == "2026-11-21T12:00:00Z"
    assert {"id", "source", "type"} <= event.keys()


def test_taken_is_any_two_hundred() -> None:
    with web_receiver(answer=lambda _request: (202, {})) as receiver:
        assert deliver(call(receiver.url), now=NOW).ok
        assert receiver.requests[0].headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 304, 400, 404, 500, 503])
def test_all_else_is_a_failure(status: int) -> None:
    with web_receiver() as elsewhere, web_receiver(answer=lambda _r: (status, {"Location": elsewhere.url})) as receiver:
        answer = deliver(call(receiver.url), now=NOW)
        assert not answer.ok
        assert answer.status == status
        assert not answer.endpoint_gone
        assert elsewhere.requests == []


def test_gone_is_gone() -> None:
    with web_receiver(answer=lambda _request: (410, {})) as receiver:
        assert deliver(call(receiver.url), now=NOW).endpoint_gone


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), timedelta(hours=1)),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), timedelta(0)),
        ("soon", None),
        ("9" * 40, None),
    ],
)
def test_retry_after_is_read(said: str, wait: timedelta | None) -> None:
    with web_receiver(answer=lambda _request: (503, {"Retry-After": said})) as receiver:
        assert deliver(call(receiver.url), now=NOW).retry_after == wait


def test_a_receiver_that_hangs_is_left() -> None:
    with web_receiver(answer=lambda _request: (0, {})) as receiver:
        answer = deliver(call(receiver.url, timeout=0.3), now=NOW)
        assert answer.status is None
        assert answer.error == "no answer in time"


def test_a_receiver_that_trickles_is_left() -> None:
    stop = threading.Event()

    def trickle(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            for char in "HTTP/1.1 200 OK\r\n" + "X-Slow: yes\r\n" * 1000:
                if stop.wait(0.02):
                    return
                try:
                    peer.sendall(char.encode())
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=trickle, args=[listener], daemon=True)
        thread.start()
        answer = deliver(call(f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.4), now=NOW)
        stop.set()
        thread.join()
    assert answer.status is None
    assert answer.error == "no answer in time"


def test_nobody_there_is_a_failure_that_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    answer = deliver(call(f"http://127.0.0.1:{port}/"), now=NOW)
    assert not answer.ok
    assert not answer.permanent
    assert "no answer" in answer.error


def test_garbage_is_a_failure() -> None:
    def talk(listener: socket.socket) -> None:
        peer, _ = listener.accept()
        with peer:
            peer.recv(4096)
            peer.sendall(b"\x00\xff garbage\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=talk, args=[listener], daemon=True)
        thread.start()
        answer = deliver(call(f"http://127.0.0.1:{listener.getsockname()[1]}/"), now=NOW)
        thread.join()
    assert not answer.ok
    assert not answer.permanent
