"""Severity: changes by the vendor, reports and disputes of the customer, rulings of an arbiter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import floors
from upheld.desk.errors import BelowFloor, CannotAct, NotAllowed
from upheld.desk.events import DisputeWithdrawn, SeverityChanged, SeverityDisputed, SeverityRuled
from upheld.desk.instants import in_utc
from upheld.desk.models import Dispute
from upheld.desk.operations import checks
from upheld.desk.operations.act import Act, begin, new_id
from upheld.desk.operations.arbitration import need_independence
from upheld.operations.bus import operation
from upheld.sla import ruling_due

BASES = ("impact", "correction")
EVIDENCE_MAX = 20_000
"""Characters of all values together."""


@operation
def change_severity(
    *,
    ticket_id: int,
    severity: str,
    basis: str,
    reason: str,
    by: Actor,
    now: datetime,
    effective_from: datetime | None = None,
) -> None:
    """Reclassify, as the vendor: ``impact`` from now on, ``correction`` from ``effective_from`` (default: filing).

    Raises ``BelowFloor`` below the minimum severity from monitoring; only a ruling goes below it. A machine token may
    raise the severity but not lower it: ``NotAllowed`` (``needs_a_person``).
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="change_severity")
    checks.choice(basis, field="basis", among=BASES)
    since = in_utc(effective_from, field="effective_from") if basis == "correction" else None
    _level(act, severity)
    _refuse_machine(act, severity)
    _hold_floor(act, severity, basis, since)
    _change(act, severity, basis, reason, since)


@operation
def raise_impact(
    *,
    ticket_id: int,
    severity: str,
    reason: str,
    by: Actor,
    now: datetime,
    evidence: Mapping[str, object] | None = None,
) -> None:
    """Report a higher impact, as the customer. Lowering needs the vendor or a dispute.

    ``evidence`` holds values for the contract's criteria. Raises ``WrongEvidence`` for other values.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="raise_impact")
    order = [level.id for level in act.terms.severities]
    checks.choice(severity, field="severity", among=order)
    if order.index(severity) >= order.index(act.ticket.severity):
        raise CannotAct("only_raise", field="severity", severity=act.ticket.severity)
    values = checks.evidence(evidence or {}, act.terms)
    _change(act, severity, "impact", reason, None, evidence=floors.write(values) if values else None)


def _change(
    act: Act, severity: str, basis: str, reason: str, effective_from: datetime | None, *, evidence: str | None = None
) -> None:
    _level(act, severity)
    act.publish(
        SeverityChanged(
            **act.envelope,
            severity=severity,
            basis=basis,
            effective_from=effective_from,
            reason=checks.reason(reason),
            evidence=evidence and checks.text(evidence, field="evidence", most=EVIDENCE_MAX),
        )
    )
    act.touch()


@operation
def dispute_severity(*, ticket_id: int, severity: str, reason: str, by: Actor, now: datetime) -> int:
    """Contest the severity, as the customer, and return the dispute's id. The contract says what holds meanwhile."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="dispute")
    _level(act, severity)
    reason_text = checks.reason(reason)
    due_at = ruling_due(act.terms, act.at)
    if Dispute.objects.filter(ticket=act.ticket, state=Dispute.State.OPEN).exists():
        raise CannotAct("dispute_open", field="severity")
    checks.room(Dispute, act.ticket)
    dispute_id = new_id(Dispute)
    act.publish(
        SeverityDisputed(**act.envelope, dispute_id=dispute_id, severity=severity, due_at=due_at, reason=reason_text)
    )
    act.touch()
    return dispute_id


@operation
def withdraw_dispute(*, ticket_id: int, by: Actor, now: datetime) -> None:
    """Withdraw a dispute, as the customer; the vendor's severity holds as if it had not been contested."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="dispute")
    dispute = _open_dispute(act)
    act.publish(DisputeWithdrawn(**act.envelope, dispute_id=dispute.pk))
    act.touch()


@operation
def rule_severity(*, ticket_id: int, severity: str, reason: str, by: Actor, now: datetime) -> None:
    """Rule on a dispute, as an arbiter, with reasons; any severity is possible."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="rule")
    dispute = _open_dispute(act)
    need_independence(act, "dispute", dispute.opened_at)
    _level(act, severity)
    reason_text = checks.reason(reason)
    act.publish(SeverityRuled(**act.envelope, dispute_id=dispute.pk, severity=severity, reason=reason_text))
    act.touch()


def _level(act: Act, severity: str) -> None:
    checks.choice(severity, field="severity", among=[level.id for level in act.terms.severities])


def _refuse_machine(act: Act, severity: str) -> None:
    """Refuse a lower severity from a machine token of the vendor, because it extends or ends clocks."""
    order = [level.id for level in act.terms.severities]
    lower = order.index(severity) > order.index(act.ticket.severity)
    if lower and act.by.is_machine and act.by.is_staff:
        raise NotAllowed("needs_a_person", field="severity")


def _hold_floor(act: Act, severity: str, basis: str, since: datetime | None) -> None:
    floor = floors.floor_for(act.terms, floors.grounds_of(act.ticket.pk), basis=basis, since=since)
    if floor is not None and floors.below(act.terms, severity, floor):
        raise BelowFloor(severity, floor)


def _open_dispute(act: Act) -> Dispute:
    dispute = Dispute.objects.filter(ticket=act.ticket, state=Dispute.State.OPEN).first()
    if dispute is None:
        raise CannotAct("no_open_dispute")
    return dispute
