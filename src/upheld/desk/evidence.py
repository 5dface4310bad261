"""Reads facts and dimensions of tickets from the ledger (see `desk.entries`)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import TypeVar

from upheld.desk.entries import DIMENSIONS, EXTENDED, FACTS, FILED, dimensions_in, fact, facts_in
from upheld.ledger import leaf
from upheld.ledger.events import Recorded
from upheld.ledger.queries import EntryKey, EntryView, UnreadableEntry, entries_of, entries_with_texts
from upheld.operations.errors import Damaged
from upheld.sla import Fact

log = logging.getLogger(__name__)
T = TypeVar("T")
DecodedFacts = Mapping[EntryKey, tuple[EntryView, Fact]]
"""Entries that are facts, each with its fact. An entry never changes, so neither has to be decoded twice."""
NamedTerms = tuple[datetime, str]
"""When an entry was recorded, and the hash of the terms that it names."""
NOTHING_DECODED: DecodedFacts = MappingProxyType({})
CLASSIFYING = ("ticket_filed", "severity_changed", "severity_ruled")
"""Facts that set the severity. A dispute only suspends it, as the contract says."""


def facts_of(ticket_id: int) -> list[Fact]:
    """Returns the facts of a ticket, in order."""
    return [fact for _, fact in decoded_facts_of(ticket_id).values()]


def decoded_facts_of(ticket_id: int) -> DecodedFacts:
    """Returns the entries of a ticket that are facts, each with its fact, in order."""
    entries = entries_of([ticket_id], FACTS.keys()).get(ticket_id, [])
    return {entry.key: (entry, fact) for entry, fact in zip(entries, facts_from(entries), strict=True)}


def undisputed_severity(facts: Iterable[Fact]) -> str | None:
    """Returns the severity that holds if no dispute is open: that of the last filing, change or ruling."""
    return next((fact.severity for fact in reversed(list(facts)) if fact.type in CLASSIFYING), None)


def facts_of_tickets(ticket_ids: Iterable[int]) -> dict[int, list[Fact]]:
    """Returns the facts of several tickets; one statement. A ticket with damaged entries is logged and left out."""
    return _readable(list(ticket_ids), partial(entries_of, types=FACTS.keys()), facts_from)


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """What the ledger says about a ticket: its facts, and the entries of the types that were asked for."""

    facts: list[Fact]
    entries: list[EntryView]


def records_of_tickets(
    ticket_ids: Iterable[int],
    *,
    types: Collection[str],
    with_texts: Collection[str],
    decoded: DecodedFacts,
) -> dict[int, TicketRecord]:
    """Returns the facts of tickets and their entries of some types, some of which with their private texts.

    One statement. A ticket with damaged entries is logged and left out. What is among ``decoded`` is not decoded again.
    """

    def record(entries: list[EntryView]) -> TicketRecord:
        return TicketRecord(facts_from(entries, decoded), [entry for entry in entries if entry.type in types])

    fetch = partial(
        entries_with_texts,
        types={*FACTS, *types},
        with_texts=with_texts,
        decoded={key: entry for key, (entry, _) in decoded.items()},
    )
    return _readable(list(ticket_ids), fetch, record)


def _readable(
    ids: list[int], fetch: Callable[[list[int]], dict[int, list[EntryView]]], read: Callable[[list[EntryView]], T]
) -> dict[int, T]:
    """Reads the entries of all tickets; if that fails, ticket by ticket."""
    try:
        return {ticket: read(entries) for ticket, entries in fetch(ids).items()}
    except (Damaged, ValueError, LookupError, TypeError):
        if len(ids) > 1:
            return {ticket: value for ticket_id in ids for ticket, value in _readable([ticket_id], fetch, read).items()}
        log.exception("the entries of ticket %s cannot be read", ids[0])
        return {}


def facts_from(entries: Iterable[EntryView], decoded: DecodedFacts = NOTHING_DECODED) -> list[Fact]:
    """Returns the facts among entries, in order. Raises ``UnreadableEntry`` for an entry that is not a valid fact."""
    return [
        fact for entry in entries for fact in ([decoded[entry.key][1]] if entry.key in decoded else _facts_in(entry))
    ]


def _facts_in(entry: EntryView) -> list[Fact]:
    try:
        return facts_in([entry.document])
    except (ValueError, LookupError, TypeError) as error:
        raise UnreadableEntry(entry.index, entry.subject) from error


def dimensions_of_tickets(ticket_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Returns the dimensions of tickets according to their entries; one statement. Damaged tickets are left out."""
    return _readable(list(ticket_ids), partial(entries_of, types=DIMENSIONS.keys()), _dimensions_from)


def _dimensions_from(entries: Iterable[EntryView]) -> dict[str, str]:
    return dimensions_in(entry.document for entry in entries)


def terms_named_by_tickets(ticket_ids: Iterable[int]) -> dict[int, tuple[NamedTerms, ...]]:
    """Returns the terms that tickets were filed under and moved to, in order; one statement.

    Empty for a ticket that no entry moved. Damaged tickets are left out.
    """
    return _readable(list(ticket_ids), partial(entries_of, types=(FILED, EXTENDED)), _terms_named)


def _terms_named(entries: list[EntryView]) -> tuple[NamedTerms, ...]:
    if all(entry.type != EXTENDED for entry in entries):
        return ()
    return tuple((entry.recorded_at, entry.document["contract"]["sha256"]) for entry in entries)


def fact_of(event: Recorded) -> Fact | None:
    """Returns the fact that an event becomes when it is recorded, or ``None`` if it is not a fact."""
    return _fact_of(event.kind, event.at, tuple(event.data().items())) if event.kind in FACTS else None


@lru_cache(maxsize=32)
def _fact_of(kind: str, at: datetime, public: tuple[tuple[str, object], ...]) -> Fact:
    # Called when an event is published and again when its ticket is assessed. Erasable values are not cached.
    data = {name: leaf.instant(value) if isinstance(value, datetime) else value for name, value in public}
    return fact(kind, leaf.instant(at), data)
