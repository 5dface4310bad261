"""Decisions and answers that wait for the customer, each with its consequences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from upheld.desk.queries import TicketView
from upheld.desk.queries.parts import CancellationView, ClaimView, DeliveryView, WaitView
from upheld.i18n.words import short
from upheld.sla import Terms, reopening_ends, silence_accepts


@dataclass(frozen=True, slots=True)
class Judgement:
    """A delivery to accept or reject.

    It is accepted automatically at ``silent_at``. ``pauses`` is set if the clock stands still during testing.
    """

    delivery: DeliveryView
    silent_at: datetime | None
    pauses: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """An exclusion claim with the text of its clause."""

    claim: ClaimView
    clause: str


@dataclass(frozen=True, slots=True)
class Reopening:
    """When a ticket can no longer be reopened; ``None`` while the calendar does not reach that far."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits for the customer on this ticket."""

    wait: WaitView | None
    deliveries: tuple[Judgement, ...]
    claims: tuple[Claim, ...]
    proposal: CancellationView | None

    def __bool__(self) -> bool:
        return bool(self.wait or self.deliveries or self.claims or self.proposal)


def waiting(view: TicketView, terms: Terms) -> Waiting:
    """Return what waits, as far as the reader may decide it."""
    open_waits = [wait for wait in view.waits if wait.ended_at is None and wait.voided_at is None]
    return Waiting(
        wait=open_waits[-1] if open_waits and "reply" in view.may else None,
        deliveries=tuple(_judgements(view, terms)) if "decide_delivery" in view.may else (),
        claims=tuple(_claims(view, terms)) if "decide_exclusion" in view.may else (),
        proposal=view.open_proposal if "decide_cancellation" in view.may else None,
    )


def _judgements(view: TicketView, terms: Terms) -> Iterator[Judgement]:
    pauses = terms.acceptance is not None and terms.acceptance.testing == "pauses"
    for delivery in view.undecided:
        yield Judgement(delivery, silence_accepts(terms, delivery.provided_at), pauses)


def reopening(view: TicketView, terms: Terms) -> Reopening | None:
    """Return until when a resolved ticket can be reopened, or ``None`` if it cannot."""
    accepted = [
        delivery.decided_at
        for delivery in view.deliveries
        if delivery.kind == "resolution" and delivery.state == "accepted"
    ]
    if terms.reopening is None or view.state != "resolved" or not accepted or accepted[-1] is None:
        return None
    return Reopening(reopening_ends(terms, accepted[-1]))


def _claims(view: TicketView, terms: Terms) -> Iterator[Claim]:
    clauses = {exclusion.id: exclusion.clause for exclusion in terms.exclusions}
    for claim in view.claims:
        if not claim.customer_decision and not claim.arbiter_decision:
            words = clauses.get(claim.clause, {})
            yield Claim(claim, words.get(short()) or words.get("en") or claim.clause)
