"""The lock of the server's owner, and the check whether a server runs.

The owner holds an flock for its whole life; the kernel lets go of it however the owner ends. The
server's own pid file is only a hint: after a crash its number may be nobody's, a zombie's or some
other program's, so it counts only when a live process with our data folder on its command line
stands behind it.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from upheld.embedded.layout import SOCKET_NAME, Layout

STATUS_LINE = 7


class OwnerLock:
    """An exclusive claim on one folder, for the life of the process that holds it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """Whether the lock is now ours; does not wait."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        os.register_at_fork(after_in_child=self.release)  # a forked child must not hold on to it
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def when_released(path: Path, then: Callable[[], None]) -> None:
    """Call ``then`` once, from a thread of its own, when the present owner has ended."""
    descriptors = [os.open(path, os.O_RDONLY | os.O_CLOEXEC)]

    def let_go() -> None:
        while descriptors:
            os.close(descriptors.pop())

    def wait() -> None:
        fcntl.flock(descriptors[0], fcntl.LOCK_SH)
        fcntl.flock(descriptors[0], fcntl.LOCK_UN)  # for every copy of the descriptor, so that a new owner can come
        let_go()
        then()

    os.register_at_fork(after_in_child=let_go)
    threading.Thread(target=wait, name="database-owner", daemon=True).start()


@dataclass(frozen=True)
class Running:
    """A live server on our data folder. ``ready``: it accepts connections."""

    pid: int
    ready: bool


def running(layout: Layout) -> Running | None:
    """The server that runs on this data folder, if one really does."""
    try:
        lines = layout.pid_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    pid = int(lines[0])
    if not _serves(pid, layout.data):
        return None
    return Running(pid, ready=len(lines) > STATUS_LINE and lines[STATUS_LINE].strip() == "ready")


def clear(layout: Layout) -> None:
    """Remove what a dead server left behind. Only for the owner, and only where none is `running`."""
    layout.pid_file.unlink(missing_ok=True)
    for name in (SOCKET_NAME, SOCKET_NAME + ".lock"):
        (layout.sockets / name).unlink(missing_ok=True)


def _serves(pid: int, data: Path) -> bool:
    state, command = _linux_process(pid) if sys.platform.startswith("linux") else _other_process(pid)
    return state not in {"", "Z", "X"} and str(data) in command


def _linux_process(pid: int) -> tuple[str, str]:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return "", ""
    return status.rpartition(")")[2].split()[0], command.replace(b"\0", b" ").decode("utf-8", "replace")


def _other_process(pid: int) -> tuple[str, str]:
    result = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, command = result.stdout.strip().partition(" ")
    return state[:1], command
