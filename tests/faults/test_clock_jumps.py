"""A real server whose clock really jumps, under real web and worker processes."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest

from support.commands import Serving, upheld
from support.processes import eventually
from upheld.embedded import launch
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER

NEW_MACHINE = ("unshare", "--time")
"""A command in a time namespace of its own has a steady clock that nobody has compared yet, as after a boot."""
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not LIBRARIES, reason="needs libfaketime (Debian: apt install libfaketime)"),
]


class Installation:
    """A database whose clock the test turns, two workers and a web process beside it."""

    def __init__(self, folder: Path, offset: Path, settings: dict[str, Any], server: Any) -> None:
        self._offset, self.settings, self._server, self.folder = offset, settings, server, folder
        self.workers = [Serving("worker", log=folder / f"worker{number}.log", **settings) for number in (1, 2)]
        self.web = Serving("web", log=folder / "web.log", **settings)

    def jump(self, seconds: int) -> None:
        """Put the server's clock off by so many seconds."""
        self._offset.write_text(f"{seconds:+d}\n", "ascii")

    def says(self, text: str) -> None:
        """Wait until the log of one of the workers says this."""
        eventually(lambda: any(text in worker.log.read_text() for worker in self.workers), text)

    def asked(self, statement: str) -> Any:
        with psycopg.connect(self._server.layout.url(SUPERUSER), autocommit=True) as connection:
            return (connection.execute(statement).fetchone() or [None])[0]

    def compares(self) -> None:
        """Wait until the workers have compared the clocks again for some seconds."""
        tick = self.asked("SELECT max(tick) FROM common_steadyclock") or 0.0
        later = f"SELECT max(tick) > {tick} + 5 FROM common_steadyclock"
        eventually(lambda: self.asked(later), "the workers go on comparing")

    def write(self) -> int:
        """The status of an attempt to sign in."""
        connection = HTTPConnection("127.0.0.1", self.web.port, timeout=20)
        connection.request("POST", "/sign-in", b"", {"Content-Length": "0"})
        return connection.getresponse().status

    def time(self, *arguments: str) -> str:
        done = upheld("time", *arguments, **self.settings)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    with tempfile.NamedTemporaryFile("w", prefix="upheld-offset-", dir="/tmp") as offset:
        Path(offset.name).chmod(0o644)  # the server may run as another user
        Path(offset.name).write_text("+0\n", "ascii")
        with monkeypatch.context() as server_only:
            server_only.setenv("LD_PRELOAD", str(LIBRARIES[0]))
            server_only.setenv("FAKETIME_TIMESTAMP_FILE", offset.name)
            server_only.setenv("FAKETIME_NO_CACHE", "1")
            server_only.setenv("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            server = launch(tmp_path / "postgres", durable=False)
        with server:
            settings = {
                "data_dir": tmp_path / "data",
                "database_url": server.layout.url(APP_ROLE),
                "migrate_url": server.layout.url(OWNER_ROLE),
            }
            done = upheld("migrate", "--quiet", **settings)
            assert done.returncode == 0, done.stderr
            made = Installation(tmp_path, Path(offset.name), settings, server)
            try:
                eventually(lambda: all("at work" in worker.log.read_text() for worker in made.workers), "they work")
                eventually(lambda: made.web.get("/readyz")[0] == 200, "it serves")
                eventually(lambda: made.asked("SELECT count(*) = 2 FROM clocks_heartbeat"), "the workers are heard of")
                yield made
            finally:
                made.web.end()
                for worker in made.workers:
                    worker.end()


def test_a_day_forward_holds_writes_back_until_it_is_confirmed(installation: Installation) -> None:
    installation.jump(86_400)
    installation.says("the database's clock jumped by +8640")
    eventually(lambda: '"writes_held": true' in installation.web.get("/readyz")[1], "it is told")
    assert "acts are held back" in installation.time()
    eventually(lambda: installation.write() == 503, "each process asks again within a second")
    assert "confirmed" in installation.time("--confirm")
    eventually(lambda: '"writes_held": false' in installation.web.get("/readyz")[1], "it goes on")
    eventually(lambda: installation.write() != 503, "each process asks again within a second")


def test_two_hours_back_stop_no_job(installation: Installation) -> None:
    installation.jump(-7_200)
    installation.says("the database's clock jumped by -7")
    installation.compares()
    latest = "SELECT max(beat_at) <= clock_timestamp() FROM clocks_heartbeat"
    eventually(lambda: installation.asked(latest), "the worker is heard of by the clock as it is now")
    assert '"clock_jump": -7' in installation.web.get("/readyz")[1]


def test_two_workers_add_three_minutes_once(installation: Installation) -> None:
    installation.compares()
    installation.jump(180)
    installation.says("the database's clock jumped by +1")
    installation.compares()
    assert 175 < installation.asked("SELECT extract(epoch FROM ahead) FROM common_timekeeping") < 185
    assert installation.asked("SELECT jumps FROM common_timekeeping") == 1
    assert installation.write() != 503


def test_a_clock_that_went_back_while_no_worker_ran_is_noticed_at_the_next_start(installation: Installation) -> None:
    installation.compares()
    for worker in installation.workers:
        worker.end()
    installation.jump(-7_200)
    installation.workers.append(Serving("worker", log=installation.folder / "worker3.log", **installation.settings))
    installation.says("the database's clock jumped by -7")
    assert "-7" in installation.time()


def test_a_worker_that_begins_on_a_new_machine_does_not_end_a_jump_that_a_web_process_saw(
    installation: Installation,
) -> None:
    if subprocess.run([*NEW_MACHINE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("needs the right to make a time namespace, as root has it")
    installation.compares()
    for worker in installation.workers:
        worker.end()
    assert installation.web.get("/readyz")[0] == 200
    installation.jump(7_200)

    def told() -> bool:
        installation.web.get("/readyz")
        return bool(installation.asked("SELECT held FROM common_timekeeping"))

    eventually(told, "the web process tells of the jump")
    begun = "SELECT count(*) FROM common_steadyclock"
    clocks = installation.asked(begun)
    installation.workers.append(
        Serving("worker", log=installation.folder / "new.log", under=NEW_MACHINE, **installation.settings)
    )
    eventually(lambda: installation.asked(begun) == clocks + 1, "the new machine's clock is compared")
    installation.compares()
    assert installation.write() == 503
    assert installation.asked("SELECT jumps FROM common_timekeeping WHERE held") == 1
