"""Entries in an order in which nothing is ever added behind a reader, so that a program can follow the ledger.

Within an account that is the order of indexes, which the account's lock makes gapless. Across accounts it is the order
of instants, read up to a horizon: acts that are still in flight may yet be recorded from there on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upheld.database import ask
from upheld.ledger.queries import EntryView, UnreadableEntry, entry_from

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """The place of an entry among those of all accounts."""

    at: datetime
    organisation_id: int
    index: int


@dataclass(frozen=True, slots=True)
class Step:
    """A place of the feed, and its entry, which is ``None`` if it cannot be read."""

    position: Position
    entry: EntryView | None


COLUMNS = "SELECT organisation_id, index, type, subject, recorded_at, leaf FROM ledger_entry"
OF_ACCOUNT = f"""
    {COLUMNS} WHERE organisation_id = %(organisation)s AND index > %(index)s
    ORDER BY organisation_id, index LIMIT %(most)s
"""
# The statement's own time is read before the locks: who locks an account later dates its act after it. Who acts under
# another role has no visible start, and is taken to have begun long ago.
HORIZON = """
    SELECT least(statement_timestamp(),
        min(coalesce(activity.xact_start, statement_timestamp() - interval '10 minutes')))
    FROM pg_locks writer LEFT JOIN pg_stat_activity activity ON activity.pid = writer.pid
    WHERE writer.locktype = 'relation' AND writer.relation = 'ledger_head'::regclass
        AND writer.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND writer.mode = 'RowExclusiveLock' AND writer.pid <> pg_backend_pid()
"""
OF_ALL = f"""
    {COLUMNS} WHERE (recorded_at, organisation_id, index) > (%(at)s, %(organisation)s, %(index)s)
        AND recorded_at < %(horizon)s
    ORDER BY recorded_at, organisation_id, index LIMIT %(most)s
"""


def account_feed(organisation_id: int, *, after: int, most: int) -> list[Step]:
    """Returns the entries of an account after an index (-1 for all), at most ``most``; one statement."""
    return list(_steps(ask(OF_ACCOUNT, {"organisation": organisation_id, "index": after, "most": most})))


def feed(*, after: Position, most: int) -> list[Step]:
    """Returns the entries of all accounts after a position, up to the horizon, at most ``most``; two statements."""
    [[horizon]] = ask(HORIZON, [])
    place = {"at": after.at, "organisation": after.organisation_id, "index": after.index}
    return list(_steps(ask(OF_ALL, {**place, "horizon": horizon, "most": most})))


def _steps(rows: Iterable[Sequence[Any]]) -> Iterator[Step]:
    for organisation_id, index, kind, subject, at, data in rows:
        yield Step(Position(at, organisation_id, index), _entry(organisation_id, index, kind, at, data, subject))


def _entry(organisation_id: int, index: int, kind: str, at: datetime, data: bytes, subject: str) -> EntryView | None:
    try:
        return entry_from(index, kind, at, data, subject)
    except UnreadableEntry:
        log.exception("entry %s of account %s cannot be read and is left out", index, organisation_id)
        return None
