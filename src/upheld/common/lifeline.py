"""A process that must not outlive the one that started it."""

from __future__ import annotations

import ctypes
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

_PR_SET_PDEATHSIG = 1


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

    Linux only; elsewhere nothing happens. The parent's thread that started us must be its main
    thread: the kernel watches the thread.
    """
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    _be_gone_after(parent, grace)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def _be_gone_after(parent: int, grace: float) -> None:
    """A clean end may wait for ever, for a client that never finishes; an orphan has nobody else to end it."""
    try:
        watched = os.pidfd_open(parent)
    except ProcessLookupError:
        watched = None

    def wait() -> None:
        if watched is not None:
            select.select([watched], [], [])
        time.sleep(grace)
        os._exit(ORPHANED)

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
