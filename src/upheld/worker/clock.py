"""A clock that starts at the instant of a job's turn and runs on during it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

Instants = Callable[[], datetime]


def from_then_on(now: datetime) -> Instants:
    """A clock that starts at ``now`` and advances with the machine's steady clock."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
