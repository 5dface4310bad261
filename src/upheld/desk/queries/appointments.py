"""Appointments of arbiters and changes of their roles and groups, from the vendor's log. Both sides read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.queries import arbiters, choices, names
from upheld.accounts.roles import Role
from upheld.database import row_security
from upheld.desk.queries.arbitration import bench
from upheld.desk.queries.parts import PersonRef
from upheld.ledger.queries import EntryView, changes_about_role
from upheld.operations.paging import Listing


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """A present arbiter. ``appointed_at`` is ``None`` if the appointment is older than the log."""

    person: PersonRef
    appointed_at: datetime | None
    appointed_by: PersonRef | None

    @property
    def self_appointed(self) -> bool:
        """Whether arbiters appointed themselves. Such an arbiter needs each customer's agreement to rule for them."""
        return self.appointed_by == self.person


@dataclass(frozen=True, slots=True)
class AppointmentChange:
    """An entry of the vendor's log about an arbiter's roles and groups. ``actor`` is ``None`` for the system."""

    index: int
    type: str
    recorded_at: datetime
    person: PersonRef
    actor: PersonRef | None
    role: str
    group: str


def appointments() -> tuple[AppointmentView, ...]:
    """Returns the present arbiters, by name."""
    records = bench().records
    people = _people({record.appointed_by for _, record in records if record and record.appointed_by})
    return tuple(
        AppointmentView(person, record.appointed_at, people.get(record.appointed_by or 0))
        if record
        else AppointmentView(person, None, None)
        for person, record in records
    )


def appointment_changes(*, before: int | None = None, limit: int = 50) -> Listing[AppointmentChange]:
    """Returns changes about present and former arbiters before an index, newest first."""
    with row_security.everything():
        entries = changes_about_role(
            role=Role.ARBITER.value, person_ids=[arbiter.id for arbiter in arbiters()], most=limit + 1, before=before
        )
    items = _changes(entries[:limit])
    return Listing(items=items, after=str(items[-1].index) if len(entries) > limit else None)


def _changes(entries: Iterable[EntryView]) -> tuple[AppointmentChange, ...]:
    documents = [(entry, entry.document["data"], entry.document["actor"]) for entry in entries]
    acting = {int(actor["id"]) for _, _, actor in documents if actor["kind"] == "user"}
    people = _people({data["person_id"] for _, data, _ in documents} | acting)
    group_names = (
        {group.id: group.name for group in choices.groups()}
        if any("group_id" in data for _, data, _ in documents)
        else {}
    )
    return tuple(
        AppointmentChange(
            entry.index,
            entry.type,
            entry.recorded_at,
            people[data["person_id"]],
            people.get(int(actor["id"])),
            data.get("role", ""),
            group_names.get(data.get("group_id"), ""),
        )
        for entry, data, actor in documents
    )


def _people(ids: Iterable[int]) -> dict[int, PersonRef]:
    return {pk: PersonRef(pk, name) for pk, name in names(ids).items()}
