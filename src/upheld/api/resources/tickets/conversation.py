"""Messages of a ticket (replies, notes, requests for information), and the entries of its ledger."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.tickets.shapes import HistoryEntry, Message
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery, read_id_cursor
from upheld.api.wire.fields import NO_NUL, BodyId, BodyNumber, Id, Line, RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId, Page, to_schemas
from upheld.desk import operations as desk
from upheld.desk.queries import history_page, message_page
from upheld.operations.errors import NotFound

conversation = Resource("Conversation")
Body = Annotated[
    str,
    Field(
        min_length=1,
        max_length=50_000,
        pattern=NO_NUL,
        examples=["We can see it too; the cause is being looked for."],
    ),
]
Files = Annotated[list[BodyId], Field(max_length=10, description="Files that the caller uploaded to this ticket.")]


SeenRevision = Annotated[
    BodyNumber | None,
    Field(description="The ticket's revision that the writer had read: if someone replied since, 409."),
]


class Reply(RequestBody):
    """A public message."""

    body: Body
    attachments: Files = []
    channel: Literal["reply", "call", "chat"] = "reply"
    seen_revision: SeenRevision = None


class Note(RequestBody):
    """An internal note."""

    body: Body
    attachments: Files = []


class InformationRequest(RequestBody):
    """A message that asks the customer for named items."""

    body: Body
    items: Annotated[list[Line], Field(min_length=1, max_length=20, examples=[["SDK log"]])]
    attachments: Files = []
    seen_revision: SeenRevision = None


class Reason(RequestBody):
    """Why."""

    reason: str = text(4_000, least=1, example="The items were on the ticket already.")


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


@conversation.post("/tickets/{ticket_id}/messages", CreatedId)
def reply_to_ticket(request: HttpRequest, ticket_id: Id, reply: Reply) -> CreatedId:
    """Reply in public. The vendor's reply counts as the contract says; the customer's ends a wait."""
    message_id = desk.reply(
        ticket_id=ticket_id,
        body=reply.body,
        attachments=reply.attachments,
        channel=reply.channel,
        seen_revision=reply.seen_revision,
        **actor_args(request),
    )
    return CreatedId(id=message_id)


@conversation.post("/tickets/{ticket_id}/notes", CreatedId)
def add_note(request: HttpRequest, ticket_id: Id, note: Note) -> CreatedId:
    """Add an internal note: never a response, never seen by the customer."""
    return CreatedId(
        id=desk.add_note(ticket_id=ticket_id, body=note.body, attachments=note.attachments, **actor_args(request))
    )


@conversation.post("/tickets/{ticket_id}/information-requests", CreatedId)
def request_information(request: HttpRequest, ticket_id: Id, body: InformationRequest) -> CreatedId:
    """Ask the customer for named items; the clocks that the contract names pause. Gives the wait's id."""
    return CreatedId(id=desk.request_information(ticket_id=ticket_id, **body.model_dump(), **actor_args(request)))


@conversation.post("/tickets/{ticket_id}/waits/{wait_id}/void")
def void_wait(request: HttpRequest, ticket_id: Id, wait_id: Id, body: Reason) -> None:
    """Rule, as the arbiter, that a wait never paused anything."""
    desk.void_wait(ticket_id=ticket_id, wait_id=wait_id, reason=body.reason, **actor_args(request))
