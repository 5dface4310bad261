"""The customer withdraws a ticket, alone or as a duplicate of an earlier one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from upheld.accounts.actor import Actor
from upheld.desk import merging
from upheld.desk.act import begin
from upheld.desk.act_fields import Number
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.events import TicketCancelled
from upheld.desk.permissions import CUSTOMER

FACTS = ("ticket_cancelled",)


@ticket_act(
    "withdraw",
    roles=CUSTOMER,
    facts=FACTS,
    route=Route(tag="Endings", path="withdrawal"),
)
def withdraw_ticket(*, ticket_id: int, by: Actor, now: datetime) -> None:
    """Withdraw the ticket, as the customer: undecided clocks are cancelled."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="withdraw")
    act.publish(TicketCancelled(**act.envelope, reason="withdrawn"))
    act.touch()


@ticket_act(
    "withdraw",
    roles=CUSTOMER,
    facts=FACTS,
    route=Route(tag="Endings", path="merge", shape=Shape("Merge", "The earlier ticket that goes on.")),
)
def merge_duplicate(*, ticket_id: int, into_id: Annotated[int, Number()], by: Actor, now: datetime) -> None:
    """Say, as the customer, that this is a duplicate of an earlier ticket of theirs: it ends at once."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="withdraw")
    into = merging.surviving(act, into_id)
    act.publish(TicketCancelled(**act.envelope, reason="duplicate"))
    merging.merge(act, into)
    act.touch()
