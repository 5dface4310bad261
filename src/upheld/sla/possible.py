"""Which facts are possible now: what a desk may offer, before anyone has chosen the details (semantics §§4, 9)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from upheld.sla.clock.facts import Fact
from upheld.sla.clock.history import Delivery, History
from upheld.sla.clock.life import LIFE_CYCLE
from upheld.sla.clock.plan import plan_of
from upheld.sla.clock.walk import walk
from upheld.sla.instant import NEVER, micros
from upheld.sla.terms.model import Terms

Need = Callable[[History, int], bool]


def possible(terms: Terms, facts: Iterable[Fact], as_of: datetime) -> frozenset[str]:
    """The rows of the life cycle's table that some fact of this instant could have.

    A row is there if at least one choice of the fact's fields would be admitted: ``workaround_accepted`` while a
    workaround is undecided, ``reopened`` until the reopening limit.
    """
    now = micros(as_of)
    history, _ = walk(plan_of(terms), facts, now)
    return frozenset(
        row
        for row, stages in LIFE_CYCLE.items()
        if history.stage in stages and (row not in NEEDS or NEEDS[row](history, now))
    )


def _undecided(kind: str) -> Need:
    def need(history: History, now: int) -> bool:
        return any(_awaits_decision(delivery, kind) for delivery in history.round.deliveries)

    return need


def _awaits_decision(delivery: Delivery, kind: str) -> bool:
    return delivery.kind == kind and delivery.decided_at == NEVER


def _can_dispute(history: History, now: int) -> bool:
    return history.dispute is None and len(history.plan.ids) > 1


def _dispute_is_open(history: History, now: int) -> bool:
    return history.dispute is not None


def _was_requested(history: History, now: int) -> bool:
    return bool(history.requested)


def _has_clauses(history: History, now: int) -> bool:
    return bool(history.plan.clauses)


def _claim_awaits_decision(history: History, now: int) -> bool:
    return any("arbiter" not in claim.verdicts for claim in history.claims.values())


def _can_reopen(history: History, now: int) -> bool:
    limit = history.plan.reopening
    if limit is None:
        return False
    last = limit.passes_at(history.round.resolved_at)
    return last is None or now <= last


NEEDS: Final[Mapping[str, Need]] = MappingProxyType(
    {
        "severity_disputed": _can_dispute,
        "dispute_withdrawn": _dispute_is_open,
        "severity_ruled": _dispute_is_open,
        "wait_voided": _was_requested,
        "workaround_accepted": _undecided("workaround"),
        "workaround_rejected": _undecided("workaround"),
        "resolution_accepted": _undecided("resolution"),
        "resolution_rejected": _undecided("resolution"),
        "reopened": _can_reopen,
        "exclusion_claimed": _has_clauses,
        "exclusion_accepted": _claim_awaits_decision,
        "exclusion_rejected": _claim_awaits_decision,
    }
)
"""What a row needs besides the stage of the ticket."""
