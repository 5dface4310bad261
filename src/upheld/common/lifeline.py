"""A process that must not outlive the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PARENT = "_UPHELD_PARENT"
"""Environment variable: the pid of the parent whose end we follow."""

_PR_SET_PDEATHSIG = 1


def environment() -> dict[str, str]:
    """This process's environment for a child that shall follow its end."""
    return os.environ | {PARENT: str(os.getpid())}


def follow_named_parent() -> None:
    """Follow the parent named in the environment, if there is one. It is not passed on further."""
    parent = os.environ.pop(PARENT, None)
    if parent is not None:
        follow(int(parent))


def follow(parent: int) -> None:
    """Be told to end (SIGTERM) when ``parent`` ends, however it ends. Linux only; elsewhere nothing.

    The parent's thread that started us must be its main thread: the kernel watches the thread.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
