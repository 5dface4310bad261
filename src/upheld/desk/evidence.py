"""Ledger entries → facts, as `desk.entries` reads them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from upheld.desk.entries import DIMENSIONS, FACTS, dimensions_in, fact, facts_in
from upheld.ledger import leaf
from upheld.ledger.events import Recorded
from upheld.ledger.queries import EntryView, UnreadableEntry, entries_of
from upheld.operations.errors import Damaged
from upheld.sla import Fact

log = logging.getLogger(__name__)
T = TypeVar("T")


def facts_of(ticket_id: int) -> list[Fact]:
    """A ticket's facts, in order."""
    return facts_from(entries_of([ticket_id], FACTS.keys()).get(ticket_id, []))


def facts_of_tickets(ticket_ids: Iterable[int]) -> dict[int, list[Fact]]:
    """Several tickets' facts in one statement. A ticket whose entries cannot be read is logged and left out."""
    return _readable(list(ticket_ids), FACTS.keys(), facts_from)


def _readable(ids: list[int], types: Collection[str], read: Callable[[list[EntryView]], T]) -> dict[int, T]:
    """What is read of each ticket's entries; where that fails, of each ticket alone."""
    try:
        return {ticket: read(entries) for ticket, entries in entries_of(ids, types).items()}
    except (Damaged, ValueError, LookupError, TypeError):
        if len(ids) > 1:
            return {ticket: value for one in ids for ticket, value in _readable([one], types, read).items()}
        log.exception("the entries of ticket %s cannot be read", ids[0])
        return {}


def facts_from(entries: Iterable[EntryView]) -> list[Fact]:
    """The facts among entries, in order. Raises ``UnreadableEntry`` for one that says nothing that a fact can be."""
    return [one for entry in entries for one in _facts_in(entry)]


def _facts_in(entry: EntryView) -> list[Fact]:
    try:
        return facts_in([entry.document])
    except (ValueError, LookupError, TypeError) as error:
        raise UnreadableEntry(entry.index, entry.subject) from error


def dimensions_of_tickets(ticket_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The dimensions of several tickets according to their entries, in one statement; damaged tickets are left out."""
    return _readable(list(ticket_ids), DIMENSIONS.keys(), _dimensions_from)


def _dimensions_from(entries: Iterable[EntryView]) -> dict[str, str]:
    return dimensions_in(entry.document for entry in entries)


def fact_of(event: Recorded) -> Fact | None:
    """The fact that an event will be once it is recorded, or ``None`` if it is none."""
    return _fact_of(event.kind, event.at, tuple(event.data().items())) if event.kind in FACTS else None


@lru_cache(maxsize=32)
def _fact_of(kind: str, at: datetime, public: tuple[tuple[str, object], ...]) -> Fact:
    # Who publishes an event asks, and who assesses its ticket asks again. What is erasable is not kept here.
    data = {name: leaf.instant(one) if isinstance(one, datetime) else one for name, one in public}
    return fact(kind, leaf.instant(at), data)
