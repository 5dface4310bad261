"""Streams an attachment from the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.accounts.actor import Actor
from upheld.desk.models import Attachment, BlobChunk, Message
from upheld.desk.permissions import may


@dataclass(frozen=True, slots=True)
class AttachmentFile:
    """A file to send, always as a download and never inline."""

    name: str
    size: int
    sha256: str
    chunks: Iterator[bytes]


def attachment_file(*, ticket_id: int, attachment_id: int, actor: Actor) -> AttachmentFile | None:
    """Returns a file of a ticket, or ``None`` if the actor may not read it. Files of notes are for staff only."""
    row = Attachment.objects.select_related("blob", "message").filter(pk=attachment_id, ticket_id=ticket_id).first()
    if row is None or not actor.sees(row.organisation_id) or not may(actor, "view", row.organisation_id):
        return None
    # A file of a note, or without a message yet, is for staff and its uploader.
    private = row.message is None or row.message.kind == Message.Kind.INTERNAL
    if private and row.uploaded_by_id != actor.id and not may(actor, "view_internal", row.organisation_id):
        return None
    return AttachmentFile(row.name, row.blob.size, row.blob.sha256, _chunks(row.blob_id))


def _chunks(blob_id: int) -> Iterator[bytes]:
    # One chunk per statement, so that memory does not grow with the file.
    position = 0
    while True:
        data = BlobChunk.objects.filter(blob_id=blob_id, position=position).values_list("data", flat=True).first()
        if data is None:
            return
        yield bytes(data)
        position += 1
