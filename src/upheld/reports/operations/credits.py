"""Credits: proposed from the contract's bands, claimed or waived by the customer, approved and paid by the vendor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from upheld.accounts.actor import SYSTEM, Actor
from upheld.contracts.queries import reference_of
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.reports.events import CreditApproved, CreditClaimed, CreditPaid, CreditProposed, CreditWaived
from upheld.reports.models import CreditCase
from upheld.reports.periods import Period, read_period
from upheld.reports.permissions import MOVES, may_move, may_publish
from upheld.reports.queries.dues import Due, credit_period, dues
from upheld.reports.queries.load import load
from upheld.reports.slices import EVERYTHING
from upheld.sla import Terms
from upheld.sla.engine import ENGINE, engine_of

MOVED = {"claim": CreditClaimed, "waive": CreditWaived, "approve": CreditApproved, "pay": CreditPaid}


class CannotCredit(Refused):
    """A credit cannot take this step in its current state."""


@operation
def propose_credits(*, period: str, by: Actor, now: datetime) -> int:
    """Propose the credits that contracts grant for a period that is over, and return how many cases changed.

    Idempotent: a case in the state proposed follows restated figures, a case in any other state is left unchanged.
    The percentage applies to the monthly fee of the published version: of one month where the contract reports months,
    else of a quarter.
    """
    if not may_publish(by):
        raise NotAllowed("may_not_credit")
    report_period = read_period(period)
    grants = list(_due(report_period, now))
    locked = ledger.lock_all(organisation_ids=[due.version.organisation_id for due in grants], now=now)
    return sum(_propose(due, report_period, by, locked[due.version.organisation_id]) for due in grants)


def _due(period: Period, now: datetime) -> Iterator[Due]:
    loaded = load(period=period, as_of=now, of=EVERYTHING, actor=SYSTEM)
    return dues(loaded.decisions, period, lambda terms: _reports(terms, period, now))


def _reports(terms: Terms, period: Period, now: datetime) -> bool:
    return period.kind == credit_period(terms) and period.ends_at(str(terms.timezone)) <= now


def _propose(due: Due, period: Period, by: Actor, at: datetime) -> bool:
    row = CreditCase.objects.filter(contract_version=due.version, period=str(period)).first()
    if row is None and not due.credit.total:
        return False
    if row is not None and not _moved(row, due, period):
        return False
    figures = {"amount": due.credit.total, "currency": due.credit.currency, "lines": due.lines, "as_of": at}
    if row is None:
        key = {"organisation_id": due.version.organisation_id, "contract_version": due.version, "period": str(period)}
        row = CreditCase.objects.create(**key, **figures)
    else:
        CreditCase.objects.filter(pk=row.pk).update(**figures)
        row.refresh_from_db()
    publish(CreditProposed(**_envelope(row, by, at), as_of=at))
    return True


def _moved(row: CreditCase, due: Due, period: Period) -> bool:
    """Whether newer facts change a proposed credit. A new engine version alone changes none."""
    if row.state != CreditCase.State.PROPOSED:
        return False
    if engine_of(row.lines) == ENGINE:
        return row.lines != due.lines or row.amount != due.credit.total
    recomputed = next(
        (candidate for candidate in _due(period, row.as_of) if candidate.version.pk == row.contract_version_id), None
    )
    return recomputed is None or recomputed.lines != due.lines or recomputed.credit.total != due.credit.total


def claim_credit(*, credit_id: int, by: Actor, now: datetime, amount: str | None = None) -> None:
    """Claim a credit as the customer's manager. From then on it no longer follows the figures.

    ``amount`` is the amount that the manager saw. Raises CannotCredit if it has changed since.
    """
    _move(credit_id, "claim", by, now, amount=amount)


def waive_credit(*, credit_id: int, by: Actor, now: datetime, amount: str | None = None) -> None:
    """Waive a credit as the customer's manager.

    ``amount`` is the amount that the manager saw. Raises CannotCredit if it has changed since.
    """
    _move(credit_id, "waive", by, now, amount=amount)


def approve_credit(*, credit_id: int, by: Actor, now: datetime) -> None:
    """Approve a claimed credit as the vendor's manager."""
    _move(credit_id, "approve", by, now)


def pay_credit(*, credit_id: int, by: Actor, now: datetime) -> None:
    """Record, as the vendor's manager, that a credit was paid or set off against an invoice."""
    _move(credit_id, "pay", by, now)


@operation
def _move(credit_id: int, move: str, by: Actor, now: datetime, *, amount: str | None = None) -> None:
    owner = CreditCase.objects.filter(pk=credit_id).values_list("organisation_id", flat=True).first()
    if owner is None or not by.sees(owner):
        raise NotFound("no_such_credit")
    if not may_move(by, move, owner):
        raise NotAllowed(f"may_not_{move}_credit")
    at = ledger.lock(organisation_id=owner, now=now)
    row = CreditCase.objects.get(pk=credit_id)
    step = MOVES[move]
    if row.state not in step.before:
        raise CannotCredit("credit_stands", state=row.state)
    if amount is not None and amount != row.amount_text:
        raise CannotCredit("credit_other_amount")
    row.state, row.decided_at = step.after, at
    row.save(update_fields=["state", "decided_at"])
    publish(MOVED[move](**_envelope(row, by, at)))


def _envelope(row: CreditCase, by: Actor, at: datetime) -> Mapping[str, Any]:
    return {
        "organisation_id": row.organisation_id,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "at": at,
        "contract": reference_of(row.contract_version_id),
        "credit_id": row.pk,
        "period": row.period,
        "amount": row.amount_text,
        "currency": row.currency,
    }
