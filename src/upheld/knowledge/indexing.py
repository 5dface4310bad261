"""Builds the search rows of tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from upheld.database import send_later
from upheld.desk.models import Message, Ticket
from upheld.knowledge.lexemes import vector
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation

BATCH = 200
"""Tickets indexed in one transaction."""
FILE = """
    INSERT INTO knowledge_searchrow (ticket_id, organisation_id, public, everything)
    VALUES (%s, %s, %s::tsvector, %s::tsvector)
    ON CONFLICT (ticket_id) DO UPDATE SET public = excluded.public, everything = excluded.everything
"""


def reindex(ticket_ids: Iterable[int]) -> None:
    """Rebuild the search rows of these tickets. The caller has locked their accounts."""
    for ticket in Ticket.objects.filter(pk__in=list(ticket_ids)).select_related("product"):
        messages = list(Message.objects.filter(ticket=ticket).order_by("pk").values_list("kind", "body"))
        public = [body for kind, body in messages if kind == Message.Kind.PUBLIC]
        notes = [body for kind, body in messages if kind == Message.Kind.INTERNAL]
        everything = _of(ticket, public + notes) if notes else None
        send_later(FILE, [ticket.pk, ticket.organisation_id, _of(ticket, public), everything])


def _of(ticket: Ticket, bodies: list[str]) -> str:
    about = " ".join(
        (ticket.product.slug, ticket.component, ticket.platform, ticket.sdk_version, ticket.region, *ticket.tags)
    )
    title = f"#{ticket.pk} {ticket.subject}"
    return vector([(title, "A"), (about, "B"), *((body, "D") for body in bodies)])


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
    ledger.lock_all(organisation_ids=owners.values(), now=now)
    reindex(owners)
