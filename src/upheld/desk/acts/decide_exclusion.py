"""The customer or an arbiter decides an exclusion claim."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from upheld.accounts.actor import Actor
from upheld.accounts.roles import Role
from upheld.desk import checks
from upheld.desk.act import begin, find, need_independence
from upheld.desk.act_fields import Text
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.errors import CannotAct
from upheld.desk.events import ExclusionAccepted, ExclusionRejected
from upheld.desk.limits import REASON_MAX
from upheld.desk.models import ExclusionClaim
from upheld.desk.permissions import ARBITER, CUSTOMER


@ticket_act(
    "decide_exclusion",
    roles=CUSTOMER | ARBITER,
    facts=("exclusion_accepted",),
    personal=True,
    route=Route(
        tag="Cases",
        path="exclusions/{claim_id}/decisions",
        shape=Shape(
            "Decision", "Whether the claim is accepted; a rejection and a decision of the arbiter need a reason."
        ),
    ),
)
def decide_exclusion(
    *,
    ticket_id: int,
    claim_id: int,
    accepted: bool,
    reason: Annotated[str, Text(REASON_MAX)] = "",
    by: Actor,
    now: datetime,
) -> None:
    """Decide a claim, once as the customer and once as the arbiter, whose decision is final.

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
