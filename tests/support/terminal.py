"""A program that asks its questions on a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from pathlib import Path

from support.processes import PATIENCE

ON_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp('sh', ['sh', *sys.argv[1:]])"
)
"""Makes the terminal that is standard input the one that passwords are asked on."""


def converse(script: str, answers: dict[str, str], *, python: str, cwd: Path, env: dict[str, str]) -> tuple[int, str]:
    """Run a shell script on a terminal of its own, and type an answer to each question once it stands there.

    ``answers``: the end of each question, in order, and what is typed. Gives the exit code and the screen.
    """
    terminal, inside = pty.openpty()
    process = subprocess.Popen(
        [python, "-c", ON_TERMINAL, "-e", "-c", script],
        stdin=inside, stdout=inside, stderr=inside, cwd=cwd, env=env, start_new_session=True,
    )  # fmt: skip
    os.close(inside)
    try:
        screen = _type(terminal, list(answers.items()))
        return process.wait(PATIENCE), screen
    finally:
        process.kill()
        os.close(terminal)


def _type(terminal: int, answers: list[tuple[str, str]]) -> str:
    screen, answered, until = "", 0, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        ready, _, _ = select.select([terminal], [], [], 1)
        try:
            screen += os.read(terminal, 4096).decode("utf-8", "replace") if ready else ""
        except OSError:  # the last process that had the terminal has ended
            break
        if answers and screen[answered:].rstrip().endswith(answers[0][0]):
            answered = len(screen)
            os.write(terminal, f"{answers.pop(0)[1]}\n".encode())
    assert not answers, f"was never asked “{answers[0][0]}”: {screen}"
    return screen
