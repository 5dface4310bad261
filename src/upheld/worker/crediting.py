"""The job that proposes credits for periods that are over."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import SYSTEM
from upheld.operations import disk
from upheld.reports.operations import propose_credits
from upheld.reports.periods import followed


def propose(*, now: datetime) -> int:
    """Propose what the contracts grant for the periods that are over. Returns how many cases were made or changed.

    Waits for its next turn while the disk is low.
    """
    if disk.level() != "ok":
        return 0
    return sum(propose_credits(period=str(period), by=SYSTEM, now=now) for period in followed(now))
