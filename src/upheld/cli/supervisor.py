"""Supervises child processes: starts them, restarts them when they die, and ends them together."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from upheld.cli import lifeline

FIRST_DELAY, LONGEST_DELAY, SETTLED_AFTER = 0.5, 30.0, 10.0
"""Seconds. Each death in a row doubles the delay; a child that lived long enough starts over."""

TICK = 0.2
RENEWAL = frozenset({signal.SIGHUP, signal.SIGUSR1})
"""Signals that a web process understands. They would end any other."""

Say = Callable[[str], None]


@dataclass
class Child:
    """One process of ours. ``command`` are arguments of the command ``upheld``."""

    name: str
    command: Sequence[str]
    say: Say
    forwarded: frozenset[signal.Signals] = frozenset()
    """Signals to the supervisor that this process takes too."""
    process: subprocess.Popen[bytes] | None = None
    delay: float = FIRST_DELAY
    started_at: float = 0.0
    not_before: float = field(default=0.0)

    def tend(self, now: float) -> None:
        """Start the process if it is not running and its delay is over. ``now`` is monotonic seconds."""
        if self.process is not None and self.process.poll() is not None:
            self._mourn(now)
        if self.process is None and now >= self.not_before:
            self._start(now)

    def signal(self, sign: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "upheld", *self.command],
            env=lifeline.environment(),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.started_at = now

    def _mourn(self, now: float) -> None:
        assert self.process is not None
        self.delay = FIRST_DELAY if now - self.started_at > SETTLED_AFTER else self.delay
        self.say(f"{self.name} ended with {self.process.returncode}; starting it again in {self.delay:g} s")
        self.not_before = now + self.delay
        self.delay = min(self.delay * 2, LONGEST_DELAY)
        self.process = None


class Supervisor:
    """Runs children until `stop` is called or SIGTERM or SIGINT comes. Lives in the main thread."""

    def __init__(self, children: Sequence[Child], *, patience: float, also: Callable[[], None]) -> None:
        self._children = children
        self._patience = patience
        self._also = also
        self._stopping = threading.Event()
        self._impatient = False

    def run(self) -> None:
        """Returns when all children have ended. ``also`` is called at every tick."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        for number in RENEWAL:
            signal.signal(number, lambda sign, _frame: self._forward(sign))
        while not self._stopping.wait(TICK):
            self._also()
            for child in self._children:
                child.tend(time.monotonic())
        self._end()

    def stop(self) -> None:
        """End all; a second time: at once."""
        self._impatient = self._stopping.is_set()
        self._stopping.set()

    def _forward(self, sign: int) -> None:
        for child in self._children:
            if sign in child.forwarded:
                child.signal(sign)

    def _tell_all(self, sign: int) -> None:
        for child in self._children:
            child.signal(sign)

    def _end(self) -> None:
        self._tell_all(signal.SIGTERM)
        until = time.monotonic() + self._patience
        while any(child.process is not None and child.process.poll() is None for child in self._children):
            if self._impatient or time.monotonic() > until:
                self._tell_all(signal.SIGKILL)
            time.sleep(TICK / 4)
