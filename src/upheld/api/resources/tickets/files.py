"""Attachments of a ticket: streamed uploads and downloads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Query

from upheld.accounts.actor import Actor
from upheld.api.wire.callers import Call, actor_args, actor_of, enter_row_security
from upheld.api.wire.fields import Id, QueryParams, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId
from upheld.desk import acts as desk
from upheld.desk import queries
from upheld.operations.errors import NotFound

files = Resource("Files")


class FileQuery(QueryParams):
    """What the file is called, and what kind it is said to be."""

    name: str = text(200, least=1, example="sdk.log")
    content_type: str = text(100, default="application/octet-stream", example="text/plain")


@files.post("/tickets/{ticket_id}/attachments", CreatedId, extra={"x-streams": True})
def upload_attachment(request: HttpRequest, ticket_id: Id, query: Query[FileQuery]) -> CreatedId:
    """Upload a file: the body is its bytes. Name its id in a message to send it."""
    call = cast(Call, request)
    attachment_id = desk.attach(
        ticket_id=ticket_id,
        name=query.name,
        content_type=query.content_type,
        chunks=call.upload,
        size=call.upload.announced,
        **actor_args(request),
    )
    return CreatedId(id=attachment_id)


@files.read("/tickets/{ticket_id}/attachments/{attachment_id}", None, extra={"x-download": "The bytes of the file."})
def download_attachment(request: HttpRequest, ticket_id: Id, attachment_id: Id) -> StreamingHttpResponse:
    """The bytes of a file, always as a download."""
    actor = actor_of(request)
    file = queries.attachment_file(ticket_id=ticket_id, attachment_id=attachment_id, actor=actor)
    if file is None:
        raise NotFound
    response = StreamingHttpResponse(_stream_as(actor, file.chunks), content_type="application/octet-stream")
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Repr-Digest"] = _digest(file.sha256)
    return response


def _stream_as(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    # The chunks are sent after the view has returned, when the connection may have left the actor's row-level security.
    while True:
        enter_row_security(actor)
        data = next(chunks, None)
        if data is None:
            return
        yield data


def _digest(sha256: str) -> str:
    from base64 import b64encode

    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
