"""Files of a ticket, streamed up and down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Query

from upheld.accounts.actor import Actor
from upheld.api.wire.callers import Call, actor_of, see_as, who
from upheld.api.wire.fields import Id, QueryParams, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Made
from upheld.desk import operations as desk
from upheld.desk import queries
from upheld.operations.errors import NotFound

files = Resource("Files")


class FileQuery(QueryParams):
    """What the file is called, and what kind it is said to be."""

    name: str = text(200, least=1, example="sdk.log")
    content_type: str = text(100, default="application/octet-stream", example="text/plain")


@files.post("/tickets/{ticket_id}/attachments", Made, extra={"x-streams": True})
def upload_attachment(request: HttpRequest, ticket_id: Id, asked: Query[FileQuery]) -> Made:
    """Upload a file: the body is its bytes. Name its id in a message to send it."""
    call = cast(Call, request)
    identifier = desk.attach(
        ticket_id=ticket_id,
        name=asked.name,
        content_type=asked.content_type,
        chunks=call.upload,
        size=call.upload.announced,
        **who(request),
    )
    return Made(id=identifier)


@files.read("/tickets/{ticket_id}/attachments/{attachment_id}", None, extra={"x-download": "The bytes of the file."})
def download_attachment(request: HttpRequest, ticket_id: Id, attachment_id: Id) -> StreamingHttpResponse:
    """The bytes of a file, always as a download."""
    actor = actor_of(request)
    found = queries.attachment_file(ticket_id=ticket_id, attachment_id=attachment_id, actor=actor)
    if found is None:
        raise NotFound
    response = StreamingHttpResponse(_seen_by(actor, found.chunks), content_type="application/octet-stream")
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Repr-Digest"] = _digest(found.sha256)
    return response


def _seen_by(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    # The bytes leave after the view has returned, when the connection may have forgotten whose they are.
    while True:
        see_as(actor)
        data = next(chunks, None)
        if data is None:
            return
        yield data


def _digest(sha256: str) -> str:
    from base64 import b64encode

    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
