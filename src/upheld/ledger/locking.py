"""Locks an account: serialises its acts, so that appends to its log never interleave."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from upheld.database import ask, send_later
from upheld.database.timekeeping import present
from upheld.database.timekeeping.dating import date_of
from upheld.database.timekeeping.state import HELD, TimeHeld
from upheld.ledger.logs import LAST, DamagedLog, damages, refuse_damaged
from upheld.operations import judging
from upheld.operations.errors import ActorEnded

log = logging.getLogger(__name__)

# By what this process expects of the clock (`present.latest_date`): also where nobody has added a jump to the account.
IN_TIME = "coalesce(clock_timestamp() <= %(latest)s::timestamptz, true)"
HAS_INSTANT = f"head.last_recorded_at < {LAST}"
IS_WHOLE = "ledger_ends_at(head.organisation_id, head.next_index)"
# The clock is read once the row is locked: whoever waited for the lock is dated after the wait.
LOCK = f"""
    INSERT INTO ledger_head AS head (organisation_id, next_index, last_recorded_at)
    SELECT %(organisation)s, 0, coalesce(%(date)s::timestamptz, clock_timestamp()) WHERE NOT {HELD} AND {IN_TIME}
    ON CONFLICT (organisation_id) DO UPDATE SET last_recorded_at = greatest(
        coalesce(%(date)s::timestamptz, clock_timestamp()), head.last_recorded_at + interval '1 microsecond')
    WHERE {IN_TIME} AND {HAS_INSTANT}
    RETURNING last_recorded_at, next_index, (SELECT account FROM accounts_organisation WHERE id = organisation_id),
        ledger_actor_may_act(%(actor)s, organisation_id, %(roles)s::text[]), {IS_WHOLE}
"""  # noqa: S608
NO_NEW_ACCOUNT = "LOCK TABLE accounts_organisation IN SHARE MODE"
LOCK_EVERY = f"""
    INSERT INTO ledger_head AS head (organisation_id, next_index, last_recorded_at)
    SELECT id, 0, coalesce(%(date)s::timestamptz, clock_timestamp()) FROM accounts_organisation
    WHERE NOT {HELD} AND {IN_TIME}
    ORDER BY id
    ON CONFLICT (organisation_id) DO UPDATE SET last_recorded_at = greatest(
        coalesce(%(date)s::timestamptz, clock_timestamp()), head.last_recorded_at + interval '1 microsecond')
    WHERE {IN_TIME} AND {HAS_INSTANT}
    RETURNING organisation_id, (SELECT count(*) FROM accounts_organisation), next_index,
        (SELECT account FROM accounts_organisation WHERE id = organisation_id), {IS_WHOLE}
"""  # noqa: S608
LOCK_FREE = f"""
    WITH free AS (
        SELECT organisation_id FROM ledger_head WHERE organisation_id = ANY(%(organisations)s)
        ORDER BY organisation_id FOR UPDATE SKIP LOCKED
    )
    UPDATE ledger_head head SET last_recorded_at = greatest(
        coalesce(%(date)s::timestamptz, clock_timestamp()), last_recorded_at + interval '1 microsecond')
    FROM free JOIN accounts_organisation owner ON owner.id = free.organisation_id
    WHERE head.organisation_id = free.organisation_id AND NOT {HELD} AND {IN_TIME} AND {HAS_INSTANT}
    RETURNING head.organisation_id, last_recorded_at, next_index, owner.account, {IS_WHOLE}
"""  # noqa: S608
INSTANT = "least(%(until)s::timestamptz, coalesce(%(date)s::timestamptz, clock_timestamp()))"
SETTLE_FREE = f"""
    WITH free AS (
        SELECT organisation_id FROM ledger_head WHERE organisation_id = ANY(%(organisations)s)
        ORDER BY organisation_id FOR UPDATE SKIP LOCKED
    )
    UPDATE ledger_head head SET last_recorded_at = greatest(head.last_recorded_at, {INSTANT})
    FROM free WHERE head.organisation_id = free.organisation_id AND NOT {HELD} AND {IN_TIME} AND {HAS_INSTANT}
    RETURNING head.organisation_id, head.last_recorded_at
"""  # noqa: S608
# Also waits for the first act of an account, whose row nobody else sees yet.
SETTLE = f"""
    INSERT INTO ledger_head AS head (organisation_id, next_index, last_recorded_at)
    SELECT %(organisation)s, 0, {INSTANT} WHERE NOT {HELD} AND {IN_TIME}
    ON CONFLICT (organisation_id) DO UPDATE SET last_recorded_at = greatest(head.last_recorded_at, {INSTANT})
    WHERE {IN_TIME} AND {HAS_INSTANT}
    RETURNING last_recorded_at
"""


@dataclass(slots=True)
class AccountLock:
    """A locked account: its name in the ledger, and the index that its next entry will have."""

    account: str
    next_index: int


_locks: ContextVar[dict[int, AccountLock] | None] = ContextVar("upheld_ledger_locks", default=None)


def lock(*, organisation_id: int, now: datetime, actor_id: int, roles: Collection[str] = ()) -> datetime:
    """Lock the account and return the instant at which the act is recorded.

    ``actor_id`` is the acting person, or 0 for the system, and ``roles`` are those by which the act was allowed.
    Whether the person is still active and has each of them is read once the account is locked; raises ActorEnded. So
    an act is either over before the person is erased, or does not happen (ADR 41).

    Acts of one account are put in one order here: the instant is that of the database's clock, but always later than
    the one before. ``now``, which a machine's clock may have said, dates nothing but where acts are dated by hand
    (see ``recording_at``). Raises TimeHeld while acts are held back after a jump of the database's clock, and where
    that clock is minutes ahead of what this process expects, so that no act is dated by a jump that nobody has noticed.
    Raises DamagedLog where the log does not end where its head says.
    """
    rows = ask(LOCK, {"organisation": organisation_id, "actor": actor_id, "roles": sorted(roles), **_dates(now)})
    if not rows:
        refuse_damaged([organisation_id])
        raise TimeHeld
    [(recorded_at, next_index, account, active, whole)] = rows
    if not active:
        raise ActorEnded
    if roles:
        judging.note(actor_id)
    if not whole:
        raise DamagedLog(organisation_id)
    _remember(organisation_id, AccountLock(str(account), int(next_index)))
    instant: datetime = recorded_at
    return instant


def lock_all(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock several accounts for the system, by ascending id, so that two callers cannot wait for each other."""
    return {
        organisation_id: lock(organisation_id=organisation_id, now=now, actor_id=0)
        for organisation_id in sorted(set(organisation_ids))
    }


def lock_whole(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock several accounts as `lock_all`, but leave out those whose log is damaged."""
    recorded = {}
    for organisation_id in sorted(set(organisation_ids)):
        try:
            recorded[organisation_id] = lock(organisation_id=organisation_id, now=now, actor_id=0)
        except DamagedLog as error:
            log.error("account %s is left out: %s", organisation_id, error)
    return recorded


def lock_every(*, now: datetime) -> None:
    """Lock every account, also those without an entry: acts in flight are over, and no other begins until the end.

    No act can be in flight where the log is damaged; such an account does not hold up the others.
    """
    send_later(NO_NEW_ACCOUNT, [])
    rows = ask(LOCK_EVERY, _dates(now))
    # Fewer where the clock jumped while this waited for one of them, or where a head has no instant.
    missing = rows[0][1] - len(rows) if rows else 1
    if missing and missing != sum(not damage.has_instant for damage in damages()):
        raise TimeHeld
    for organisation_id, _, next_index, account, whole in rows:
        if whole:
            _remember(organisation_id, AccountLock(str(account), int(next_index)))


def lock_free(*, organisation_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    """Lock those of these accounts that nobody holds, in one statement. Returns their recorded instants.

    Raises DamagedLog if the log of one of them is damaged.
    """
    organisations = sorted(set(organisation_ids))
    rows = ask(LOCK_FREE, {"organisations": organisations, **_dates(now)})
    if len(rows) < len(organisations) or not all(whole for *_, whole in rows):
        refuse_damaged(organisations)
    for organisation_id, _, next_index, account, _ in rows:
        _remember(organisation_id, AccountLock(str(account), int(next_index)))
    return {organisation_id: recorded_at for organisation_id, recorded_at, *_ in rows}


def settle(*, organisation_ids: Iterable[int], until: datetime) -> datetime:
    """Wait for the acts under way in these accounts, and return an instant before which none will be added any more.

    The instant is ``until``, or now if that is earlier: later acts are dated after it. So whatever a snapshot taken
    afterwards shows as of this instant is final. Each account is locked only as long as its act under way takes.
    Nothing can be recorded in an account whose log is damaged, so it need not be waited for. Raises TimeHeld while
    acts are held back after a jump of the database's clock.
    """
    waiting = set(organisation_ids)
    values = {"until": until, **_dates(until)}
    with transaction.atomic():
        settled = dict(ask(SETTLE_FREE, {**values, "organisations": sorted(waiting)}))
    for organisation_id in sorted(waiting - settled.keys()):
        with transaction.atomic():
            rows = ask(SETTLE, {**values, "organisation": organisation_id})
        if rows:
            settled[organisation_id] = rows[0][0]
        elif not damages([organisation_id]):
            raise TimeHeld
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


def _dates(now: datetime) -> dict[str, datetime | None]:
    return {"date": date_of(now), "latest": present.latest_date()}


def _remember(organisation_id: int, account_lock: AccountLock) -> None:
    locks = _locks.get()
    if locks is None:
        _locks.set(locks := {})
    locks[organisation_id] = account_lock
