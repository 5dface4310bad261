"""Who takes part in a ticket: loaded for any number of tickets in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from upheld.desk.models import Mention, Ticket, Watcher


@dataclass(slots=True)
class Participants:
    """A ticket's people by their part in it."""

    organisation_id: int
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


def participants(ticket_ids: Iterable[int], message_ids: Iterable[int]) -> dict[int, Participants]:
    """The people of these tickets, and whom these messages name."""
    ids, messages = set(ticket_ids), list(message_ids)
    rows = Ticket.objects.filter(pk__in=ids)
    names = ("organisation_id", "subject", "requester_id", "assignee_id")
    found = {pk: Participants(*rest) for pk, *rest in rows.values_list("pk", *names)}
    for ticket_id, user_id in Watcher.objects.filter(ticket__in=ids).values_list("ticket_id", "user_id"):
        found[ticket_id].watchers.add(user_id)
    if messages:
        named = Mention.objects.filter(message__in=messages)
        for ticket_id, message_id, user_id in named.values_list("message__ticket_id", "message_id", "user_id"):
            found[ticket_id].mentioned[message_id].add(user_id)
    return found
