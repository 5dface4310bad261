"""Exclusion claims of the vendor, and the decisions of the customer or the arbiter on them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.roles import Role
from upheld.desk.errors import CannotAct
from upheld.desk.events import ExclusionAccepted, ExclusionClaimed, ExclusionRejected
from upheld.desk.instants import in_utc
from upheld.desk.models import ExclusionClaim
from upheld.desk.operations import checks
from upheld.desk.operations.act import begin, find, new_id
from upheld.desk.operations.arbitration import need_independence
from upheld.operations.bus import operation

SCOPES = ("interval", "ticket")


@operation
def claim_exclusion(
    *,
    ticket_id: int,
    clause: str,
    evidence: str,
    by: Actor,
    now: datetime,
    scope: str | None = None,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    fields: Mapping[str, object] | None = None,
) -> int:
    """Claim that time does not count, and return the claim's id. Only an accepted claim has an effect.

    ``fields`` holds each piece of evidence that the clause names; ``evidence`` is a text, required if the clause
    names none. Raises ``CannotAct`` (``evidence_missing``), ``WrongEvidence``.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="claim_exclusion")
    clauses = {exclusion.id: exclusion for exclusion in act.terms.exclusions}
    checks.choice(clause, field="clause", among=list(clauses))
    checks.room(ExclusionClaim, act.ticket)
    field_values = checks.claim_fields(fields or {}, clauses[clause], act.terms)
    claim = ExclusionClaimed(
        **act.envelope,
        claim_id=new_id(ExclusionClaim),
        clause=clause,
        scope=checks.choice(scope or clauses[clause].scope, field="scope", among=SCOPES),
        from_at=in_utc(from_at, field="from_at"),
        to_at=in_utc(to_at, field="to_at"),
        evidence=checks.text(evidence, field="evidence", most=checks.REASON_MAX, least=0 if field_values else 1),
        fields=json.dumps(field_values, sort_keys=True, ensure_ascii=False) if field_values else None,
    )
    act.publish(claim)
    act.touch()
    return claim.claim_id


@operation
def decide_exclusion(*, ticket_id: int, claim_id: int, accepted: bool, reason: str, by: Actor, now: datetime) -> None:
    """Decide a claim. The customer and the arbiter decide once each; the arbiter's decision is final.

    A rejection and every decision of the arbiter need a reason.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_exclusion")
    claim = find(act, ExclusionClaim, claim_id, "no_such_claim")
    arbiter = Role.ARBITER in by.staff_roles
    decided = claim.arbiter_decision or ("" if arbiter else claim.customer_decision)
    if decided:
        raise CannotAct("already_decided", field="claim")
    if arbiter:
        need_independence(act, "exclusion", claim.claimed_at)
    reason_text = checks.reason(reason) if reason or arbiter or not accepted else ""
    kind = ExclusionAccepted if accepted else ExclusionRejected
    act.publish(kind(**act.envelope, claim_id=claim.pk, by="arbiter" if arbiter else "customer", reason=reason_text))
    act.touch()
