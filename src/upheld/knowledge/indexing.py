"""Builds the search rows of tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from django.db.models import QuerySet
from django.db.models.functions import Left

from upheld.database import send_later
from upheld.desk.models import Message, Ticket
from upheld.knowledge.lexemes import MESSAGE_BYTES, TEXT_MAX, TICKET_BYTES, Vector, vector
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation

BATCH = 50
"""Tickets indexed in one transaction; their rows are in memory together."""
CHUNK = 20
"""Messages read at a time."""
REINDEXED_BYTES = TICKET_BYTES - MESSAGE_BYTES
"""What a row written anew takes at most: further messages find room before it is written again."""
MESSAGES_MAX = 1_000
"""The most messages of a ticket that a row written anew holds."""
WRITE = """
    INSERT INTO knowledge_searchrow (ticket_id, organisation_id, public, everything, size)
    VALUES (%s, %s, %s::tsvector, %s::tsvector, %s) ON CONFLICT (ticket_id) DO UPDATE
    SET public = excluded.public, everything = excluded.everything, size = excluded.size
"""


def write(ticket_id: int, organisation_id: int, public: Vector, everything: Vector | None = None) -> None:
    """Write the search row of a ticket."""
    size = max(public.size, everything.size if everything else 0)
    literal = everything.literal if everything else None
    send_later(WRITE, [ticket_id, organisation_id, public.literal, literal, size])


def reindex(ticket_ids: Iterable[int]) -> None:
    """Rebuild the search rows of these tickets. The caller has locked their accounts.

    A row holds the subject, the properties and the description, then the newest messages, as far as they fit.
    """
    for ticket in Ticket.objects.filter(pk__in=list(ticket_ids)).select_related("product"):
        messages = Message.objects.filter(ticket=ticket)
        public = messages.filter(kind=Message.Kind.PUBLIC)
        noted = messages.filter(kind=Message.Kind.INTERNAL).exists()
        write(ticket.pk, ticket.organisation_id, _of(ticket, public), _of(ticket, messages) if noted else None)


def _of(ticket: Ticket, messages: QuerySet[Message]) -> Vector:
    about = " ".join(
        (ticket.product.slug, ticket.component, ticket.platform, ticket.sdk_version, ticket.region, *ticket.tags)
    )
    title = f"#{ticket.pk} {ticket.subject}"
    parts = chain([(title, "A"), (about, "B")], ((text, "D") for text in _texts(messages)))
    return vector(parts, REINDEXED_BYTES)


def _texts(messages: QuerySet[Message]) -> Iterator[str]:
    """Yields the first message and then the newest; those that are not taken are not read."""
    bodies = messages.values_list("pk", Left("body", TEXT_MAX))
    for first, text in bodies.order_by("pk")[:1]:
        yield text
        yield from islice(_newest(bodies.filter(pk__gt=first).order_by("-pk")), MESSAGES_MAX)


def _newest(bodies: QuerySet[Message, tuple[int, str]]) -> Iterator[str]:
    rows = list(bodies[:CHUNK])
    while rows:
        yield from (text for _, text in rows)
        rows = list(bodies.filter(pk__lt=rows[-1][0])[:CHUNK]) if len(rows) == CHUNK else []


def rebuild(*, now: datetime, batch: int = BATCH) -> Iterator[int]:
    """Rebuild all search rows in batches; yields the number of tickets done so far."""
    done = last = 0
    rows = Ticket.objects.order_by("pk").values_list("pk", "organisation_id")
    while owners := dict(rows.filter(pk__gt=last)[:batch]):
        _rebuild(owners, now)
        done, last = done + len(owners), max(owners)
        yield done


@operation
def _rebuild(owners: dict[int, int], now: datetime) -> None:
    # The locks prevent a reply between reading a ticket and writing its row.
    recorded = ledger.lock_whole(organisation_ids=owners.values(), now=now)
    reindex([ticket_id for ticket_id, owner in owners.items() if owner in recorded])
