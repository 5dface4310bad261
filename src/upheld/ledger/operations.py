"""Locking an account's log and appending to it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from django.db import connection
from django.db.models import F

from upheld.common import bulk
from upheld.common.bulk import Types
from upheld.ledger import leaf
from upheld.ledger.events import Recorded, ticket_subject
from upheld.ledger.models import Entry, Erasable, Head

LOCK = """
    INSERT INTO ledger_head (organisation_id, next_index, last_recorded_at) VALUES (%s, 0, %s)
    ON CONFLICT (organisation_id) DO UPDATE
    SET last_recorded_at = greatest(excluded.last_recorded_at, ledger_head.last_recorded_at + interval '1 microsecond')
    RETURNING last_recorded_at
"""
LOCK_FREE = """
    WITH free AS (
        SELECT organisation_id FROM ledger_head WHERE organisation_id = ANY(%s)
        ORDER BY organisation_id FOR UPDATE SKIP LOCKED
    )
    UPDATE ledger_head SET last_recorded_at = greatest(%s, last_recorded_at + interval '1 microsecond')
    FROM free WHERE ledger_head.organisation_id = free.organisation_id
    RETURNING ledger_head.organisation_id, last_recorded_at
"""
RESERVE = """
    UPDATE ledger_head SET next_index = next_index + %s FROM accounts_organisation owner
    WHERE organisation_id = %s AND owner.id = organisation_id
    RETURNING owner.account, next_index - %s
"""
ENTRY: Types = (
    ("organisation_id", "bigint"),
    ("index", "bigint"),
    ("type", "text"),
    ("subject", "text"),
    ("recorded_at", "timestamptz"),
    ("leaf", "bytea"),
)
PRIVATE: Types = (
    ("organisation_id", "bigint"),
    ("index", "bigint"),
    ("field", "text"),
    ("value", "text"),
    ("salt", "bytea"),
)


@lru_cache(maxsize=64)
def _append(entries: int, private: int) -> str:
    """The statement for so many rows of either; one for both."""
    return f"""
        WITH entry AS (
            INSERT INTO ledger_entry (organisation_id, index, type, subject, recorded_at, leaf)
            SELECT * FROM {bulk.given(ENTRY, entries)}
            RETURNING id, organisation_id, index
        )
        INSERT INTO ledger_erasable (organisation_id, entry_id, field, value, salt)
        SELECT entry.organisation_id, entry.id, given.field, given.value, given.salt
        FROM {bulk.given(PRIVATE, private)} JOIN entry USING (organisation_id, index)
    """  # noqa: S608


def lock(*, organisation_id: int, now: datetime) -> datetime:
    """Take the account's lock and give the instant at which the act is recorded.

    Acts of one account are put in one order here: the instant is ``now``, but always later than
    the one before, so that two acts never run backwards whatever the clocks of the machines say.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [organisation_id, now])
        recorded_at: datetime = cursor.fetchone()[0]
    return recorded_at


def lock_all(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock several accounts in the order of their ids, so that two callers cannot wait for each other."""
    return {one: lock(organisation_id=one, now=now) for one in sorted(set(organisation_ids))}


def lock_free(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock those of these accounts that nobody holds, in one statement; gives their recorded instants."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_FREE, [sorted(set(organisation_ids)), now])
        return dict(cursor.fetchall())


def append(events: Sequence[Recorded]) -> None:
    """Append events to their accounts' logs, in order, without a gap. The accounts are locked already."""
    rows: list[_Row] = []
    ordered = sorted(events, key=lambda event: event.organisation_id)
    for organisation_id, group in groupby(ordered, key=lambda event: event.organisation_id):
        rows.extend(_rows(organisation_id, list(group)))
    if rows:
        entries = [_entry(row) for row in rows]
        private = [(row.organisation_id, row.index, *one) for row in rows for one in row.private]
        with connection.cursor() as cursor:
            cursor.execute(
                _append(bulk.shape(entries), bulk.shape(private)),
                [*bulk.parameters(ENTRY, entries), *bulk.parameters(PRIVATE, private)],
            )


@dataclass(frozen=True, slots=True)
class _Row:
    """An entry, and its private values: (field, value, salt)."""

    organisation_id: int
    index: int
    type: str
    subject: str
    recorded_at: datetime
    leaf: bytes
    private: list[tuple[str, str, bytes]]


_entry = attrgetter(*dict(ENTRY))


def _rows(organisation_id: int, events: list[Recorded]) -> list[_Row]:
    account, first = _reserve(organisation_id, len(events))
    return [_row(account, first + offset, event) for offset, event in enumerate(events)]


def _reserve(organisation_id: int, count: int) -> tuple[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, [count, organisation_id, count])
        account, first = cursor.fetchone()
    return str(account), int(first)


def _row(account: str, index: int, event: Recorded) -> _Row:
    private = [(name, value, secrets.token_bytes(32)) for name, value in event.private().items()]
    return _Row(
        organisation_id=event.organisation_id,
        index=index,
        type=event.kind,
        subject=event.subject,
        recorded_at=event.at,
        leaf=leaf.encode(_document(account, index, event, private)),
        private=private,
    )


def _document(account: str, index: int, event: Recorded, private: list[tuple[str, str, bytes]]) -> dict[str, object]:
    contract = event.contract
    return {
        "v": leaf.VERSION,
        "id": uuid.uuid4().hex,
        "tenant": account,
        "seq": index,
        "type": event.kind,
        "subject": event.subject,
        "actor": {"kind": event.actor_kind, "id": str(event.actor_id)},
        "occurred_at": event.at,
        "recorded_at": event.at,
        "contract": contract and {"id": str(contract.id), "version": contract.version, "sha256": contract.sha256},
        "data": event.data(),
        "commit": {name: leaf.commitment(salt, value) for name, value, salt in private},
        "prev": {"size": 0, "root": leaf.EMPTY_ROOT},
    }


def erase(*, subject: str, organisation_id: int) -> int:
    """Delete the values and salts behind a subject's commitments; the leaves, and every figure, stay."""
    deleted, _ = Erasable.objects.filter(entry__subject=subject, organisation_id=organisation_id).delete()
    return deleted


def erase_acts(*, ticket_ids: Sequence[int], actor_id: int) -> int:
    """Delete the private values of a person's acts on these tickets; gives how many entries it concerned."""
    subjects = [ticket_subject(one) for one in ticket_ids]
    rows = Entry.objects.filter(subject__in=subjects, erasable__isnull=False).distinct().values_list("pk", "leaf")
    acted = {"kind": "user", "id": str(actor_id)}
    own = [pk for pk, data in rows if leaf.decode(data)["actor"] == acted]
    Erasable.objects.filter(entry__in=own).delete()
    return len(own)


def size(*, organisation_id: int) -> int:
    """How many entries an account's log has."""
    return Head.objects.filter(pk=organisation_id).values_list(F("next_index"), flat=True).first() or 0
