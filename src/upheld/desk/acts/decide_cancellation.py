"""The customer or an arbiter decides a proposal to end a ticket."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import merging
from upheld.desk.act import begin, find, need_independence
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.errors import CannotAct
from upheld.desk.events import CancellationRefused, TicketCancelled
from upheld.desk.models import Cancellation
from upheld.desk.permissions import ARBITER, CUSTOMER


@ticket_act(
    "decide_cancellation",
    roles=CUSTOMER | ARBITER,
    facts=("ticket_cancelled",),
    personal=True,
    route=Route(
        tag="Endings",
        path="cancellations/{proposal_id}/decision",
        shape=Shape("Answer", "Whether the proposal is agreed to."),
    ),
)
def decide_cancellation(*, ticket_id: int, proposal_id: int, agreed: bool, by: Actor, now: datetime) -> None:
    """Agree to end the ticket, or refuse, as the customer or the arbiter; if refused, the ticket stays as it was."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_cancellation")
    proposal = find(act, Cancellation, proposal_id, "no_such_proposal")
    if proposal.state != Cancellation.State.PROPOSED:
        raise CannotAct("already_decided", field="proposal")
    need_independence(act, "cancellation", proposal.proposed_at)
    if agreed:
        act.publish(TicketCancelled(**act.envelope, reason=proposal.reason))
        merging.merge(act, proposal.into)
    else:
        act.publish(CancellationRefused(**act.envelope, proposal_id=proposal.pk))
    act.touch()
