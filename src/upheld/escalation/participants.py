"""Who takes part in a ticket: loaded for any number of tickets in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

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
        ARRAY(SELECT user_id FROM desk_watcher watcher WHERE watcher.ticket_id = ticket.id)
    FROM desk_ticket ticket JOIN accounts_organisation customer ON customer.id = ticket.organisation_id
    WHERE ticket.id = ANY(%s)
"""
MENTIONS = """
    SELECT message.ticket_id, message.id, mention.user_id
    FROM desk_mention mention JOIN desk_message message ON message.id = mention.message_id
    WHERE mention.message_id = ANY(%s)
"""


def participants(ticket_ids: Iterable[int], message_ids: Iterable[int]) -> dict[int, Participants]:
    """The people of these tickets, and whom these messages name; two statements, or one without messages."""
    messages = list(message_ids)
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TICKETS, [list(set(ticket_ids))])
        for pk, organisation_id, organisation, subject, requester_id, assignee_id, watchers in cursor.fetchall():
            found[pk] = Participants(organisation_id, organisation, subject, requester_id, assignee_id, set(watchers))
        if messages:
            cursor.execute(MENTIONS, [messages])
            for ticket_id, message_id, user_id in cursor.fetchall():
                found[ticket_id].mentioned[message_id].add(user_id)
    return found
