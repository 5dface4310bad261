"""The job that proposes credits for periods that are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from upheld.accounts.actor import SYSTEM
from upheld.operations import disk
from upheld.reports.operations import propose_credits
from upheld.reports.periods import Period, period_at

FOLLOWED = 3
"""For so many months (and one quarter) a proposed credit follows restated figures."""


def propose(*, now: datetime) -> int:
    """Propose what the contracts grant for the periods that are over. Returns how many cases were made or changed.

    Waits for its next turn while the disk is low.
    """
    if disk.level() != "ok":
        return 0
    return sum(propose_credits(period=str(period), by=SYSTEM, now=now) for period in _over(now))


def _over(now: datetime) -> Iterator[Period]:
    month = period_at(now, "month")
    yield from (month.back(count) for count in range(FOLLOWED, 0, -1))
    yield period_at(now, "quarter").previous
