"""Quotas of attachments for a ticket, a customer and the installation.

A file counts with `LEAST` bytes at least, because its rows take room too; an erased file, whose size is 0, counts with
nothing. On a ticket, the customer's files and the vendor's count apart, so that neither side can fill the other's room.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from upheld.accounts.models import Membership
from upheld.accounts.roles import STAFF_ROLES
from upheld.database import locks, row_security
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
           coalesce(sum(charge) FILTER (WHERE id IN (
               SELECT blob_id FROM {attachments} WHERE ticket_id = %s
               AND (uploaded_by_id IN (SELECT user_id FROM {memberships} WHERE role = ANY(%s))) = %s)), 0)
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


def room(ticket_id: int, organisation_id: int, *, of_vendor: bool) -> Room:
    """Returns the room that a side has left. Concurrent uploads may exceed it by their own size."""
    total, customer, ticket = _sums(ticket_id, organisation_id, of_vendor)
    quotas = (
        ("ticket_uploads_full", ticket, settings.UPLOADS_PER_TICKET),
        ("organisation_uploads_full", customer, settings.UPLOADS_PER_ORGANISATION),
        ("uploads_full", total, settings.UPLOADS_TOTAL),
    )
    return Room(tuple((code, quota - taken, quota) for code, taken, quota in quotas))


def one_at_a_time(ticket_id: int) -> None:
    """Hold back other uploads to this ticket from here until the transaction ends, so that each counts the others.

    An act that attaches files takes this lock before its account's, so the row of the ticket cannot serve for it.
    """
    locks.reserve("attachments", str(ticket_id))


def refuse_further(ticket_id: int, *, of_vendor: bool) -> None:
    """Raises ``UploadsFull`` if a side has as many files on a ticket as it may."""
    files = Attachment.objects.filter(ticket_id=ticket_id)
    vendor = Membership.objects.filter(role__in=STAFF_ROLES).values("user")
    side = files.filter(uploaded_by__in=vendor) if of_vendor else files.exclude(uploaded_by__in=vendor)
    if side.count() >= FILES_PER_TICKET:
        raise UploadsFull("ticket_files_full", field="file", most=FILES_PER_TICKET)


def used() -> int:
    """The bytes that count against the quota of the installation."""
    return _sums(0, 0, of_vendor=False)[0]


def _sums(ticket_id: int, organisation_id: int, of_vendor: bool) -> tuple[int, int, int]:
    tables = {"blobs": Blob._meta.db_table, "attachments": Attachment._meta.db_table}
    tables["memberships"] = Membership._meta.db_table
    with row_security.everything(), connection.cursor() as cursor:
        cursor.execute(SUMS.format(**tables), [LEAST, organisation_id, ticket_id, list(STAFF_ROLES), of_vendor])
        total, customer, ticket = cursor.fetchone()
    return int(total), int(customer), int(ticket)
