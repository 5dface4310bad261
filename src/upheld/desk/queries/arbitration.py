"""Arbiters and their conflicts of interest in the open cases of tickets."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.queries import arbiters, belonged
from upheld.database import ask, row_security
from upheld.desk.answers import reasons
from upheld.desk.independence import Conflict, Past, Record, as_customers_read, conflicts, past_from, record_from
from upheld.desk.queries import parts
from upheld.ledger.queries import changes_of_people, entries_of
from upheld.operations.errors import NotAllowed

log = logging.getLogger(__name__)
DAMAGED = (ValueError, LookupError, TypeError)
"""Errors that reading damaged entries raises."""
MERGED = """
    WITH RECURSIVE merged AS (
        SELECT ticket_id AS into_id, other_id AS id FROM desk_ticketlink
        WHERE kind = 'duplicate' AND ticket_id = ANY(%s)
        UNION
        SELECT merged.into_id, link.other_id FROM merged
        JOIN desk_ticketlink link ON link.ticket_id = merged.id AND link.kind = 'duplicate'
    )
    SELECT into_id, id FROM merged
"""
ACTS = {
    "dispute": "rule",
    "exclusion": "decide_exclusion",
    "cancellation": "decide_cancellation",
    "wait": "void_wait",
}
"""The act by which an arbiter decides each kind of case."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An arbiter and their conflicts in one case; without conflicts they may rule."""

    person: parts.PersonRef
    conflicts: tuple[Conflict, ...]

    @property
    def by_agreement(self) -> bool:
        """Whether the arbiter needs only the customer's agreement."""
        return bool(self.conflicts) and all(conflict.by_agreement for conflict in self.conflicts)

    @property
    def reasons(self) -> str:
        """The conflicts in words."""
        return reasons(self.conflicts)


def eligible_among(candidates: Iterable[Candidate]) -> tuple[parts.PersonRef, ...]:
    """Returns the arbiters who may rule."""
    return tuple(candidate.person for candidate in candidates if not candidate.conflicts)


def conflicts_among(candidates: Iterable[Candidate], person_id: int) -> tuple[Conflict, ...]:
    """Returns the conflicts of a person; empty if they are not an arbiter."""
    return next((candidate.conflicts for candidate in candidates if candidate.person.id == person_id), ())


@dataclass(frozen=True, slots=True)
class ArbitrationView:
    """An open case with every arbiter. ``kind`` is dispute, exclusion, cancellation or wait."""

    kind: str
    id: int
    candidates: tuple[Candidate, ...]

    @property
    def act(self) -> str:
        """The act that decides the case."""
        return ACTS[self.kind]

    @property
    def eligible(self) -> tuple[parts.PersonRef, ...]:
        """The arbiters who may rule."""
        return eligible_among(self.candidates)


@dataclass(frozen=True, slots=True)
class Bench:
    """The arbiters with their records."""

    records: tuple[tuple[parts.PersonRef, Record | None], ...]

    def candidates(self, past: Past | None, kind: str, opened_at: datetime, reader: Actor) -> tuple[Candidate, ...]:
        """Returns all arbiters with their conflicts in a case, as far as the reader may know."""
        return tuple(
            Candidate(
                person, case_conflicts if reader.is_staff or reader.is_system else as_customers_read(case_conflicts)
            )
            for person, record in self.records
            for case_conflicts in [conflicts(record, past, kind, opened_at)]
        )


def bench() -> Bench:
    """Reads the active arbiters and their records in the vendor's log; two statements."""
    people = arbiters()
    with row_security.everything():
        records = _records({person.id: person.group_ids for person in people})
    return Bench(tuple((parts.PersonRef(person.id, person.name), records[person.id]) for person in people))


def _records(groups: dict[int, tuple[int, ...]]) -> dict[int, Record | None]:
    """Returns the records of people with their groups; ``None`` for a person whose entries are damaged."""
    try:
        changes = changes_of_people(list(groups)) if groups else {}
        return {
            person_id: record_from(person_id, changes.get(person_id, ()), group_ids)
            for person_id, group_ids in groups.items()
        }
    except DAMAGED:
        if len(groups) > 1:
            return {
                person_id: record
                for person in groups
                for person_id, record in _records({person: groups[person]}).items()
            }
        log.exception("the entries about person %s cannot be read", *groups)
        return dict.fromkeys(groups)


def pasts_of(ticket_ids: Sequence[int]) -> dict[int, Past | None]:
    """Reads the pasts of tickets and of their duplicates; ``None`` if entries are damaged. Two statements."""
    merged = _merged_into(ticket_ids)
    try:
        entries = entries_of([*ticket_ids, *(duplicate_id for ids in merged.values() for duplicate_id in ids)])
        return {
            ticket: past_from(
                entries.get(ticket, ()), [entry for pk in merged.get(ticket, ()) for entry in entries[pk]]
            )
            for ticket in ticket_ids
        }
    except DAMAGED:
        if len(ticket_ids) > 1:
            return {ticket: past for ticket_id in ticket_ids for ticket, past in pasts_of([ticket_id]).items()}
        log.exception("the entries of ticket %s, or of one merged into it, cannot be read", *ticket_ids)
        return dict.fromkeys(ticket_ids)


def _merged_into(ticket_ids: Sequence[int]) -> dict[int, list[int]]:
    merged: dict[int, list[int]] = {}
    for into, duplicate_id in ask(MERGED, [list(ticket_ids)]):
        merged.setdefault(into, []).append(duplicate_id)
    return merged


def open_cases(
    ticket_id: int, cases: Iterable[tuple[str, int, datetime]], reader: Actor
) -> tuple[ArbitrationView, ...]:
    """Returns the open cases (kind, id, opening) of a ticket with all arbiters; four statements, none without cases."""
    case_keys = list(cases)
    if not case_keys:
        return ()
    past, arbiter_bench = pasts_of([ticket_id])[ticket_id], bench()
    return tuple(
        ArbitrationView(kind, pk, arbiter_bench.candidates(past, kind, at, reader)) for kind, pk, at in case_keys
    )


def joined_late(customer_id: int, filed_at: datetime, reader: Actor) -> bool:
    """Tells whether a reader joined the customer after the filing, and so cannot agree to an arbiter."""
    return not (reader.is_system or belonged(user_id=reader.id, organisation_id=customer_id, at=filed_at))


def conflicts_of(*, ticket_id: int, person: Actor, kind: str, opened_at: datetime) -> tuple[Conflict, ...]:
    """Returns the conflicts of an arbiter in a case of a ticket; four statements.

    Raises NotAllowed if the person is no longer an arbiter.
    """
    candidates = bench().candidates(pasts_of([ticket_id])[ticket_id], kind, opened_at, person)
    if all(candidate.person.id != person.id for candidate in candidates):
        raise NotAllowed
    return conflicts_among(candidates, person.id)
