"""Appends entries to an account's log and erases private values."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, F, OuterRef

from upheld.database import bulk, send_later
from upheld.database.bulk import Types
from upheld.database.timekeeping.dating import recording_at
from upheld.ledger import leaf, locking
from upheld.ledger.events import Recorded, ticket_subject
from upheld.ledger.locking import lock, lock_all, lock_every, lock_free, lock_whole, settle
from upheld.ledger.models import Entry, Erasable, Head

__all__ = [
    "append",
    "erase",
    "erase_acts",
    "erase_kind",
    "lock",
    "lock_all",
    "lock_every",
    "lock_free",
    "lock_whole",
    "recording_at",
    "settle",
    "size",
]

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


HEAD: Types = (("organisation_id", "bigint"), ("first", "bigint"), ("count", "bigint"))
REFUSAL = "the log of an account does not end where its lock said: it was not locked in this transaction"


@lru_cache(maxsize=64)
def _append(heads: int, entries: int, private: int) -> str:
    """Return the statement that appends this many rows. It fails if a log does not end at the expected index."""
    return f"""
        WITH head AS (
            UPDATE ledger_head SET next_index = next_index + incoming.count FROM {bulk.from_rows(HEAD, heads)}
            WHERE ledger_head.organisation_id = incoming.organisation_id AND next_index = incoming.first
            RETURNING ledger_head.organisation_id
        ), entry AS (
            INSERT INTO ledger_entry (organisation_id, index, type, subject, recorded_at, leaf)
            SELECT incoming.* FROM {bulk.from_rows(ENTRY, entries)} JOIN head USING (organisation_id)
            RETURNING id, organisation_id, index
        ), private AS (
            INSERT INTO ledger_erasable (organisation_id, entry_id, field, value, salt)
            SELECT entry.organisation_id, entry.id, incoming.field, incoming.value, incoming.salt
            FROM {bulk.from_rows(PRIVATE, private)} JOIN entry USING (organisation_id, index)
        )
        SELECT ledger_refuse('{REFUSAL}') FROM (SELECT count(*) AS written FROM entry) entries WHERE written <> %b
    """  # noqa: S608


def append(events: Sequence[Recorded]) -> None:
    """Append events to their accounts' logs, in order, without a gap; one statement, sent with what comes next.

    The accounts are locked already. Raises RuntimeError where nobody has locked one; an append that would not begin
    where the log ends fails in the server, and with it the transaction.
    """
    heads: list[tuple[int, int, int]] = []
    rows: list[_Row] = []
    ordered = sorted(events, key=lambda event: event.organisation_id)
    for organisation_id, group in groupby(ordered, key=lambda event: event.organisation_id):
        head, account_events = locking.lock_of(organisation_id), list(group)
        heads.append((organisation_id, head.next_index, len(account_events)))
        rows += [_row(head.account, head.next_index + offset, event) for offset, event in enumerate(account_events)]
        head.next_index += len(account_events)
    if rows:
        _write(heads, rows)


def _write(heads: list[tuple[int, int, int]], rows: list[_Row]) -> None:
    entries = [_entry(row) for row in rows]
    private = [(row.organisation_id, row.index, *private_value) for row in rows for private_value in row.private]
    values = [*bulk.parameters(HEAD, heads), *bulk.parameters(ENTRY, entries), *bulk.parameters(PRIVATE, private)]
    send_later(_append(*map(bulk.shape, (heads, entries, private))), [*values, len(rows)])


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


def _row(account: str, index: int, event: Recorded) -> _Row:
    private = [(name, value, secrets.token_bytes(leaf.SALT_BYTES)) for name, value in event.private().items()]
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


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of a person's act. ``erased`` says whether private values of it were deleted just now."""

    organisation_id: int
    subject: str
    erased: bool


def erase_acts(*, actor_id: int) -> list[OwnEntry]:
    """Delete the private values of all acts of a person, in every account. Returns the entries of these acts."""
    actor = {"kind": "user", "id": str(actor_id)}
    # The bytes only select candidates: canonical JSON writes the actor in one way.
    candidates = Entry.objects.annotate(erasable_now=Exists(Erasable.objects.filter(entry=OuterRef("pk")))).extra(
        where=["position(%s::bytea IN leaf) > 0"], params=[leaf.encode({"actor": actor})[1:-1]]
    )
    columns = ("pk", "organisation_id", "subject", "leaf", "erasable_now")
    own = {
        pk: OwnEntry(organisation_id, subject, erasable)
        for pk, organisation_id, subject, data, erasable in candidates.order_by("pk").values_list(*columns)
        if leaf.decode(data)["actor"] == actor
    }
    Erasable.objects.filter(entry__in=[pk for pk, entry in own.items() if entry.erased]).delete()
    return list(own.values())


def erase_kind(*, kind: str, ticket_ids: Iterable[int]) -> list[int]:
    """Delete the private values of the entries of one type on these tickets. Returns the account of each entry."""
    entries = Entry.objects.filter(
        type=kind, subject__in=[ticket_subject(ticket_id) for ticket_id in ticket_ids], erasable__isnull=False
    )
    owners = dict(entries.distinct().values_list("pk", "organisation_id"))
    Erasable.objects.filter(entry__in=owners).delete()
    return list(owners.values())


def size(*, organisation_id: int) -> int:
    """How many entries an account's log has."""
    return Head.objects.filter(pk=organisation_id).values_list(F("next_index"), flat=True).first() or 0
