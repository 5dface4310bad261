"""Ends a ticket without a resolution, and reopens it.

Only the customer withdraws a ticket. The vendor *proposes* to end a duplicate or an out-of-scope ticket; its clocks
run on until the customer or an arbiter agrees.
"""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk.errors import CannotAct, NotFound
from upheld.desk.events import CancellationProposed, CancellationRefused, Reopened, TicketCancelled, TicketMerged
from upheld.desk.models import Cancellation, Ticket, TicketLink
from upheld.desk.operations import checks, pinning
from upheld.desk.operations.act import Act, begin, find, new_id
from upheld.desk.operations.arbitration import need_independence
from upheld.operations.bus import operation
from upheld.sla import read_fact


@operation
def reopen(*, ticket_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Reopen a ticket, as the customer; the contract says which clocks run then."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="reopen")
    act.publish(Reopened(**act.envelope, reason=checks.reason(reason)))
    pinning.catch_up(act)
    act.touch()


@operation
def withdraw_ticket(*, ticket_id: int, by: Actor, now: datetime) -> None:
    """Withdraw a ticket, as the customer: undecided clocks are cancelled."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="withdraw")
    act.publish(TicketCancelled(**act.envelope, reason="withdrawn"))
    act.touch()


@operation
def propose_cancellation(
    *, ticket_id: int, reason: str, note: str, by: Actor, now: datetime, into_id: int | None = None
) -> int:
    """Propose to end a ticket and return the proposal's id; clocks run on until it is agreed to.

    For a duplicate, ``into_id`` is the ticket that continues: of the same customer and filed earlier, because the
    clocks of the earlier filing count.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="propose_cancellation")
    checks.choice(reason, field="reason", among=Cancellation.REASONS)
    if Cancellation.objects.filter(ticket=act.ticket, state=Cancellation.State.PROPOSED).exists():
        raise CannotAct("already_proposed")
    checks.room(Cancellation, act.ticket)
    into = _surviving(act, into_id) if reason == "duplicate" else None
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


@operation
def decide_cancellation(*, ticket_id: int, proposal_id: int, agreed: bool, by: Actor, now: datetime) -> None:
    """Decide a proposal to end a ticket, as the customer or an arbiter; if refused, the ticket stays as it was."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="decide_cancellation")
    proposal = find(act, Cancellation, proposal_id, "no_such_proposal")
    if proposal.state != Cancellation.State.PROPOSED:
        raise CannotAct("already_decided", field="proposal")
    need_independence(act, "cancellation", proposal.proposed_at)
    if agreed:
        act.publish(TicketCancelled(**act.envelope, reason=proposal.reason))
        _merge(act, proposal.into)
    else:
        act.publish(CancellationRefused(**act.envelope, proposal_id=proposal.pk))
    act.touch()


@operation
def merge_duplicate(*, ticket_id: int, into_id: int, by: Actor, now: datetime) -> None:
    """Merge a ticket into an earlier one, as the customer: it ends at once."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="withdraw")
    into = _surviving(act, into_id)
    act.publish(TicketCancelled(**act.envelope, reason="duplicate"))
    _merge(act, into)
    act.touch()


def _surviving(act: Act, into_id: int | None) -> Ticket:
    if into_id is None:
        raise CannotAct("no_survivor", field="into")
    into = Ticket.objects.filter(pk=into_id, organisation_id=act.ticket.organisation_id).first()
    if into is None or into.pk == act.ticket.pk:
        raise NotFound("no_such_ticket", field="into", number=into_id)
    if into.filed_at > act.ticket.filed_at:
        raise CannotAct("later_filing", field="into", number=into.pk)
    if into.state in Ticket.CLOSED:
        raise CannotAct("into_closed", field="into", number=into.pk)
    return into


def _merge(act: Act, into: Ticket | None) -> None:
    if into is None:
        return
    act.ticket.merged_into = into
    act.ticket.save(update_fields=["merged_into"])
    TicketLink.objects.get_or_create(
        organisation_id=into.organisation_id, ticket=into, other=act.ticket, kind="duplicate"
    )
    act.publish(TicketMerged(**act.envelope, into_id=into.pk))
