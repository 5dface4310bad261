"""``upheld serve`` as its users meet it: one command, real processes, real kills."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.commands import Serving, upheld
from support.processes import eventually, gone

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc"),
]


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One installation that recovers from what each test does to it."""
    with installation(tmp_path_factory.mktemp("serving")) as serving:
        yield serving


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Serving]:
    """One for tests that end it."""
    with installation(tmp_path) as serving:
        yield serving


@contextmanager
def installation(folder: Path) -> Iterator[Serving]:
    serving = Serving("serve", log=folder / "log", data_dir=folder / "data", web_workers=2, stop_within="2s")
    try:
        serving.ready()
        yield serving
    finally:
        family = serving.family()
        serving.end()
    eventually(lambda: all(gone(pid) for pid in family), "nothing is left")


def test_one_command_serves_and_ends_cleanly(another: Serving) -> None:
    eventually(lambda: {"web", "worker", "postgres"} <= another.children().keys(), "all children run")
    eventually(lambda: len(another.family()) > 10, "web processes and server processes run")
    family = another.family()
    assert another.get("/healthz") == (200, "ok\n")
    assert another.end() == 0
    assert all(gone(pid) for pid in family)


def test_a_worker_is_heard_of(serving: Serving) -> None:
    eventually(lambda: serving.ready()["workers"], "a worker reported")
    assert serving.ready()["workers"][0] < 60


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_killed_child_is_started_again(serving: Serving, name: str) -> None:
    eventually(lambda: name in serving.children(), "it runs")
    before = serving.children()[name]
    os.kill(before, signal.SIGKILL)
    eventually(lambda: serving.children().get(name, before) != before, "another runs")
    serving.ready()
    assert f"{name}" in serving.log.read_text()


def test_web_processes_whose_parent_was_killed_end_whatever_their_clients_do(serving: Serving) -> None:
    web = serving.children()["web"]
    eventually(lambda: len(_below(serving, web)) == 2, "two web processes")
    orphans = _below(serving, web)
    with socket.create_connection(("127.0.0.1", serving.port)) as never_ends:
        never_ends.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nhalf")
        os.kill(web, signal.SIGKILL)
        eventually(lambda: all(gone(pid) for pid in orphans), "no orphan stays")
    serving.ready()


def test_a_killed_database_is_started_again(serving: Serving) -> None:
    before = serving.children()["postgres"]
    os.kill(before, signal.SIGKILL)
    eventually(lambda: serving.children().get("postgres", before) != before, "another runs")
    serving.ready()
    assert serving.process.poll() is None


def test_a_killed_supervisor_takes_everything_with_it(another: Serving) -> None:
    eventually(lambda: len(another.family()) > 10, "all run")
    family = another.family()
    another.process.kill()
    another.process.wait()
    eventually(lambda: all(gone(pid) for pid in family), "nothing outlives it")


def test_a_worker_of_its_own_ends_with_the_database_it_joined(another: Serving, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    worker = Serving("worker", log=log, data_dir=tmp_path / "data")
    eventually(lambda: "at work" in log.read_text(), "it joined")
    another.process.kill()
    another.process.wait()
    assert worker.process.wait(60) == 0
    assert "has ended, so this one ends too" in log.read_text()


def test_hangup_renews_the_web_processes_only(serving: Serving) -> None:
    eventually(lambda: "at work" in serving.log.read_text(), "the worker is at work")
    web, worker = serving.children()["web"], serving.children()["worker"]
    eventually(lambda: len(_below(serving, web)) == 2, "two web processes")
    before = _below(serving, web)
    serving.process.send_signal(signal.SIGHUP)
    eventually(lambda: len(_below(serving, web) - before) == 2 and not _below(serving, web) & before, "both are new")
    assert (serving.children()["web"], serving.children()["worker"]) == (web, worker)
    serving.ready()


def _below(serving: Serving, pid: int) -> set[int]:
    return {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def test_metrics_are_numbers(serving: Serving) -> None:
    def healthy() -> float:
        status, text = serving.get("/metrics")
        assert status == 200
        assert "upheld_tickets_open 0.0" in text.splitlines()
        counted = 'upheld_http_requests_total{method="GET",route="healthz",status="200"} '
        return sum(float(line.removeprefix(counted)) for line in text.splitlines() if line.startswith(counted))

    before = healthy()
    for _ in range(12):
        serving.get("/healthz")
    assert healthy() == before + 12, "whichever of the two processes answers tells of both"


def test_metrics_with_a_token_ask_for_it(tmp_path: Path) -> None:
    token = "a-token-of-at-least-32-characters"
    assert upheld("migrate", "--quiet", data_dir=tmp_path / "data").returncode == 0
    serving = Serving("web", log=tmp_path / "log", data_dir=tmp_path / "data", metrics_token=token, web_workers=1)
    try:
        eventually(lambda: serving.get("/healthz")[0] == 200, "it answers")
        assert serving.get("/metrics")[0] == 403
        assert serving.get("/metrics", Authorization="Bearer wrong")[0] == 403
    finally:
        assert serving.end() == 0


def test_a_port_that_is_taken_is_refused(serving: Serving, tmp_path: Path) -> None:
    done = upheld("serve", "--listen", f"127.0.0.1:{serving.port}", data_dir=tmp_path)
    assert done.returncode == 1
    assert "choose another address" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_refused_at_once_by_its_name(tmp_path: Path) -> None:
    serving = Serving("serve", log=tmp_path / "log", data_dir=tmp_path / "data", workers="lots", log_level="loud")
    assert serving.process.wait(60) == 1
    said = serving.log.read_text()
    assert "UPHELD_WORKERS: “lots” cannot be used" in said
    assert "UPHELD_LOG_LEVEL" in said
    assert "Traceback" not in said
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_hangup_ends_a_worker_of_its_own_cleanly(serving: Serving, tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    worker = Serving("worker", log=log, data_dir=serving.log.parent / "data")
    eventually(lambda: "at work" in log.read_text(), "it joined")
    assert worker.end(signal.SIGHUP) == 0
    assert "the worker has ended" in log.read_text()


def test_a_sign_in_link_names_the_port_that_answers(serving: Serving, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("correct horse battery staple")
    address = "ada@vendor.example"
    data_dir = serving.log.parent / "data"
    who = ["--name", "Ada", "--address", address, "--password-file", str(password)]
    assert upheld("admin", "create", *who, data_dir=data_dir).returncode == 0
    link = upheld("admin", "link", address, data_dir=data_dir).stdout.strip()
    assert link.startswith(f"http://127.0.0.1:{serving.port}/enter/")
    status, _ = serving.get(link.removeprefix(f"http://127.0.0.1:{serving.port}"))
    assert status == 200
