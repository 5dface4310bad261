"""Assignment, description, followers and links of a ticket. Clocks are not affected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.models import GroupMember, Membership, SupportGroup
from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES
from upheld.desk.errors import CannotAct, NotAllowed, NotFound
from upheld.desk.events import TicketAssigned, TicketDescribed
from upheld.desk.models import Ticket, TicketLink, Watcher
from upheld.desk.operations import checks, dimensions
from upheld.desk.operations.act import begin
from upheld.operations.bus import operation

WATCHERS_MAX = 50


@operation
def assign(*, ticket_id: int, group_id: int | None, assignee_id: int | None, by: Actor, now: datetime) -> None:
    """Assign a ticket to a support group, and to a person in it (or to nobody)."""
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


@operation
def describe(
    *,
    ticket_id: int,
    by: Actor,
    now: datetime,
    component: str | None = None,
    platform: str | None = None,
    sdk_version: str | None = None,
    region: str | None = None,
    tags: Sequence[str] | None = None,
) -> None:
    """Change a ticket's component, platform, SDK version, region or tags; ``None`` leaves a field unchanged."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="describe")
    fields = {"component": component, "platform": platform, "sdk_version": sdk_version, "region": region}
    values: dict[str, object] = {
        name: checks.optional(value, field=name) for name, value in fields.items() if value is not None
    }
    if tags is not None:
        values["tags"] = checks.tags(tags)
    before = {name: getattr(act.ticket, name) for name, value in values.items() if getattr(act.ticket, name) != value}
    if not before:
        return
    for name in before:
        setattr(act.ticket, name, values[name])
    act.ticket.save(update_fields=before.keys())
    if before.pop("tags", None) is not None:
        act.publish(TicketDescribed(**act.envelope, changed=("tags",)))
    if before:
        dimensions.record(act, before)


@operation
def watch(*, ticket_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Add a follower, who must be allowed to read the ticket. Customers add only people of their own."""
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


@operation
def unwatch(*, ticket_id: int, user_id: int, by: Actor, now: datetime) -> None:
    """Remove a follower. Customers remove only themselves."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="watch")
    if not (by.is_system or by.is_staff) and user_id != by.id:
        raise NotAllowed("may_not_watch")
    Watcher.objects.filter(ticket=act.ticket, user_id=user_id).delete()


@operation
def link(*, ticket_id: int, other_id: int, by: Actor, now: datetime) -> None:
    """Link two tickets of one customer."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="link")
    other = Ticket.objects.filter(pk=other_id, organisation_id=act.ticket.organisation_id).first()
    if other is None or other.pk == act.ticket.pk:
        raise NotFound("no_such_ticket", field="other", number=other_id)
    TicketLink.objects.get_or_create(
        organisation_id=other.organisation_id, ticket=act.ticket, other=other, kind="related"
    )


@operation
def unlink(*, ticket_id: int, other_id: int, by: Actor, now: datetime) -> None:
    """Remove a link, from either side; the link of a duplicate stays."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="link")
    pairs = TicketLink.objects.filter(kind="related")
    pairs.filter(ticket=act.ticket, other_id=other_id).delete()
    pairs.filter(ticket_id=other_id, other=act.ticket).delete()
