"""Quotas of attachments for a ticket, a customer and the installation.

A file counts with `LEAST` bytes at least, because its rows take room too; an erased file, whose size is 0, counts with
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from upheld.database import row_security
from upheld.desk.errors import UploadsFull
from upheld.desk.models import Attachment, Blob

MIB = 1024 * 1024
LEAST = 4096
FILES_PER_TICKET = 1000
SUMS = """
    WITH charges AS (SELECT id, organisation_id, CASE WHEN size > 0 THEN greatest(size, %s) ELSE 0 END AS charge
                     FROM {blobs})
    SELECT coalesce(sum(charge), 0),
           coalesce(sum(charge) FILTER (WHERE organisation_id = %s), 0),
           coalesce(sum(charge) FILTER (WHERE id IN (SELECT blob_id FROM {attachments} WHERE ticket_id = %s)), 0),
           (SELECT count(*) FROM {attachments} WHERE ticket_id = %s)
    FROM charges
"""


@dataclass(frozen=True, slots=True)
class Room:
    """The remaining bytes as (refusal code, remaining, quota), the narrowest quota first."""

    remaining: tuple[tuple[str, int, int], ...]

    def refuse(self, size: int) -> None:
        """Raises ``UploadsFull`` if ``size`` bytes exceed a quota."""
        for code, remaining, quota in self.remaining:
            if max(size, LEAST) > remaining:
                raise UploadsFull(code, field="file", most=quota // MIB)


def room(ticket_id: int, organisation_id: int) -> Room:
    """Returns the remaining room. Concurrent uploads may exceed it by their own size.

    Raises ``UploadsFull`` if the ticket has as many files as it may.
    """
    total, customer, ticket, files = _sums(ticket_id, organisation_id)
    if files >= FILES_PER_TICKET:
        raise UploadsFull("ticket_files_full", field="file", most=FILES_PER_TICKET)
    quotas = (
        ("ticket_uploads_full", ticket, settings.UPLOADS_PER_TICKET),
        ("organisation_uploads_full", customer, settings.UPLOADS_PER_ORGANISATION),
        ("uploads_full", total, settings.UPLOADS_TOTAL),
    )
    return Room(tuple((code, quota - taken, quota) for code, taken, quota in quotas))


def used() -> int:
    """The bytes that count against the quota of the installation."""
    return int(_sums(0, 0)[0])


def _sums(ticket_id: int, organisation_id: int) -> tuple[int, int, int, int]:
    tables = {"blobs": Blob._meta.db_table, "attachments": Attachment._meta.db_table}
    with row_security.everything(), connection.cursor() as cursor:
        cursor.execute(SUMS.format(**tables), [LEAST, organisation_id, ticket_id, ticket_id])
        total, customer, ticket, files = cursor.fetchone()
    return int(total), int(customer), int(ticket), int(files)
