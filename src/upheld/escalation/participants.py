"""Loads the participants of tickets, in a fixed number of statements for any number of tickets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection


@dataclass(slots=True)
class Participants:
    """The people of a ticket by their role in it."""

    organisation_id: int
    organisation: str
    subject: str
    requester_id: int
    assignee_id: int | None
    watchers: set[int] = field(default_factory=set)
    throttled: set[str] = field(default_factory=set)
    """Addresses that have reached the hourly limit of separate mails about this ticket."""
    mentioned: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The mentioned people by message id."""

    def of_act(self, message_ids: Iterable[int], *, internal: bool) -> set[int]:
        """Return who is notified about an act. For an internal note: the people it mentions, and the assignee."""
        user_ids = {self.assignee_id} | {user_id for message in message_ids for user_id in self.mentioned[message]}
        if not internal:
            user_ids |= {self.requester_id} | self.watchers
        return {user_id for user_id in user_ids if user_id is not None}

    def only_follows(self, user_id: int, message_ids: Iterable[int]) -> bool:
        """Whether a person is notified about an act only because they follow the ticket."""
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
    """Load the participants of these tickets, and whom these messages mention, in at most two statements.

    An address that got ``most`` mails about a ticket after ``since`` is throttled.
    """
    messages = list(message_ids)
    tickets = {}
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, [since, most, list(set(ticket_ids))])
        for pk, owner, name, subject, requester, assignee, watchers, throttled in cursor.fetchall():
            tickets[pk] = Participants(owner, name, subject, requester, assignee, set(watchers), set(throttled))
        if messages:
            cursor.execute(MENTIONS, [messages])
            for ticket_id, message_id, user_id in cursor.fetchall():
                tickets[ticket_id].mentioned[message_id].add(user_id)
    return tickets
