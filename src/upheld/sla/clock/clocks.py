"""All clocks of a ticket in display order: response, update, restoration, resolution; each by cycle."""

from collections.abc import Iterator

from upheld.sla.clock.absences import left_out
from upheld.sla.clock.clock import Clock, ClockContext
from upheld.sla.clock.history import Delivery, History, Round
from upheld.sla.clock.plan import Promise
from upheld.sla.clock.severity import Timeline, disputed
from upheld.sla.clock.updates import CycleLimit, updates
from upheld.sla.instant import NEVER


def timeline_in_force(history: History) -> Timeline:
    """The vendor's severities, changed by the dispute if one is open."""
    dispute = history.dispute
    if dispute is None:
        return history.severity
    return disputed(history.severity, dispute.at, dispute.customer_level, history.plan.policy)


def clocks(history: History, timeline: Timeline, as_of: int, limit: CycleLimit) -> list[Clock]:
    """Every clock that the ticket has, or has had, at an instant. Empty before filing."""
    if history.filed_at == NEVER:
        return []
    context = ClockContext(history.plan, timeline, as_of)
    levels = {level for _, level in timeline}
    # An objective that no severity in force so far has gives no reading.
    response, update, restoration, resolution = (
        promise if promise is not None and any(promise.amounts[level] for level in levels) else None
        for promise in history.plan.promises
    )
    all_clocks: list[Clock] = []
    if response is not None:
        all_clocks.append(_response(context, history, response))
    if update is not None:
        all_clocks += updates(context, history, update, limit)
    if restoration is not None:
        all_clocks += (_restoration(context, history, restoration, *each) for each in enumerate(history.rounds, 1))
    if resolution is not None:
        all_clocks += (_resolution(context, history, resolution, *each) for each in enumerate(history.rounds, 1))
    return all_clocks


def _response(context: ClockContext, history: History, promise: Promise) -> Clock:
    """Only a reply that counts, or the cancellation, ends it."""
    start, absent = history.filed_at, left_out(history, "response", None)
    if history.responded_at != NEVER:
        return context.ended(promise, 1, start, absent, history.responded_at)
    if history.cancelled_at != NEVER:
        return context.cancelled(promise, 1, start, absent, history.cancelled_at)
    return context.running(promise, 1, start, absent)


def _restoration(context: ClockContext, history: History, promise: Promise, cycle: int, present: Round) -> Clock:
    """Stopped by the delivery that was accepted first, whichever kind it is."""
    absent = left_out(history, "restoration", present)
    frozen_at = min(_undecided(present), default=NEVER)
    return _settled(context, history, promise, cycle, present.start, absent, present.restored_by, frozen_at)


def _resolution(context: ClockContext, history: History, promise: Promise, cycle: int, present: Round) -> Clock:
    """Stopped by the accepted resolution; it may start only when the restoration has stopped."""
    start = present.start
    if history.plan.starts_at_restoration:
        if present.restored_by is None:
            return context.unstarted(promise, cycle, history.cancelled_at)
        start = present.restored_by.at
    absent = left_out(history, "resolution", present)
    frozen_at = min(_undecided(present, "resolution"), default=NEVER)
    return _settled(context, history, promise, cycle, start, absent, present.resolved_by, frozen_at)


def _settled(
    context: ClockContext,
    history: History,
    promise: Promise,
    cycle: int,
    start: int,
    absent: list[tuple[int, int]],
    stopper: Delivery | None,
    frozen_at: int,
) -> Clock:
    """Stopped by an accepted delivery, cancelled, waiting for the customer's decision, or running."""
    if stopper is not None:
        return context.ended(promise, cycle, start, absent, max(start, stopper.at))
    frozen_at = max(start, frozen_at)
    if history.cancelled_at != NEVER:
        return context.cancelled(promise, cycle, start, absent, history.cancelled_at, frozen_at)
    if frozen_at != NEVER:
        return context.delivered(promise, cycle, start, absent, frozen_at)
    return context.running(promise, cycle, start, absent)


def _undecided(present: Round, kind: str | None = None) -> Iterator[int]:
    for delivery in present.deliveries:
        if delivery.decided_at == NEVER and kind in (None, delivery.kind):
            yield delivery.at
