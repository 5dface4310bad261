"""Messages of a ticket, and the entries of its ledger."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query

from upheld.api.resources.tickets.shapes import HistoryEntry, Message
from upheld.api.wire.callers import actor_of
from upheld.api.wire.cursors import PageQuery, read_id_cursor
from upheld.api.wire.fields import Id
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Page, to_schemas
from upheld.desk.queries import history_page, message_page
from upheld.operations.errors import NotFound

conversation = Resource("Conversation")


@conversation.read("/tickets/{ticket_id}/messages", Page[Message])
def list_messages(request: HttpRequest, ticket_id: Id, query: Query[PageQuery]) -> Page[Message]:
    """What was said on a ticket, the newest first; to the vendor's staff its notes too."""
    page = message_page(
        ticket_id=ticket_id, actor=actor_of(request), before=read_id_cursor(query.cursor), limit=query.limit
    )
    if page is None:
        raise NotFound
    return Page[Message](items=to_schemas(Message, page.items), next=page.after)


@conversation.read("/tickets/{ticket_id}/history", Page[HistoryEntry])
def list_history(request: HttpRequest, ticket_id: Id, query: Query[PageQuery]) -> Page[HistoryEntry]:
    """What the ledger holds about a ticket, the newest first; to the vendor's staff what tells of notes too."""
    page = history_page(
        ticket_id=ticket_id, actor=actor_of(request), before=read_id_cursor(query.cursor), limit=query.limit
    )
    if page is None:
        raise NotFound
    return Page[HistoryEntry](items=to_schemas(HistoryEntry, page.items), next=page.after)
