"""Ends a worker whose time zone release is no longer the adopted one, because it would move deadlines back."""

from __future__ import annotations

import logging
import os
import signal

from upheld.clocks.queries import adopted_release
from upheld.contracts.packages import TIME_ZONES, release_of

log = logging.getLogger(__name__)


def end_if_outdated() -> bool:
    """Signal this process to end if another release was adopted meanwhile; its supervisor restarts it."""
    adopted, own = adopted_release(), release_of(TIME_ZONES)
    if adopted not in (None, own):
        log.error("the clocks stand by tzdata %s now, and this worker has %s: it ends", adopted, own or "none")
        os.kill(os.getpid(), signal.SIGTERM)
    return False
