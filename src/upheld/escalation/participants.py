"""Who takes part in a ticket: loaded for any number of tickets in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection


@dataclass(slots=True)
class Participants:
    """A ticket's people by their part in it."""

    organisation_id: int
    organisation: str
    subject: str
    requester_id: int
    assignee_id: int | None
    watchers: set[int] = field(default_factory=set)
    told_often: set[str] = field(default_factory=set)
    """Addresses that got as many mails about acts on this ticket as are sent one by one."""
    mentioned: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """By message."""

    def of_act(self, message_ids: Iterable[int], *, internal: bool) -> set[int]:
        """Whom an act is told: an internal note only those it names and the assignee."""
        found = {self.assignee_id} | {one for message in message_ids for one in self.mentioned[message]}
        if not internal:
            found |= {self.requester_id} | self.watchers
        return {one for one in found if one is not None}

    def only_follows(self, user_id: int, message_ids: Iterable[int]) -> bool:
        """Whether someone is told of an act for no other reason than following the ticket."""
        named = {user for message in message_ids for user in self.mentioned[message]}
        return user_id in self.watchers and user_id not in {self.requester_id, self.assignee_id, *named}


TICKETS = """
    SELECT ticket.id, ticket.organisation_id, customer.name, ticket.subject, ticket.requester_id, ticket.assignee_id,
        ARRAY(SELECT user_id FROM desk_watcher watcher WHERE watcher.ticket_id = ticket.id),
        ARRAY(
            SELECT parcel.recipient FROM common_parcel parcel
            WHERE parcel.ticket_id = ticket.id AND parcel.template = 'act' AND parcel.created_at > %s
            GROUP BY parcel.recipient HAVING count(*) >= %s
        )
    FROM desk_ticket ticket JOIN accounts_organisation customer ON customer.id = ticket.organisation_id
    WHERE ticket.id = ANY(%s)
"""
MENTIONS = """
    SELECT message.ticket_id, message.id, mention.user_id
    FROM desk_mention mention JOIN desk_message message ON message.id = mention.message_id
    WHERE mention.message_id = ANY(%s)
"""


def participants(
    ticket_ids: Iterable[int], message_ids: Iterable[int], *, since: datetime, most: int
) -> dict[int, Participants]:
    """The people of these tickets, and whom these messages name; two statements, or one without messages.

    Who got ``most`` mails about acts on a ticket after ``since`` was told often.
    """
    messages = list(message_ids)
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, [since, most, list(set(ticket_ids))])
        for pk, owner, name, subject, requester, assignee, watchers, told_often in cursor.fetchall():
            found[pk] = Participants(owner, name, subject, requester, assignee, set(watchers), set(told_often))
        if messages:
            cursor.execute(MENTIONS, [messages])
            for ticket_id, message_id, user_id in cursor.fetchall():
                found[ticket_id].mentioned[message_id].add(user_id)
    return found
