"""Children that follow their parent's end, even those that will not listen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support.processes import environment, eventually, gone

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's death signal is Linux's")

CHILD = """
import ctypes, os, signal, sys
from upheld.cli import lifeline
signal.signal(signal.SIGTERM, {answer})
lifeline.follow(int(sys.argv[1]), grace=0.2)
print(os.getpid(), flush=True)
while True:
    signal.pause()
"""
PARENT = """
import os, subprocess, sys
subprocess.run([sys.executable, "-c", sys.argv[1], str(os.getpid())])
"""


LOCKED = "lambda *_: ctypes.PyDLL(None).sleep(1000)"
"""A call that keeps the interpreter's lock: no Python runs in this process any more."""


@pytest.mark.parametrize(
    "answer", ["signal.SIG_DFL", "signal.SIG_IGN", LOCKED], ids=["listens", "does not listen", "locks itself up"]
)
def test_a_child_ends_when_its_parent_is_killed(answer: str) -> None:
    command = [sys.executable, "-c", PARENT, CHILD.format(answer=answer)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert not gone(child)
        parent.kill()
        parent.wait()
        eventually(lambda: gone(child), "the child follows")


def test_a_child_that_comes_too_late_ends_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        dead.wait()
    late = CHILD.format(answer="signal.SIG_IGN")
    done = subprocess.run(
        [sys.executable, "-c", late, str(dead.pid)], env=environment(), capture_output=True, check=False
    )
    assert done.returncode == 75
