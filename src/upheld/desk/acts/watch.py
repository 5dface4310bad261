"""Adds and removes followers of a ticket."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.models import Membership
from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES
from upheld.desk.act import begin
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.errors import CannotAct, NotAllowed, NotFound
from upheld.desk.models import Ticket, Watcher
from upheld.desk.permissions import CUSTOMER, STAFF

WATCHERS_MAX = 50


@ticket_act(
    "watch",
    roles=CUSTOMER | STAFF,
    route=Route(tag="Handling", path="watchers/{user_id}", method="PUT", operation_id="watch_ticket"),
)
def watch(*, ticket_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Let someone who may read the ticket follow it. Customers add only people of their own."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="watch")
    if not _may_follow(act.ticket, user_id, by):
        raise NotFound("no_such_person", field="user")
    if Watcher.objects.filter(ticket=act.ticket).count() >= WATCHERS_MAX:
        raise CannotAct("too_many", field="user", most=WATCHERS_MAX)
    Watcher.objects.get_or_create(
        ticket=act.ticket, user_id=user_id, defaults={"organisation_id": act.ticket.organisation_id}
    )


def _may_follow(ticket: Ticket, user_id: int, by: Actor) -> bool:
    memberships = Membership.objects.filter(user_id=user_id, user__is_active=True)
    readers = memberships.filter(organisation_id=ticket.organisation_id, role__in=CUSTOMER_ROLES)
    if by.is_system or by.is_staff:
        readers |= memberships.filter(role__in=STAFF_ROLES)
    return readers.exists()


@ticket_act(
    "watch",
    roles=CUSTOMER | STAFF,
    route=Route(tag="Handling", path="watchers/{user_id}", method="DELETE", operation_id="unwatch_ticket"),
)
def unwatch(*, ticket_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Remove a follower. Customers remove only themselves."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="watch")
    if not (by.is_system or by.is_staff) and user_id != by.id:
        raise NotAllowed("may_not_watch")
    Watcher.objects.filter(ticket=act.ticket, user_id=user_id).delete()
