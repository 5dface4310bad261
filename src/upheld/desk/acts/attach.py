"""Attachments: streamed into the database in chunks, limited in size, number and type, linked to a message."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import acting
from upheld.database import ask
from upheld.desk import quotas
from upheld.desk.act import Act
from upheld.desk.act_registry import ticket_act
from upheld.desk.errors import CannotAttach, NotAllowed, NotFound
from upheld.desk.limits import FILES_MAX
from upheld.desk.models import Attachment, Blob, BlobChunk, Message, Ticket
from upheld.desk.permissions import CORRESPONDENTS, CUSTOMER, may
from upheld.operations import disk, judging

CHUNK = 256 * 1024
UNATTACHED_FOR = timedelta(hours=24)
"""For so long a file that was uploaded waits for the message that names it."""
NAME_MAX = 200
FORGET = """
    DELETE FROM desk_attachment WHERE message_id IS NULL AND id IN (
        SELECT id FROM desk_attachment WHERE message_id IS NULL AND uploaded_at <= %s ORDER BY id LIMIT %s
    ) RETURNING blob_id
"""
REFUSED_SUFFIXES = frozenset({".exe", ".com", ".bat", ".cmd", ".msi", ".scr", ".jar", ".vbs", ".ps1", ".lnk", ".pif"})
"""Suffixes of files that run by a double click. They are accepted in an archive."""


@ticket_act("attach", roles=CUSTOMER | CORRESPONDENTS)
def attach(
    *,
    ticket_id: int,
    name: str,
    content_type: str,
    chunks: Iterable[bytes],
    by: Actor,
    now: datetime,
    message_id: int | None = None,
    size: int = 0,
) -> int:
    """Store a file and return the attachment's id.

    It belongs to ``message_id``, a message of the actor, or is linked to a later message. ``size`` is the announced
    number of bytes, if any: a file that exceeds a quota is then refused before anything is stored.
    Raises ``CannotAttach``, ``UploadsFull``, ``NotFound``, ``NotAllowed``.
    """
    organisation_id = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", flat=True).first()
    if organisation_id is None or not by.sees(organisation_id):
        raise NotFound("no_such_ticket", number=ticket_id)
    if not may(by, "attach", organisation_id):
        raise NotAllowed("may_not_attach")
    file_name = safe_name(name)
    if message_id and not Message.objects.filter(pk=message_id, ticket_id=ticket_id, author_id=by.id).exists():
        raise NotFound("no_such_message", field="message")
    disk.refuse_large()
    quotas.refuse_further(ticket_id, of_vendor=by.is_staff)
    room = quotas.room(ticket_id, organisation_id, of_vendor=by.is_staff)
    room.refuse(size)
    blob = _store(organisation_id, chunks, now, room)
    # Within an act on the ticket, the locked account already holds its author's roles; people are locked before it.
    if not (judging.is_judged(by.id) or may(acting(by), "attach", organisation_id)):
        raise NotAllowed("may_not_attach")
    quotas.one_at_a_time(ticket_id)
    quotas.refuse_further(ticket_id, of_vendor=by.is_staff)
    return Attachment.objects.create(
        organisation_id=organisation_id,
        ticket_id=ticket_id,
        message_id=message_id,
        blob=blob,
        name=file_name,
        content_type=content_type[:100] or "application/octet-stream",
        uploaded_by_id=by.id,
        uploaded_at=now,
    ).pk


def forget_unattached(*, now: datetime, limit: int) -> int:
    """Delete files that no message named within `UNATTACHED_FOR`. Returns their number."""
    with transaction.atomic():
        blobs = [blob for (blob,) in ask(FORGET, [now - UNATTACHED_FOR, limit])]
        BlobChunk.objects.filter(blob__in=blobs).delete()
        Blob.objects.filter(pk__in=blobs).delete()
    return len(blobs)


def _store(organisation_id: int, chunks: Iterable[bytes], now: datetime, room: quotas.Room) -> Blob:
    blob = Blob.objects.create(organisation_id=organisation_id, size=0, sha256="", created_at=now)
    digest, size = hashlib.sha256(), 0
    for position, data in enumerate(_rechunked(chunks)):
        size += len(data)
        if size > settings.UPLOAD_LIMIT:
            raise CannotAttach("file_too_large", field="file", most=settings.UPLOAD_LIMIT // (1024 * 1024))
        room.refuse(size)
        digest.update(data)
        BlobChunk.objects.create(organisation_id=organisation_id, blob=blob, position=position, data=data)
    if not size:
        raise CannotAttach("file_empty", field="file")
    blob.size, blob.sha256 = size, digest.hexdigest()
    blob.save(update_fields=["size", "sha256"])
    return blob


def _rechunked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK):
            yield chunk[start : start + CHUNK]


def safe_name(name: str) -> str:
    """Removes path, control and direction-changing characters from a file name. Raises ``CannotAttach``."""
    base = name.replace("\\", "/").rpartition("/")[2]
    file_name = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(" .")
    if not file_name:
        raise CannotAttach("file_unnamed", field="file")
    if any(file_name.lower().endswith(suffix) for suffix in REFUSED_SUFFIXES):
        raise CannotAttach("file_kind", field="file", name=file_name[-40:])
    return file_name[-NAME_MAX:]


def tie(act: Act, message: Message, attachment_ids: Sequence[int]) -> None:
    """Link files that the actor uploaded to this ticket to a message."""
    if not attachment_ids:
        return
    if len(attachment_ids) > FILES_MAX:
        raise CannotAttach("too_many_files", field="attachments", most=FILES_MAX)
    rows = Attachment.objects.filter(
        pk__in=list(attachment_ids), ticket_id=act.ticket.pk, message=None, uploaded_by_id=act.by.id
    )
    if rows.update(message=message) != len(set(attachment_ids)):
        raise NotFound("no_such_attachment", field="attachments")
