"""What monitoring measured, and the floor that follows: the vendor cannot classify below it without a ruling (§3).

Measurements are entries of the ledger, so that both sides and an arbiter come to the same floor. They are no facts of
the clocks. A ruling has weighed what was measured before it: only what was measured since binds. Where a criterion also
names a fact of the ticket, it counts as filed: what the vendor describes later changes no floor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.ledger.queries import EntryView, UnreadableEntry, entries_of
from upheld.sla import Terms, declared, propose_severity

FILED, MEASURED, RULED = "ticket.filed", "evidence.measured", "severity.ruled"
LIFTED = "floor.lifted"
FROM_TICKET = frozenset({"environment", "region", "platform"})
"""Evidence that is a fact of the ticket anyway."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one source said at one instant."""

    at: datetime
    source: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The grounds of a floor: the ticket's own facts as filed, and the measurements since the newest ruling.

    ``lifted`` are the instants at which the vendor lifted the floor of then.
    """

    filed: Mapping[str, object]
    measurements: tuple[Measurement, ...]
    lifted: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """The newest value of one name."""

    name: str
    value: object
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest severity that the vendor may choose, and what was measured when it was so."""

    severity: str
    measured: tuple[Measured, ...]


def from_ticket(fields: Mapping[str, object]) -> dict[str, object]:
    """Returns the evidence that a ticket's own fields give. An empty field is missing evidence."""
    return {name: fields[name] for name in sorted(FROM_TICKET) if fields.get(name)}


def write(values: Mapping[str, object]) -> str:
    """Values as canonical JSON text: a leaf holds integers and strings only."""
    return json.dumps(
        {name: _whole(value) for name, value in values.items()},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def _whole(value: object) -> object:
    """12.0 is 12, as far as every reader of JSON holds it exactly."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def read(text: object) -> dict[str, object]:
    """Values out of the text that an entry holds."""
    values: dict[str, object] = json.loads(str(text))
    return values


def grounds_of(ticket_id: int) -> Grounds:
    """What a ticket's floor follows from; one statement."""
    return grounds_from(entries_of([ticket_id], (FILED, MEASURED, RULED, LIFTED)).get(ticket_id, []))


def grounds_from(entries: Iterable[EntryView]) -> Grounds:
    """The same from a ticket's entries; the measurements in order."""
    filed: dict[str, object] = {}
    found: list[Measurement] = []
    lifted: list[datetime] = []
    for entry in entries:
        if entry.type == FILED:
            filed = from_ticket(entry.document["data"])
        elif entry.type == RULED:
            found.clear()
            lifted.clear()
        elif entry.type == LIFTED:
            lifted.append(entry.recorded_at)
        elif entry.type == MEASURED:
            found.append(_measurement(entry))
    return Grounds(filed, tuple(found), tuple(lifted))


def _measurement(entry: EntryView) -> Measurement:
    data = entry.document["data"]
    try:
        values = dict(read(data["evidence"]))
    except (ValueError, TypeError) as error:
        raise UnreadableEntry(entry.index, entry.subject) from error
    return Measurement(entry.recorded_at, data["source"], values)


def newest(measurements: Iterable[Measurement]) -> tuple[Measured, ...]:
    """The newest value of each name."""
    *_, last = _standing(measurements)
    return last


def _standing(measurements: Iterable[Measurement]) -> Iterator[tuple[Measured, ...]]:
    """What was known before any measurement, and after each."""
    values: dict[str, Measured] = {}
    yield ()
    for one in measurements:
        values |= {name: Measured(name, value, one.source, one.at) for name, value in one.values.items()}
        yield tuple(values.values())


def floor_of(terms: Terms, filed: Mapping[str, object], measured: Iterable[Measured]) -> Floor | None:
    """The highest severity whose criterion holds on measured values and the facts as filed, and not on these alone."""
    known = tuple(measured)
    values = {one.name: one.value for one in known}
    kinds = declared(terms.evidence)
    facts = {name: value for name, value in filed.items() if kinds.get(name) == "text"}
    severity = propose_severity(terms, values, monitored=values, facts=facts).floor if values else None
    return None if severity is None else Floor(severity, known)


def highest_floor(terms: Terms, grounds: Grounds, since: datetime | None) -> Floor | None:
    """The highest floor of any moment from ``since`` on (``None``: from the first): that of a correction."""
    order = [level.id for level in terms.severities]
    ends = [one.at for one in grounds.measurements]  # what was known before a measurement lasts until it
    standing = zip(_standing(grounds.measurements), [*ends, None], strict=True)
    lasting = (known for known, end in standing if end is None or since is None or end > since)
    floors = [floor for floor in (floor_of(terms, grounds.filed, known) for known in lasting) if floor is not None]
    return min(floors, key=lambda one: order.index(one.severity), default=None)


def floor_for(terms: Terms, grounds: Grounds, *, basis: str, since: datetime | None = None) -> Floor | None:
    """The floor under a change: that of now for ``impact``, the highest from ``since`` on for a ``correction``.

    A floor stands though a later measurement is lower, until a ruling, or until the vendor lifts it with a reason:
    then what is measured at that moment, and later, makes the floor.
    """
    if basis == "correction":
        before = [at for at in grounds.lifted if since is not None and at <= since]
    else:
        before = list(grounds.lifted)
    return highest_floor(terms, grounds, before[-1] if before else None)


def floor_of_now(terms: Terms, grounds: Grounds) -> Floor | None:
    """The floor that follows from the newest values alone. It applies once the standing floor is lifted."""
    return floor_of(terms, grounds.filed, newest(grounds.measurements))


def below(terms: Terms, severity: str, floor: Floor | None) -> bool:
    """Whether a severity lies below a floor."""
    order = [level.id for level in terms.severities]
    return floor is not None and order.index(severity) > order.index(floor.severity)
