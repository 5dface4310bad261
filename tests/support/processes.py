"""Starting, killing and waiting for real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "src"
HOLDER = Path(__file__).with_name("holder.py")
PATIENCE = 120.0


class Holder:
    """A holder process and what it said first."""

    def __init__(self, folder: Path, *arguments: object, before: list[str] | None = None, **how: Any) -> None:
        command = [*(before or []), how.pop("python", sys.executable), str(HOLDER), str(folder), *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(), **how
        )
        self.said = self.hear()

    @property
    def server(self) -> int:
        """The pid of the server."""
        assert "error" not in self.said, self.said["error"]
        return int(self.said["pid"])

    def hear(self) -> dict[str, Any]:
        """The next line it says."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"the holder said nothing and ended with {self.process.wait()}"
        heard: dict[str, Any] = json.loads(line)
        return heard

    def end(self) -> None:
        """Let it end as it should."""
        if self.process.poll() is None:
            assert self.process.stdin
            self.process.stdin.close()
            assert self.process.wait(PATIENCE) == 0

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(PATIENCE)


def environment(**more: str) -> dict[str, str]:
    """This environment without anything of ours, and with the source to import."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UPHELD_", "DJANGO_"))}
    packages = [path for path in sys.path if path.endswith("site-packages")]
    return kept | {"PYTHONPATH": os.pathsep.join([str(SOURCE), *packages])} | more


def eventually(condition: Callable[[], object], what: str) -> None:
    """Wait until ``condition`` holds; looks often, gives up after a minute."""
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, f"did not happen: {what}"
        time.sleep(0.03)


def gone(pid: int) -> bool:
    """Whether no live process has this number (0 is none)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state in {"Z", "X"}
