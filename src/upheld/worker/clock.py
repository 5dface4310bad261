"""A clock that starts at a sweep's instant and goes on while it works."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

Instants = Callable[[], datetime]


def from_then_on(now: datetime) -> Instants:
    """A clock that says ``now`` at this moment and goes on from there, unmoved by changes of the machine's clock."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
