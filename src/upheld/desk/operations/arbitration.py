"""Checks the independence of arbiters, and records the customer's agreement to one."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk.errors import CannotAct, NotIndependent
from upheld.desk.events import ArbiterAgreed
from upheld.desk.operations.act import Act, begin
from upheld.desk.queries.arbitration import conflicts_of, joined_late, open_cases
from upheld.desk.queries.cases import open_case_ids
from upheld.operations.bus import operation


def need_independence(act: Act, kind: str, opened_at: datetime) -> None:
    """Raise ``NotIndependent`` if the acting person of the vendor may not rule on this case."""
    if not act.by.is_staff:
        return
    conflicts = conflicts_of(ticket_id=act.ticket.pk, person=act.by, kind=kind, opened_at=opened_at)
    if conflicts:
        raise NotIndependent(conflicts)


@operation
def agree_to_arbiter(*, ticket_id: int, arbiter_id: int, by: Actor, now: datetime) -> None:
    """Agree, as the customer, to an arbiter who was appointed after a case opened, or by themselves.

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
