"""The customer agrees to an arbiter."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk.act import begin
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.errors import CannotAct
from upheld.desk.events import ArbiterAgreed
from upheld.desk.permissions import CUSTOMER
from upheld.desk.queries.arbitration import joined_late, open_cases
from upheld.desk.queries.cases import open_case_ids


@ticket_act(
    "agree_arbiter",
    roles=CUSTOMER,
    route=Route(tag="Cases", path="arbiters/{arbiter_id}/agreement"),
)
def agree_to_arbiter(*, ticket_id: int, arbiter_id: int, by: Actor, now: datetime) -> None:
    """Agree, as the customer, that an arbiter rules who was appointed after a case opened, or by themselves.

    The agreement applies to open and later cases of this ticket, until the arbiter is appointed again. Only people who
    belonged to the customer at the filing can agree, because the vendor's staff may invite people into a customer's
    organisation and must not agree with themselves.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="agree_arbiter")
    views = open_cases(ticket_id, open_case_ids(ticket_id), by)
    if not any(
        candidate.person.id == arbiter_id and candidate.by_agreement for view in views for candidate in view.candidates
    ):
        raise CannotAct("nothing_to_agree", field="arbiter")
    if joined_late(act.ticket.organisation_id, act.ticket.filed_at, by):
        raise CannotAct("joined_later", field="arbiter")
    act.publish(ArbiterAgreed(**act.envelope, arbiter_id=arbiter_id))
    act.touch()
