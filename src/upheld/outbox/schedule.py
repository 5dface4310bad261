"""The retry schedule of parcels, by the number of attempts."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.outbox.models import Parcel

HOURS = tuple(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24))
WAITS: dict[str, tuple[timedelta, ...]] = {
    Parcel.Kind.MAIL: (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), *HOURS),
    Parcel.Kind.WEBHOOK: (timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), *HOURS),
}
"""The wait after the first failure, after the second, and so on; the first attempt is at once."""
MAX_ATTEMPTS = 10
JITTER = 0.2
"""Up to this share of the wait is added, so that what failed together does not come back together."""
LONGEST = timedelta(hours=24)


def next_attempt(
    kind: str, *, attempts: int, now: datetime, jitter: float, retry_after: timedelta | None = None
) -> datetime | None:
    """When to try again after ``attempts`` attempts, or ``None`` when it is given up.

    ``jitter`` is a number in [0, 1), chosen by the caller. A receiver's own wish, ``retry_after``, is respected
    where it asks for longer than the table does, up to a day.
    """
    waits = WAITS[kind]
    if not 1 <= attempts <= len(waits):
        return None
    planned = waits[attempts - 1] * (1 + JITTER * jitter)
    return now + max(planned, min(retry_after or timedelta(0), LONGEST))
