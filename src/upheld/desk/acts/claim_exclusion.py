"""The vendor claims, under a clause of the contract, that time does not count."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from upheld.accounts.actor import Actor
from upheld.desk import checks
from upheld.desk.act import begin, new_id
from upheld.desk.act_fields import Text, Values
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.events import ExclusionClaimed
from upheld.desk.instants import in_utc
from upheld.desk.limits import CLAUSE_MAX, REASON_MAX
from upheld.desk.models import ExclusionClaim
from upheld.desk.permissions import HANDLING

SCOPES = ("interval", "ticket")


@ticket_act(
    "claim_exclusion",
    roles=HANDLING,
    facts=("exclusion_claimed",),
    route=Route(
        tag="Cases",
        path="exclusions",
        shape=Shape("Claim", "A clause of the contract, the time it is about, and the evidence."),
    ),
)
def claim_exclusion(
    *,
    ticket_id: int,
    clause: Annotated[str, Text(CLAUSE_MAX, least=1, example="third_party_network")],
    by: Actor,
    now: datetime,
    scope: Literal["interval", "ticket"] | None = None,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    evidence: Annotated[str, Text(REASON_MAX, example="The carrier's incident report, 08:00 to 09:30.")] = "",
    fields: Annotated[
        Mapping[str, object] | None,
        Values(example=(("sdk_version", "3.9.1"),), meaning="Each piece of evidence that the clause names."),
    ] = None,
) -> int:
    """Claim that time does not count. Only an accepted claim has an effect. Returns the claim's id.

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
        evidence=checks.text(evidence, field="evidence", most=REASON_MAX, least=0 if field_values else 1),
        fields=json.dumps(field_values, sort_keys=True, ensure_ascii=False) if field_values else None,
    )
    act.publish(claim)
    act.touch()
    return claim.claim_id
