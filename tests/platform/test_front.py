"""On a public name, a front is required and must answer the probe."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from support.commands import upheld
from upheld.cli import front
from upheld.config.kinds import is_public


@contextmanager
def server(answer: str | None, status: int = 200) -> Iterator[str]:
    """A server that answers the probe with the value of a header, or with nothing."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            if answer is not None:
                self.send_header("X-Upheld-Front", self.headers.get(answer, ""))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("base_url", "public"),
    [
        ("https://support.example.com", True),
        ("https://203.0.113.5", False),
        ("https://9.9.9.9", True),
        ("http://[2606:4700::1]:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://10.1.2.3", False),
        ("http://localhost:8000", False),
        ("http://desk.localhost", False),
        ("http://desk", False),
        ("http://desk.internal", False),
    ],
)
def test_a_front_is_required_on_public_names(base_url: str, public: bool) -> None:
    assert is_public(urlsplit(base_url).hostname or "") is public


def test_no_front_is_looked_for_where_the_name_is_not_public() -> None:
    assert list(front.findings({"base_url": "http://desk.internal"})) == []


def test_a_front_that_gives_the_probe_back_is_accepted() -> None:
    with server("X-Upheld-Probe") as url:
        assert front.probe(url).verdict == "ok"


@pytest.mark.parametrize(("answer", "status"), [(None, 200), ("Host", 200), ("X-Upheld-Probe", 502)])
def test_anything_else_is_a_failure(answer: str | None, status: int) -> None:
    with server(answer, status) as url:
        finding = front.probe(url)
    assert finding.verdict == "failure"
    assert "deploy/nginx/upheld.conf" in finding.help


def test_nothing_there_is_a_failure_with_the_reason() -> None:
    with server(None) as url:
        pass
    finding = front.probe(url)
    assert finding.verdict == "failure"
    assert "refused" in finding.what


def test_check_fails_on_a_public_name_without_a_front(tmp_path) -> None:
    done = upheld("check", data_dir=tmp_path, base_url="https://desk.invalid", metrics_token="x" * 32)
    assert done.returncode == 1
    assert "FAIL https://desk.invalid cannot be reached from here" in done.stdout
