"""The life of one clock: when it starts, what is left out of it, and what ends it."""

from dataclasses import dataclass, field

from sla.oracle.contract import Contract
from sla.oracle.spans import Span
from sla.oracle.story import Cycle, Delivery, Story


@dataclass(frozen=True)
class Life:
    """A clock before any deadline is looked at; instants that have not come are None."""

    objective: str
    cycle: int
    start: int | None
    stop: int | None = None
    cancel: int | None = None
    delivered: int | None = None
    waits: list[Span] = field(default_factory=list)
    exclusions: list[Span] = field(default_factory=list)
    testing: list[Span] = field(default_factory=list)

    @property
    def left_out(self) -> list[Span]:
        return [*self.waits, *self.exclusions, *self.testing]


def waits_of(contract: Contract, story: Story, objective: str) -> list[Span]:
    """The waits that pause an objective; the response is never paused by one."""
    return story.waits if objective in contract.pauses and objective != "response" else []


def exclusions_of(contract: Contract, story: Story, objective: str) -> list[Span]:
    """The accepted claims whose clause takes time from an objective."""
    return [
        claim.span
        for claim in story.claims.values()
        if claim.accepted and claim.scope == "interval" and objective in contract.clauses[claim.clause]["objectives"]
    ]


def response(contract: Contract, story: Story) -> Life:
    """From filing to the first reply that counts."""
    stop = story.responded_at
    cancel = story.cancelled_at if stop is None else None
    out = exclusions_of(contract, story, "response")
    return Life("response", 1, story.filed_at, stop, cancel, exclusions=out)


def restoration(contract: Contract, story: Story, number: int) -> Life:
    """From the cycle's begin to the delivery that was accepted first."""
    cycle = story.cycles[number - 1]
    stop = cycle.restored_by.at if cycle.restored_by else None
    begin = cycle.begin
    return _delivered(contract, story, "restoration", number, begin, stop, cycle.deliveries, cycle.restoration_gaps)


def resolution(contract: Contract, story: Story, number: int) -> Life:
    """From the cycle's begin (or its restoration) to the accepted resolution."""
    cycle = story.cycles[number - 1]
    deliveries = [delivery for delivery in cycle.deliveries if delivery.kind == "resolution"]
    stop = cycle.resolved_by.at if cycle.resolved_by else None
    start = _resolution_start(contract, cycle)
    if start is None:
        return Life("resolution", number, None, cancel=story.cancelled_at)
    return _delivered(contract, story, "resolution", number, start, stop, deliveries, cycle.resolution_gaps)


def _resolution_start(contract: Contract, cycle: Cycle) -> int | None:
    if contract.option("resolution", "starts", "filing") == "filing":
        return cycle.begin
    return cycle.restored_by.at if cycle.restored_by else None


def _delivered(
    contract: Contract,
    story: Story,
    objective: str,
    number: int,
    start: int,
    stop: int | None,
    deliveries: list[Delivery],
    gaps: list[Span],
) -> Life:
    open_ones = [delivery.at for delivery in deliveries if delivery.decided_at is None]
    testing = [delivery.testing for delivery in deliveries] if contract.testing_pauses else []
    return Life(
        objective,
        number,
        start,
        stop=None if stop is None else max(start, stop),
        cancel=story.cancelled_at if stop is None else None,
        delivered=max(start, min(open_ones)) if open_ones and stop is None else None,
        waits=waits_of(contract, story, objective),
        exclusions=exclusions_of(contract, story, objective),
        testing=[*testing, *gaps],
    )
