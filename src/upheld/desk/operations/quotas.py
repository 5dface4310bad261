"""Quotas of attachments for a ticket, a customer and the installation."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from upheld.database import row_security
from upheld.desk.errors import UploadsFull
from upheld.desk.models import Attachment, Blob

MIB = 1024 * 1024
SUMS = """
    SELECT coalesce(sum(size), 0),
           coalesce(sum(size) FILTER (WHERE organisation_id = %s), 0),
           coalesce(sum(size) FILTER (WHERE id IN (SELECT blob_id FROM {attachments} WHERE ticket_id = %s)), 0)
    FROM {blobs}
"""


@dataclass(frozen=True, slots=True)
class Room:
    """The remaining bytes as (refusal code, remaining, quota), the narrowest quota first."""

    remaining: tuple[tuple[str, int, int], ...]

    def refuse(self, size: int) -> None:
        """Raises ``UploadsFull`` if ``size`` bytes exceed a quota."""
        for code, remaining, quota in self.remaining:
            if size > remaining or remaining <= 0:
                raise UploadsFull(code, field="file", most=quota // MIB)


def room(ticket_id: int, organisation_id: int) -> Room:
    """Returns the remaining room. Concurrent uploads may exceed it by their own size."""
    tables = {"blobs": Blob._meta.db_table, "attachments": Attachment._meta.db_table}
    with row_security.everything(), connection.cursor() as cursor:
        cursor.execute(SUMS.format(**tables), [organisation_id, ticket_id])
        total, customer, ticket = cursor.fetchone()
    quotas = (
        ("ticket_uploads_full", ticket, settings.UPLOADS_PER_TICKET),
        ("organisation_uploads_full", customer, settings.UPLOADS_PER_ORGANISATION),
        ("uploads_full", total, settings.UPLOADS_TOTAL),
    )
    return Room(tuple((code, quota - int(used), quota) for code, used, quota in quotas))
