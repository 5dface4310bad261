"""Drafts of messages, and saved replies."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import BeforeValidator, Field

from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, RequestBody, read_integer, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId, Page, Schema, to_schemas
from upheld.desk import acts as desk
from upheld.desk import queries

drafts = Resource("Drafts and saved replies")
Revision = Annotated[int, Field(ge=0, le=2**31 - 1), BeforeValidator(read_integer)]
Kind = Literal["public", "internal"]


class DraftText(RequestBody):
    """What was written so far, and the revision that the writer had read."""

    body: str = text(50_000)
    revision: Revision = 0


class ReplyText(RequestBody):
    """A text to use again, in one language or both."""

    title: str = text(100, least=1, example="Ask for logs")
    body_en: str = text(50_000, default="")
    body_zh: str = text(50_000, default="")


class SavedReply(Schema):
    """A text kept for use again."""

    id: int
    title: str
    body_en: str
    body_zh: str


@drafts.replace("/tickets/{ticket_id}/drafts/{kind}")
def save_draft(request: HttpRequest, ticket_id: Id, kind: Kind, body: DraftText) -> None:
    """Keep what the caller is writing; an empty text discards it. Drafts are read with the ticket."""
    desk.save_draft(ticket_id=ticket_id, kind=kind, **body.model_dump(), **actor_args(request))


@drafts.delete("/tickets/{ticket_id}/drafts/{kind}")
def discard_draft(request: HttpRequest, ticket_id: Id, kind: Kind) -> None:
    """Throw a draft away."""
    desk.discard_draft(ticket_id=ticket_id, kind=kind, **actor_args(request))


@drafts.read("/saved-replies", Page[SavedReply])
def list_saved_replies(request: HttpRequest, query: Query[PageQuery]) -> Page[SavedReply]:
    """The vendor's saved replies; none for customers."""
    page = queries.reply_page(actor=actor_of(request), after=query.cursor, limit=query.limit)
    return Page[SavedReply](items=to_schemas(SavedReply, page.items), next=page.after)


@drafts.post("/saved-replies", CreatedId)
def add_saved_reply(request: HttpRequest, body: ReplyText) -> CreatedId:
    """Keep a text for use again."""
    return CreatedId(id=desk.save_reply(**body.model_dump(), **actor_args(request)))


@drafts.replace("/saved-replies/{reply_id}")
def change_saved_reply(request: HttpRequest, reply_id: Id, body: ReplyText) -> None:
    """Change a saved text."""
    desk.save_reply(reply_id=reply_id, **body.model_dump(), **actor_args(request))


@drafts.delete("/saved-replies/{reply_id}")
def delete_saved_reply(request: HttpRequest, reply_id: Id) -> None:
    """Delete a saved text."""
    desk.delete_reply(reply_id=reply_id, **actor_args(request))
