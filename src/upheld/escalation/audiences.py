"""Loads the people behind each audience of a ticket, in a fixed number of statements for any number of tickets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from upheld.accounts.models import Membership, SupportGroup
from upheld.accounts.roles import Role
from upheld.database import ask
from upheld.desk.models import Ticket
from upheld.escalation.models import WebhookEndpoint
from upheld.escalation.people import Person, people
from upheld.escalation.planning import ADMIN, MANAGER, Audiences

REACHED = "escalation.reached"
ROLES = {Role.SUPPORT_MANAGER.value: MANAGER, Role.ADMIN.value: ADMIN, Role.EXPERT.value: "expert"}


@dataclass(frozen=True, slots=True)
class EscalatedTicket:
    """The columns of a ticket that decide who is notified."""

    id: int
    organisation_id: int
    contract_version_id: int | None
    group_id: int | None
    assignee_id: int | None
    csm_id: int | None


def escalated_tickets(ticket_ids: Iterable[int]) -> dict[int, EscalatedTicket]:
    """Load these tickets in one statement."""
    names = ("pk", "organisation_id", "contract_version_id", "group_id", "assignee_id", "organisation__csm_id")
    rows = Ticket.objects.filter(pk__in=set(ticket_ids)).values_list(*names)
    return {row[0]: EscalatedTicket(*row) for row in rows}


def audiences_of(tickets: Iterable[EscalatedTicket]) -> dict[int, Audiences]:
    """Return, by ticket: assignee, group, experts, customer manager, managers, administrators and endpoints."""
    tickets = list(tickets)
    groups, experts = _members({ticket.group_id for ticket in tickets if ticket.group_id})
    shared = _by_role()
    shared["expert"] = experts or shared["expert"]
    own = {ticket.id: _own(ticket, groups) for ticket in tickets}
    persons = people(_everyone(shared, own.values()))
    endpoints = tuple(_endpoints())
    return {
        ticket_id: Audiences(people=_resolved({**shared, **ids}, persons), endpoints=endpoints)
        for ticket_id, ids in own.items()
    }


MEMBERS = """
    SELECT member.group_id, support.line, member.user_id
    FROM accounts_groupmember member JOIN accounts_supportgroup support ON support.id = member.group_id
    WHERE support.line = %s OR support.id = ANY(%s) ORDER BY member.id
"""


def _members(group_ids: set[int]) -> tuple[dict[int, list[int]], list[int]]:
    """Return the members by group, and the members of the expert groups."""
    groups: dict[int, list[int]] = defaultdict(list)
    experts: list[int] = []
    for group_id, line, user_id in ask(MEMBERS, [SupportGroup.Line.EXPERT.value, list(group_ids)]):
        groups[group_id].append(user_id)
        if line == SupportGroup.Line.EXPERT:
            experts.append(user_id)
    return groups, experts


def _by_role() -> dict[str, list[int]]:
    members: dict[str, list[int]] = {audience: [] for audience in ROLES.values()}
    rows = Membership.objects.filter(role__in=list(ROLES)).order_by("pk").values_list("role", "user_id")
    for role, user_id in rows:
        members[ROLES[role]].append(user_id)
    return members


def _own(ticket: EscalatedTicket, groups: Mapping[int, list[int]]) -> dict[str, list[int]]:
    return {
        "assignee": [ticket.assignee_id] if ticket.assignee_id else [],
        "group": groups.get(ticket.group_id, []) if ticket.group_id else [],
        "csm": [ticket.csm_id] if ticket.csm_id else [],
    }


def _everyone(shared: Mapping[str, list[int]], own: Iterable[Mapping[str, list[int]]]) -> set[int]:
    return {pk for ids in (shared, *own) for group in ids.values() for pk in group}


def _resolved(ids: Mapping[str, Sequence[int]], persons: Mapping[int, Person]) -> dict[str, list[Person]]:
    return {
        audience: [persons[pk] for pk in dict.fromkeys(group) if pk in persons and persons[pk].is_staff]
        for audience, group in ids.items()
    }


def _endpoints() -> Iterable[int]:
    rows = WebhookEndpoint.objects.filter(organisation=None, disabled_at=None).order_by("pk")
    for pk, events in rows.values_list("pk", "events"):
        if not events or REACHED in events:
            yield pk
