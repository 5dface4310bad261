"""Locks an account: serialises its acts, so that appends to its log never interleave."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from upheld.database import ask
from upheld.database.timekeeping.dating import date_of
from upheld.database.timekeeping.state import HELD, TimeHeld

# The clock is read once the row is locked: whoever waited for the lock is dated after the wait.
LOCK = f"""
    INSERT INTO ledger_head AS head (organisation_id, next_index, last_recorded_at)
    SELECT %(organisation)s, 0, coalesce(%(date)s::timestamptz, clock_timestamp()) WHERE NOT {HELD}
    ON CONFLICT (organisation_id) DO UPDATE SET last_recorded_at = greatest(
        coalesce(%(date)s::timestamptz, clock_timestamp()), head.last_recorded_at + interval '1 microsecond')
    RETURNING last_recorded_at, next_index, (SELECT account FROM accounts_organisation WHERE id = organisation_id)
"""  # noqa: S608
LOCK_FREE = f"""
    WITH free AS (
        SELECT organisation_id FROM ledger_head WHERE organisation_id = ANY(%s)
        ORDER BY organisation_id FOR UPDATE SKIP LOCKED
    )
    UPDATE ledger_head head SET last_recorded_at = greatest(
        coalesce(%s::timestamptz, clock_timestamp()), last_recorded_at + interval '1 microsecond')
    FROM free JOIN accounts_organisation owner ON owner.id = free.organisation_id
    WHERE head.organisation_id = free.organisation_id AND NOT {HELD}
    RETURNING head.organisation_id, last_recorded_at, next_index, owner.account
"""  # noqa: S608
INSTANT = "least(%(until)s::timestamptz, coalesce(%(date)s::timestamptz, clock_timestamp()))"
SETTLE_FREE = f"""
    WITH free AS (
        SELECT organisation_id FROM ledger_head WHERE organisation_id = ANY(%(organisations)s)
        ORDER BY organisation_id FOR UPDATE SKIP LOCKED
    )
    UPDATE ledger_head head SET last_recorded_at = greatest(head.last_recorded_at, {INSTANT})
    FROM free WHERE head.organisation_id = free.organisation_id AND NOT {HELD}
    RETURNING head.organisation_id, head.last_recorded_at
"""  # noqa: S608
# Also waits for the first act of an account, whose row nobody else sees yet.
SETTLE = f"""
    INSERT INTO ledger_head AS head (organisation_id, next_index, last_recorded_at)
    SELECT %(organisation)s, 0, {INSTANT} WHERE NOT {HELD}
    ON CONFLICT (organisation_id) DO UPDATE SET last_recorded_at = greatest(head.last_recorded_at, {INSTANT})
    RETURNING last_recorded_at
"""


@dataclass(slots=True)
class AccountLock:
    """A locked account: its name in the ledger, and the index that its next entry will have."""

    account: str
    next_index: int


_locks: ContextVar[dict[int, AccountLock] | None] = ContextVar("upheld_ledger_locks", default=None)


def lock(*, organisation_id: int, now: datetime) -> datetime:
    """Lock the account and return the instant at which the act is recorded.

    Acts of one account are put in one order here: the instant is that of the database's clock, but always later than
    the one before. ``now``, which a machine's clock may have said, dates nothing but where acts are dated by hand
    (see ``recording_at``). Raises TimeHeld while acts are held back after a jump of the database's clock.
    """
    rows = ask(LOCK, {"organisation": organisation_id, "date": date_of(now)})
    if not rows:
        raise TimeHeld
    [(recorded_at, next_index, account)] = rows
    _remember(organisation_id, AccountLock(str(account), int(next_index)))
    instant: datetime = recorded_at
    return instant


def lock_all(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock several accounts in the order of their ids, so that two callers cannot wait for each other."""
    return {
        organisation_id: lock(organisation_id=organisation_id, now=now)
        for organisation_id in sorted(set(organisation_ids))
    }


def lock_free(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock those of these accounts that nobody holds, in one statement. Returns their recorded instants."""
    rows = ask(LOCK_FREE, [sorted(set(organisation_ids)), date_of(now)])
    for organisation_id, _, next_index, account in rows:
        _remember(organisation_id, AccountLock(str(account), int(next_index)))
    return {organisation_id: recorded_at for organisation_id, recorded_at, _, _ in rows}


def settle(*, organisation_ids: Iterable[int], until: datetime) -> datetime:
    """Wait for the acts under way in these accounts, and return an instant before which none will be added any more.

    The instant is ``until``, or now if that is earlier: later acts are dated after it. So whatever a snapshot taken
    afterwards shows as of this instant is final. Each account is locked only as long as its act under way takes.
    Raises TimeHeld while acts are held back after a jump of the database's clock.
    """
    waiting = set(organisation_ids)
    values = {"until": until, "date": date_of(until)}
    with transaction.atomic():
        settled = dict(ask(SETTLE_FREE, {**values, "organisations": sorted(waiting)}))
    for organisation_id in sorted(waiting - settled.keys()):
        with transaction.atomic():
            rows = ask(SETTLE, {**values, "organisation": organisation_id})
        if not rows:
            raise TimeHeld
        settled[organisation_id] = rows[0][0]
    instant: datetime = min([until, *settled.values()])
    return instant


def lock_of(organisation_id: int) -> AccountLock:
    """Return the lock of this account. Raises RuntimeError if nobody has taken it.

    What an earlier transaction left here does no harm: an append that does not begin where the account's log ends
    is refused (see ``operations.append``).
    """
    account_lock = (_locks.get() or {}).get(organisation_id)
    if account_lock is None:
        raise RuntimeError(f"account {organisation_id} is appended to, but nobody has locked it")
    return account_lock


def _remember(organisation_id: int, account_lock: AccountLock) -> None:
    locks = _locks.get()
    if locks is None:
        _locks.set(locks := {})
    locks[organisation_id] = account_lock
