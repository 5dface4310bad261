"""Changes the one account of the jumps: the only place where a jump is added and where the time is believed again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from upheld.database.timekeeping import references, state
from upheld.database.timekeeping.jumps import NONE, Sample, Standing, after_jump, believed, stood_still_elsewhere

log = logging.getLogger(__name__)


def add(reference: Sample | None, sample: Sample, size: timedelta, clock: str) -> Standing | None:
    """Add a jump that this steady clock shows between two samples. Returns the new state, if nobody was faster.

    Without a reference it is known only that the database's clock went back, see `references.latest`.
    """
    standing = after_jump(sample.standing, size)
    elsewhere = reference is not None and stood_still_elsewhere(reference, sample)
    with transaction.atomic():
        if not state.write(standing):
            return None
        if elsewhere:
            references.forget_others(clock)
        elif reference is not None:
            references.forget_later(reference, clock)
    _report(standing, size, elsewhere)
    return standing


def believe(sample: Sample) -> None:
    """Accept the time that the database's clock shows, after it went on without a jump for so long."""
    if state.write(believed(sample.standing)):
        log.warning("the database's clock went on without a jump for ten minutes: its time is believed")


def _report(standing: Standing, size: timedelta, elsewhere: bool) -> None:
    if elsewhere:
        seconds, happened = abs(size.total_seconds()), "stood still for" if size < NONE else "was ahead by"
        log.warning("another machine %s %.1f s; the database's clock did not jump", happened, seconds)
        return
    consequence = (
        "; acts wait until upheld time --confirm, or ten minutes without another jump" if standing.held else ""
    )
    log.error("the database's clock jumped by %+.1f s%s", size.total_seconds(), consequence)
