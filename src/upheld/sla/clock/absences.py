"""What is left out of a clock, and why (semantics §5, §9).

Each absence has a reason: a request that the customer had not answered, an accepted claim under a clause, a delivery
under test, or the time between an acceptance that was taken back and the reopening. They are united; no time is left
out twice.
"""

from collections.abc import Iterator
from typing import NamedTuple

from upheld.sla.clock.history import History, Round
from upheld.sla.interval import Span, cover


class Absence(NamedTuple):
    """A span that does not count; ``ref`` names the claim or delivery."""

    start: int
    end: int
    reason: str
    ref: str = ""


def left_out(history: History, objective: str, present: Round | None) -> list[Span]:
    """Return the union of all absences of a clock of the round."""
    if not (history.waits or history.claims or (present is not None and (present.deliveries or present.gaps))):
        return []
    return cover((absence.start, absence.end) for absence in absences(history, objective, present))


def absences(history: History, objective: str, present: Round | None) -> Iterator[Absence]:
    """Yield all absences of a clock; they may overlap."""
    if objective in history.plan.pauses:
        yield from _waits(history)
    for claim in history.claims.values():
        clause = history.plan.clauses[claim.clause]
        if claim.accepted and not claim.whole_ticket and objective in clause.objectives:
            yield Absence(claim.start, claim.end, "exclusion", claim.id)
    if present is not None:
        yield from _deliveries(history, objective, present)


def _waits(history: History) -> Iterator[Absence]:
    for wait in history.waits:
        if wait.requests and wait.requests[0] < wait.end:
            yield Absence(wait.requests[0], wait.end, "wait")


def _deliveries(history: History, objective: str, present: Round) -> Iterator[Absence]:
    if history.plan.testing_pauses:
        for delivery in present.deliveries:
            if objective == "restoration" or delivery.kind == "resolution":
                yield Absence(delivery.at, delivery.decided_at, "testing", delivery.id)
    for accepted_at, reopened_at in present.gaps:
        yield Absence(accepted_at, reopened_at, "reopened")


def is_excluded(history: History) -> bool:
    """Return whether an accepted claim excludes the whole ticket."""
    return any(claim.whole_ticket and claim.accepted for claim in history.claims.values())
