"""All clocks of a ticket, in the order of the page: response, update, restoration, resolution; each by cycle."""

from collections.abc import Iterator

from upheld.sla.clock.absences import left_out
from upheld.sla.clock.clock import Bench, Clock
from upheld.sla.clock.history import Delivery, History, Round
from upheld.sla.clock.plan import Promise
from upheld.sla.clock.severity import Timeline, disputed
from upheld.sla.clock.updates import updates
from upheld.sla.instant import NEVER


def timeline_in_force(history: History) -> Timeline:
    """The vendor's severities, coloured by the dispute if one is open."""
    open_one = history.dispute
    if open_one is None:
        return history.severity
    return disputed(history.severity, open_one.at, open_one.wanted, history.plan.policy)


def clocks(history: History, timeline: Timeline, as_of: int) -> list[Clock]:
    """Every clock that the ticket has, or has had, at an instant. Empty before filing."""
    if history.filed_at == NEVER:
        return []
    bench = Bench(history.plan, timeline, as_of)
    levels = {level for _, level in timeline}
    # An objective that no severity in force so far has gives no reading.
    response, update, restoration, resolution = (
        promise if promise is not None and any(promise.amounts[level] for level in levels) else None
        for promise in history.plan.promises
    )
    found: list[Clock] = []
    if response is not None:
        found.append(_response(bench, history, response))
    if update is not None:
        found += updates(bench, history, update)
    if restoration is not None:
        found += (_restoration(bench, history, restoration, *each) for each in enumerate(history.rounds, 1))
    if resolution is not None:
        found += (_resolution(bench, history, resolution, *each) for each in enumerate(history.rounds, 1))
    return found


def _response(bench: Bench, history: History, promise: Promise) -> Clock:
    """Only a reply that counts, or the cancellation, ends it."""
    start, absent = history.filed_at, left_out(history, "response", None)
    if history.responded_at != NEVER:
        return bench.ended(promise, 1, start, absent, history.responded_at)
    if history.cancelled_at != NEVER:
        return bench.cancelled(promise, 1, start, absent, history.cancelled_at)
    return bench.running(promise, 1, start, absent)


def _restoration(bench: Bench, history: History, promise: Promise, cycle: int, present: Round) -> Clock:
    """Stopped by the delivery that was accepted first, whichever kind it is."""
    absent = left_out(history, "restoration", present)
    frozen_at = min(_undecided(present), default=NEVER)
    return _settled(bench, history, promise, cycle, present.start, absent, present.restored_by, frozen_at)


def _resolution(bench: Bench, history: History, promise: Promise, cycle: int, present: Round) -> Clock:
    """Stopped by the accepted resolution; it may start only when the restoration has stopped."""
    start = present.start
    if history.plan.starts_at_restoration:
        if present.restored_by is None:
            return bench.unstarted(promise, cycle, history.cancelled_at)
        start = present.restored_by.at
    absent = left_out(history, "resolution", present)
    frozen_at = min(_undecided(present, "resolution"), default=NEVER)
    return _settled(bench, history, promise, cycle, start, absent, present.resolved_by, frozen_at)


def _settled(
    bench: Bench,
    history: History,
    promise: Promise,
    cycle: int,
    start: int,
    absent: list[tuple[int, int]],
    stopper: Delivery | None,
    frozen_at: int,
) -> Clock:
    """Stopped by an accepted delivery, cancelled, waiting for the customer's word, or running."""
    if stopper is not None:
        return bench.ended(promise, cycle, start, absent, max(start, stopper.at))
    frozen_at = max(start, frozen_at)
    if history.cancelled_at != NEVER:
        return bench.cancelled(promise, cycle, start, absent, history.cancelled_at, frozen_at)
    if frozen_at != NEVER:
        return bench.delivered(promise, cycle, start, absent, frozen_at)
    return bench.running(promise, cycle, start, absent)


def _undecided(present: Round, kind: str | None = None) -> Iterator[int]:
    for delivery in present.deliveries:
        if delivery.decided_at == NEVER and kind in (None, delivery.kind):
            yield delivery.at
