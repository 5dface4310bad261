"""Who may rule on the open cases of tickets, and why others may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.queries import arbiters
from upheld.common import scope
from upheld.desk.answers import reasons
from upheld.desk.independence import Conflict, Past, Record, as_customers_read, conflicts, past_from, record_from
from upheld.desk.queries import parts
from upheld.ledger.queries import EntryView, changes_of_people, entries_of

ACTS = {
    "dispute": "rule",
    "exclusion": "decide_exclusion",
    "cancellation": "decide_cancellation",
    "wait": "void_wait",
}
"""The act by which an arbiter decides each kind of case."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An arbiter as seen from one case; without conflicts they may rule."""

    person: parts.PersonRef
    conflicts: tuple[Conflict, ...]

    @property
    def by_agreement(self) -> bool:
        """Whether the customer's agreement is all that is missing."""
        return bool(self.conflicts) and all(one.by_agreement for one in self.conflicts)

    @property
    def reasons(self) -> str:
        """The conflicts in words."""
        return reasons(self.conflicts)


def eligible_among(candidates: Iterable[Candidate]) -> tuple[parts.PersonRef, ...]:
    """Those who may rule."""
    return tuple(one.person for one in candidates if not one.conflicts)


def conflicts_among(candidates: Iterable[Candidate], person_id: int) -> tuple[Conflict, ...]:
    """Why this person may not rule; nothing for who is no arbiter."""
    return next((one.conflicts for one in candidates if one.person.id == person_id), ())


@dataclass(frozen=True, slots=True)
class ArbitrationView:
    """An open case with every arbiter. ``kind`` is dispute, exclusion, cancellation or wait."""

    kind: str
    id: int
    candidates: tuple[Candidate, ...]

    @property
    def act(self) -> str:
        """The act that decides it."""
        return ACTS[self.kind]

    @property
    def eligible(self) -> tuple[parts.PersonRef, ...]:
        """Those who may rule."""
        return eligible_among(self.candidates)


@dataclass(frozen=True, slots=True)
class Bench:
    """The arbiters with their records."""

    records: tuple[tuple[parts.PersonRef, Record], ...]

    def candidates(self, past: Past, opened_at: datetime, reader: Actor) -> tuple[Candidate, ...]:
        """All of them as seen from a case, as far as the reader may know."""
        return tuple(
            Candidate(person, found if reader.is_staff or reader.is_system else as_customers_read(found))
            for person, record in self.records
            for found in [conflicts(record, past, opened_at)]
        )


def bench() -> Bench:
    """The active arbiters and what the vendor's log says of them; two statements."""
    people = arbiters()
    with scope.everything():
        changes = changes_of_people([one.id for one in people]) if people else {}
    return Bench(
        tuple(
            (parts.PersonRef(one.id, one.name), record_from(one.id, changes.get(one.id, ()), one.group_ids))
            for one in people
        )
    )


def open_cases(
    cases: Iterable[tuple[str, int, datetime]], entries: Iterable[EntryView], reader: Actor
) -> tuple[ArbitrationView, ...]:
    """Open cases of one ticket, given as (kind, id, opening), with every arbiter; two statements if there are any."""
    known = list(cases)
    if not known:
        return ()
    past, present = past_from(entries), bench()
    return tuple(ArbitrationView(kind, pk, present.candidates(past, at, reader)) for kind, pk, at in known)


def conflicts_of(*, ticket_id: int, person: Actor, opened_at: datetime) -> tuple[Conflict, ...]:
    """Why this person may not rule on a case of the ticket that opened then; three statements."""
    past = past_from(entries_of([ticket_id])[ticket_id])
    return conflicts_among(bench().candidates(past, opened_at, person), person.id)
