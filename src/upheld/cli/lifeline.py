"""Ends a process when the one that started it ends."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time

PARENT = "_UPHELD_PARENT"
"""Environment variable: the pid of the parent whose end we follow."""

GRACE_SECONDS = 20.0
"""How long a process may take to end of itself once its parent has ended."""

ORPHANED = 75
"""Exit code of a process that did not manage to."""

LAST_SECONDS = 1.0
"""How much later the kernel ends a process that cannot even do that."""


def environment() -> dict[str, str]:
    """The environment for a child process that is to end with this one."""
    return os.environ | {PARENT: str(os.getpid())}


def follow_named_parent() -> None:
    """Follow the parent named in the environment, if any, and remove it from the environment."""
    parent = os.environ.pop(PARENT, None)
    if parent is not None:
        follow(int(parent))


def follow(parent: int, *, grace: float = GRACE_SECONDS) -> None:
    """End this process when ``parent`` ends: by SIGTERM, and ``grace`` seconds later by force.

    Linux only; elsewhere nothing happens.
    """
    if sys.platform.startswith("linux"):
        threading.Thread(target=_follow, args=[_watched(parent), grace], name="lifeline", daemon=True).start()


def _watched(parent: int) -> int | None:
    """A file that becomes readable when the parent ends; ``None`` if it has ended already."""
    try:
        watched = os.pidfd_open(parent)
    except ProcessLookupError:
        return None
    return watched if os.getppid() == parent else None


def _follow(watched: int | None, grace: float) -> None:
    """The forced end is needed because a clean one may wait for a client that never finishes."""
    if watched is not None:
        select.select([watched], [], [])
    # Set before anything begins to end: a process that locks itself up while ending runs no Python, this thread's
    # least of all. The kernel's alarm needs none.
    signal.setitimer(signal.ITIMER_REAL, grace + LAST_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os._exit(ORPHANED)
