"""A process that must not outlive the one that started it."""

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
    """This process's environment for a child that shall follow its end."""
    return os.environ | {PARENT: str(os.getpid())}


def follow_named_parent() -> None:
    """Follow the parent named in the environment, if there is one. It is not passed on further."""
    parent = os.environ.pop(PARENT, None)
    if parent is not None:
        follow(int(parent))


def follow(parent: int, *, grace: float = GRACE_SECONDS) -> None:
    """End when ``parent`` ends, however it ends: told by SIGTERM, and at once ``grace`` seconds later.

    Linux only; elsewhere nothing happens.
    """
    if sys.platform.startswith("linux"):
        threading.Thread(target=_follow, args=[_watched(parent), grace], name="lifeline", daemon=True).start()


def _watched(parent: int) -> int | None:
    """What becomes readable when the parent ends; ``None`` where it has ended already."""
    try:
        watched = os.pidfd_open(parent)
    except ProcessLookupError:
        return None
    return watched if os.getppid() == parent else None


def _follow(watched: int | None, grace: float) -> None:
    """A clean end may wait for ever, for a client that never finishes; an orphan has nobody else to end it."""
    if watched is not None:
        select.select([watched], [], [])
    # Set before anything begins to end: a process that locks itself up while ending runs no Python, this thread's
    # least of all. The kernel's alarm needs none.
    signal.setitimer(signal.ITIMER_REAL, grace + LAST_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os._exit(ORPHANED)
