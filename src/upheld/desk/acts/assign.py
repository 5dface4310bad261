"""Assigns a ticket to a support group and a person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from upheld.accounts.actor import Actor
from upheld.accounts.models import GroupMember, Membership, SupportGroup
from upheld.accounts.roles import STAFF_ROLES
from upheld.desk.act import begin
from upheld.desk.act_fields import Number
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.errors import CannotAct, NotFound
from upheld.desk.events import TicketAssigned
from upheld.desk.permissions import CORRESPONDENTS


@ticket_act(
    "assign",
    roles=CORRESPONDENTS,
    route=Route(
        tag="Handling",
        path="assignment",
        method="PUT",
        shape=Shape("Assignment", "The support group and the person in it; null is nobody."),
        operation_id="assign_ticket",
    ),
)
def assign(
    *,
    ticket_id: int,
    group_id: Annotated[int | None, Number(meaning="A support group, or null.")],
    assignee_id: Annotated[int | None, Number(meaning="One of the vendor's people, in the group if one is given.")],
    by: Actor,
    now: datetime,
) -> None:
    """Give the ticket to a support group, and to a person in it (or to nobody)."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="assign")
    _check_group(group_id)
    _check_assignee(assignee_id, group_id)
    if (act.ticket.group_id, act.ticket.assignee_id) == (group_id, assignee_id):
        return
    act.ticket.group_id, act.ticket.assignee_id = group_id, assignee_id
    act.ticket.save(update_fields=["group", "assignee"])
    act.publish(TicketAssigned(**act.envelope, group_id=group_id, assignee_id=assignee_id))


def _check_group(group_id: int | None) -> None:
    if group_id is not None and not SupportGroup.objects.filter(pk=group_id).exists():
        raise NotFound("no_such_group", field="group")


def _check_assignee(assignee_id: int | None, group_id: int | None) -> None:
    if assignee_id is None:
        return
    staff = Membership.objects.filter(user_id=assignee_id, role__in=STAFF_ROLES, user__is_active=True)
    if not staff.exists():
        raise NotFound("no_such_person", field="assignee")
    if group_id and not GroupMember.objects.filter(group_id=group_id, user_id=assignee_id).exists():
        raise CannotAct("not_in_group", field="assignee")
