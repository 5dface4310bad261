"""Base classes of events recorded in the ledger: envelope, public data and commitments to private text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, Literal

from upheld.operations.bus import Event

Timeline = Literal["nobody", "vendor", "both"]
PRIVATE: dict[str, Any] = {"private": True}
UNRECORDED: dict[str, Any] = {"unrecorded": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRef:
    """Which published version an act happened under; ``sha256`` is that of its canonical terms.

    ``version_id`` is the row's and stays out of the leaf, which knows contract and number.
    """

    id: int
    version: int
    sha256: str
    version_id: int


@dataclass(frozen=True, kw_only=True)
class Recorded(Event):
    """An event with its place in the ledger. ``at`` is the instant recorded under the account's lock."""

    kind: ClassVar[str]
    organisation_id: int
    actor_kind: str
    actor_id: int
    at: datetime
    contract: ContractRef | None = None
    via: str | None = None
    """The kind of the API token that the act came by; ``None``, and no part of the leaf, for an act on a page."""

    @property
    def subject(self) -> str:
        """What the entry is about, e.g. ``ticket/42``."""
        raise NotImplementedError

    def data(self) -> dict[str, object]:
        """Return the public fields, which the leaf contains."""
        public = {name: getattr(self, name) for name, private in _own_fields(type(self)) if not private}
        return public if self.via is None else public | {"via": self.via}

    def private(self) -> dict[str, str]:
        """The erasable fields: the leaf holds salted commitments to them. One that is ``None`` is no part of it."""
        values = {name: getattr(self, name) for name, private in _own_fields(type(self)) if private}
        return {name: _text(value) for name, value in values.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class OnTicket(Recorded):
    """An event on a ticket, with who reads of it."""

    timeline: ClassVar[Timeline] = "nobody"
    """Who reads an item of its own in the conversation; nobody does if a message shows it already."""
    notice: ClassVar[str | None] = None
    """The field whose text the notification carries, or empty for none; ``None`` if nobody is notified."""

    ticket_id: int

    def notice_text(self) -> str:
        """Returns the text that a notification about the event carries."""
        return str(getattr(self, self.notice)) if self.notice else ""

    @property
    def subject(self) -> str:
        return ticket_subject(self.ticket_id)


@dataclass(frozen=True, kw_only=True)
class OnPerson(Recorded):
    """A role or a group membership of one of the vendor's people; an entry of the vendor's own log."""

    person_id: int

    @property
    def subject(self) -> str:
        return person_subject(self.person_id)


@dataclass(frozen=True, kw_only=True)
class RoleGiven(OnPerson):
    kind = "role.given"
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleTaken(OnPerson):
    kind = "role.taken"
    role: str


@dataclass(frozen=True, kw_only=True)
class GroupJoined(OnPerson):
    kind = "group.joined"
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupLeft(OnPerson):
    kind = "group.left"
    group_id: int


@dataclass(frozen=True, kw_only=True)
class VendorZoneChanged(Recorded):
    """The vendor's time zone changed. Periods published before keep the zone of their first publication."""

    kind = "vendor.zone_changed"
    before: str
    after: str

    @property
    def subject(self) -> str:
        return f"organisation/{self.organisation_id}"


def person_subject(person_id: int) -> str:
    """Return the subject of entries about a person of the vendor."""
    return f"person/{person_id}"


def ticket_subject(ticket_id: int) -> str:
    """Return the subject of entries about a ticket."""
    return f"ticket/{ticket_id}"


def ticket_of(subject: str) -> int | None:
    """Return the ticket that a subject names; ``None`` if it names something else."""
    kind, _, number = subject.partition("/")
    return int(number) if kind == "ticket" else None


def kinds_in_timeline(*readers: Timeline) -> frozenset[str]:
    """Returns the kinds of entries that have an item of their own for these readers."""
    return frozenset(event.kind for event in events_on_tickets() if event.timeline in readers)


def events_on_tickets(base: type[OnTicket] = OnTicket) -> Iterator[type[OnTicket]]:
    """Yields every declared event on a ticket. Those of acts are declared once ``upheld.desk.acts`` is imported."""
    if hasattr(base, "kind"):
        yield base
    for child in base.__subclasses__():
        yield from events_on_tickets(child)


def private_text() -> Any:
    """Declare a private field: erasable and stored apart; the leaf only contains a commitment to it."""
    return field(metadata=PRIVATE)


_fields: dict[type[Recorded], tuple[tuple[str, bool], ...]] = {}


def unrecorded(default: Any) -> Any:
    """Declare a field that only event handlers use and that is not recorded."""
    return field(default=default, metadata=UNRECORDED)


def _own_fields(kind: type[Recorded]) -> tuple[tuple[str, bool], ...]:
    if kind not in _fields:
        envelope = {f.name for f in fields(OnTicket)}
        own = [f for f in fields(kind) if f.name not in envelope and "unrecorded" not in f.metadata]
        _fields[kind] = tuple((f.name, "private" in f.metadata) for f in own)
    return _fields[kind]


def _text(value: object) -> str:
    return "\n".join(value) if isinstance(value, tuple) else str(value)
