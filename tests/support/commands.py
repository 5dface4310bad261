"""The command ``upheld`` as a real process."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from support.processes import PATIENCE, environment, eventually


def upheld(*arguments: object, **settings: object) -> subprocess.CompletedProcess[str]:
    """Run one command to its end. ``settings`` are UPHELD_ variables without their prefix, in small letters."""
    return subprocess.run(
        [sys.executable, "-m", "upheld", *map(str, arguments)],
        env=_environment(settings),
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )


class Serving:
    """``upheld serve`` (or another serving command) on a free port."""

    def __init__(self, *command: str, log: Path, under: tuple[str, ...] = (), **settings: object) -> None:
        self.port = free_port()
        self.log = log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [*under, sys.executable, "-m", "upheld", *command],
                env=_environment(settings | {"listen": f"127.0.0.1:{self.port}"}),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body; 0 where nothing answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def ready(self) -> dict[str, Any]:
        """What /readyz says, once it says that all is well."""
        eventually(lambda: self._failed() or self.get("/readyz")[0] == 200, "it is ready")
        assert not self._failed(), self.log.read_text()
        found: dict[str, Any] = json.loads(self.get("/readyz")[1])
        return found

    def _failed(self) -> bool:
        return self.process.poll() is not None or "starting it again in 2 s" in self.log.read_text()

    def children(self) -> dict[str, int]:
        """The pids of its children, by the command they run."""
        return {name: pid for pid, name in _children(self.process.pid)}

    def family(self) -> set[int]:
        """All its descendants."""
        return _descendants(self.process.pid)

    def end(self, sign: int = signal.SIGTERM) -> int:
        """Ask it to end; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(settings: dict[str, object]) -> dict[str, str]:
    return environment(**{f"UPHELD_{name.upper()}": str(value) for name, value in settings.items()})


def _children(pid: int) -> list[tuple[int, str]]:
    found = []
    for child in _child_pids(pid):
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        found.append((child, words[3] if words[1:3] == ["-m", "upheld"] else Path(words[0]).name))
    return found


def _child_pids(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _descendants(pid: int) -> set[int]:
    direct = set(_child_pids(pid))
    return direct.union(*(_descendants(child) for child in direct))
