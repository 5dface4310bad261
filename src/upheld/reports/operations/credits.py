"""Credits: proposed from the contract's bands, claimed or waived by the customer, approved and paid by the vendor."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError

from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.operations.rows import acting
from upheld.contracts.queries import reference_of
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish
from upheld.operations.errors import Damaged, NotAllowed, NotFound, Refused
from upheld.reports.events import CreditApproved, CreditClaimed, CreditPaid, CreditProposed, CreditWaived
from upheld.reports.models import CreditCase
from upheld.reports.periods import Period, months_of, quarter_of, read_period
from upheld.reports.permissions import MOVES, may_move, may_publish
from upheld.reports.queries.dues import Due, dues
from upheld.reports.queries.in_force import credit_period
from upheld.reports.queries.load import DamagedTickets, load, refuse_damaged
from upheld.reports.slices import EVERYTHING, Slice
from upheld.sla import Terms
from upheld.sla.engine import ENGINE, engine_of

log = logging.getLogger(__name__)
MOVED = {"claim": CreditClaimed, "waive": CreditWaived, "approve": CreditApproved, "pay": CreditPaid}


class CannotCredit(Refused):
    """A credit cannot take this step in its current state."""


class OtherAmount(CannotCredit):
    """The amount of a credit is not the one that the person saw."""


def propose_credits(*, period: str, by: Actor, now: datetime) -> int:
    """Propose the credits that contracts grant for a period that is over, and return how many cases changed.

    Idempotent: a case in the state proposed follows restated figures, a case in any other state is left unchanged.
    A share is of the monthly fee of the published version, also where the contract grants credits for quarters. Each
    account is one transaction: its credits are computed once it is locked. An account whose rows are damaged does not
    hold up the others; its error is raised at the end, or logged for the system.
    """
    _need_may_propose(by)
    report_period = read_period(period)
    concerned = {
        due.version.organisation_id for due in _due(report_period, now, EVERYTHING) if _changes(due, report_period)
    }
    changed, damaged = 0, []
    for organisation_id in sorted(concerned):
        try:
            changed += _propose_to(organisation_id, report_period, by, now)
        except (Damaged, IntegrityError, DataError) as error:
            log.exception("credits of customer %s for %s cannot be proposed", organisation_id, period)
            damaged.append(error)
    if damaged and not by.is_system:
        raise damaged[0]
    return changed


def _need_may_propose(by: Actor) -> None:
    if not may_publish(by):
        raise NotAllowed("may_not_credit")


@operation
def _propose_to(organisation_id: int, period: Period, by: Actor, now: datetime) -> int:
    """Propose what is due to one customer. While the account is locked, no act can move its figures.

    The credit of a quarter follows those of its months, because they may share a cap.
    """
    _need_may_propose(acting(by))
    at = ledger.lock(organisation_id=organisation_id, now=now, actor_id=by.id)
    changed = 0
    for own_period in dict.fromkeys((period, quarter_of(period))):
        try:
            changed += _follow(organisation_id, own_period, by, at, create=own_period == period)
        except DamagedTickets as error:
            log.error("credits of customer %s for %s are left unchanged: %s", organisation_id, own_period, error)
    return changed


def _follow(organisation_id: int, period: Period, by: Actor, at: datetime, *, create: bool = False) -> int:
    """Let the proposed credits of a period follow the figures; with ``create`` also propose new ones.

    The account is locked. Returns how many cases changed. Raises DamagedTickets before anything has changed.
    """
    changed = 0
    for due in _due(period, at, Slice(customer=organisation_id)):
        if _changes(due, period) and (create or _case(due, period)):
            _propose(due, period, by, at)
            changed += 1
    return changed


def _due(period: Period, as_of: datetime, of: Slice) -> Iterator[Due]:
    """What is due to one customer, or to all. Raises DamagedTickets if a ticket of this customer cannot be read."""
    loaded = load(period=period, as_of=as_of, of=of, actor=SYSTEM)
    if of.customer is not None:
        refuse_damaged(loaded.damaged)
    return dues(loaded.decisions, period, lambda terms: _reports(terms, period, as_of), customer_id=of.customer)


def _reports(terms: Terms, period: Period, now: datetime) -> bool:
    return period.kind == credit_period(terms) and period.ends_at(str(terms.timezone)) <= now


def _changes(due: Due, period: Period) -> bool:
    """Whether newer facts create a case or change a proposed one. A new engine version alone changes none."""
    row = _case(due, period)
    if row is None:
        return bool(due.credit.total)
    if row.state != CreditCase.State.PROPOSED:
        return False
    if engine_of(row.lines) == ENGINE:
        return row.lines != due.lines or row.amount != due.credit.total
    own = _due(period, row.as_of, Slice(customer=row.organisation_id))
    recomputed = next((candidate for candidate in own if candidate.version.pk == row.contract_version_id), None)
    return recomputed is None or recomputed.lines != due.lines or recomputed.credit.total != due.credit.total


def _case(due: Due, period: Period) -> CreditCase | None:
    return CreditCase.objects.filter(contract_version=due.version, period=str(period)).first()


def _propose(due: Due, period: Period, by: Actor, at: datetime) -> None:
    figures = {"amount": due.credit.total, "currency": due.credit.currency, "lines": due.lines, "as_of": at}
    row = _case(due, period)
    if row is None:
        key = {"organisation_id": due.version.organisation_id, "contract_version": due.version, "period": str(period)}
        row = CreditCase.objects.create(**key, **figures)
    else:
        CreditCase.objects.filter(pk=row.pk).update(**figures)
        row.refresh_from_db()
    publish(CreditProposed(**_envelope(row, by, at), as_of=at))


def claim_credit(
    *, credit_id: int, by: Actor, now: datetime, amount: str | None = None, currency: str | None = None
) -> None:
    """Claim a credit as the customer's manager. From then on it no longer follows the figures, in either direction.

    ``amount`` and ``currency`` are those that the manager saw. Raises CannotCredit if they are others by the figures of
    now, and then proposes the present amount. Raises DamagedTickets if the figures cannot be computed.
    """
    _decide(credit_id, "claim", by, now, amount=amount, currency=currency)


def waive_credit(
    *, credit_id: int, by: Actor, now: datetime, amount: str | None = None, currency: str | None = None
) -> None:
    """Waive a credit as the customer's manager. Raises as ``claim_credit``."""
    _decide(credit_id, "waive", by, now, amount=amount, currency=currency)


def approve_credit(
    *, credit_id: int, by: Actor, now: datetime, amount: str | None = None, currency: str | None = None
) -> None:
    """Approve a claimed credit as the vendor's manager."""
    _move(credit_id, "approve", by, now, amount=amount, currency=currency)


def pay_credit(
    *, credit_id: int, by: Actor, now: datetime, amount: str | None = None, currency: str | None = None
) -> None:
    """Record, as the vendor's manager, that a credit was paid or set off against an invoice."""
    _move(credit_id, "pay", by, now, amount=amount, currency=currency)


def _decide(credit_id: int, move: str, by: Actor, now: datetime, *, amount: str | None, currency: str | None) -> None:
    """Take a step of the customer. If another amount is due by now, it is proposed, so that pages show it next."""
    try:
        _move(credit_id, move, by, now, amount=amount, currency=currency)
    except OtherAmount:
        row = CreditCase.objects.get(pk=credit_id)
        _restate(row.organisation_id, read_period(row.period), now)
        raise


@operation
def _restate(organisation_id: int, period: Period, now: datetime) -> None:
    _follow_all(organisation_id, period, ledger.lock(organisation_id=organisation_id, now=now, actor_id=SYSTEM.id))


def _follow_all(organisation_id: int, period: Period, at: datetime) -> None:
    """Let the proposed credits of a period follow the figures, of a quarter after those of its months."""
    for own_period in dict.fromkeys((*months_of(period), period)):
        _follow(organisation_id, own_period, SYSTEM, at)


@operation
def _move(
    credit_id: int, move: str, by: Actor, now: datetime, *, amount: str | None = None, currency: str | None = None
) -> None:
    by = acting(by)
    owner = CreditCase.objects.filter(pk=credit_id).values_list("organisation_id", flat=True).first()
    if owner is None or not by.sees(owner):
        raise NotFound("no_such_credit")
    if not may_move(by, move, owner):
        raise NotAllowed(f"may_not_{move}_credit")
    at = ledger.lock(organisation_id=owner, now=now, actor_id=by.id)
    row = CreditCase.objects.get(pk=credit_id)
    step = MOVES[move]
    if row.state not in step.before:
        raise CannotCredit("credit_stands", state=row.state)
    before = (row.amount_text, row.currency)
    if row.state == CreditCase.State.PROPOSED:
        _follow_all(owner, read_period(row.period), at)
        row.refresh_from_db()
    seen = (before[0] if amount is None else amount, before[1] if currency is None else currency)
    if seen != (row.amount_text, row.currency):
        raise OtherAmount("credit_other_amount", amount=row.amount_text, currency=row.currency)
    if row.state == CreditCase.State.PROPOSED and not row.amount:
        raise CannotCredit("credit_is_zero")
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
