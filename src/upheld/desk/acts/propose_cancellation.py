"""The vendor proposes to end a duplicate or an out-of-scope ticket. Its clocks run on until the other side agrees."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from upheld.accounts.actor import Actor
from upheld.desk import checks, merging
from upheld.desk.act import begin, new_id
from upheld.desk.act_fields import Number, Text
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.errors import CannotAct
from upheld.desk.events import CancellationProposed
from upheld.desk.limits import REASON_MAX
from upheld.desk.models import Cancellation
from upheld.desk.permissions import HANDLING
from upheld.sla import read_fact


@ticket_act(
    "propose_cancellation",
    roles=HANDLING,
    facts=("ticket_cancelled",),
    route=Route(
        tag="Endings",
        path="cancellations",
        shape=Shape("Proposal", "Why the ticket should end; a duplicate names the earlier ticket that goes on."),
    ),
)
def propose_cancellation(
    *,
    ticket_id: int,
    reason: Literal["duplicate", "out_of_scope"],
    note: Annotated[str, Text(REASON_MAX, least=1, example="The same outage as the earlier ticket.")],
    by: Actor,
    now: datetime,
    into_id: Annotated[int | None, Number()] = None,
) -> int:
    """Propose, as the vendor, to end the ticket; its clocks run on until it is agreed to. Returns the proposal's id.

    For a duplicate, ``into_id`` is the ticket that continues: of the same customer and filed earlier, because the
    clocks of the earlier filing count.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="propose_cancellation")
    checks.choice(reason, field="reason", among=Cancellation.REASONS)
    if Cancellation.objects.filter(ticket=act.ticket, state=Cancellation.State.PROPOSED).exists():
        raise CannotAct("already_proposed")
    checks.room(Cancellation, act.ticket)
    into = merging.surviving(act, into_id) if reason == "duplicate" else None
    act.check(read_fact({"at": act.at.isoformat(), "type": "ticket_cancelled", "reason": reason}))
    proposal = CancellationProposed(
        **act.envelope,
        proposal_id=new_id(Cancellation),
        reason=reason,
        into_id=into.pk if into else None,
        note=checks.reason(note, field="note"),
    )
    act.publish(proposal)
    act.touch()
    return proposal.proposal_id
