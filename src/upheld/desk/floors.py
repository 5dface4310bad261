"""The floor: the minimum severity from monitoring. The vendor needs a ruling to go below it (§3).

Measurements are ledger entries, so that both sides and an arbiter compute the same floor. They are not facts of the
clocks. A ruling takes earlier measurements into account, so only measurements since the newest ruling count. Criteria
that also name a field of the ticket use its value at filing: later changes of the ticket do not change a floor.
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
"""Evidence that is a field of the ticket."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """The values that one source measured at one instant."""

    at: datetime
    source: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The data from which a floor is computed: the ticket's fields as filed, and measurements since the newest ruling.

    ``lifted`` are the instants at which the vendor lifted a floor.
    """

    filed: Mapping[str, object]
    measurements: tuple[Measurement, ...]
    lifted: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """The newest measured value of one name."""

    name: str
    value: object
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Floor:
    """The lowest severity that the vendor may choose, and the measured values that it follows from."""

    severity: str
    measured: tuple[MeasuredValue, ...]


def from_ticket(fields: Mapping[str, object]) -> dict[str, object]:
    """Returns the evidence that a ticket's own fields give. An empty field is missing evidence."""
    return {name: fields[name] for name in sorted(FROM_TICKET) if fields.get(name)}


def write(values: Mapping[str, object]) -> str:
    """Writes values as canonical JSON text, because a leaf holds integers and strings only."""
    return json.dumps(
        {name: _whole(value) for name, value in values.items()},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def _whole(value: object) -> object:
    """Converts 12.0 to 12, within the range that every JSON reader represents exactly."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def read(text: object) -> dict[str, object]:
    """Reads values from the JSON text of an entry. ValueError if it is no JSON."""
    try:
        values: dict[str, object] = json.loads(str(text))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return values


def grounds_of(ticket_id: int) -> Grounds:
    """Reads the grounds of a ticket's floor; one statement."""
    return grounds_from(entries_of([ticket_id], (FILED, MEASURED, RULED, LIFTED)).get(ticket_id, []))


def grounds_from(entries: Iterable[EntryView]) -> Grounds:
    """Returns the grounds of a ticket's floor from its entries; measurements are in order."""
    filed: dict[str, object] = {}
    measurements: list[Measurement] = []
    lifted: list[datetime] = []
    for entry in entries:
        if entry.type == FILED:
            filed = from_ticket(entry.document["data"])
        elif entry.type == RULED:
            measurements.clear()
            lifted.clear()
        elif entry.type == LIFTED:
            lifted.append(entry.recorded_at)
        elif entry.type == MEASURED:
            measurements.append(_measurement(entry))
    return Grounds(filed, tuple(measurements), tuple(lifted))


def _measurement(entry: EntryView) -> Measurement:
    data = entry.document["data"]
    try:
        values = dict(read(data["evidence"]))
    except (ValueError, TypeError) as error:
        raise UnreadableEntry(entry.index, entry.subject) from error
    return Measurement(entry.recorded_at, data["source"], values)


def newest(measurements: Iterable[Measurement]) -> tuple[MeasuredValue, ...]:
    """Returns the newest value of each name."""
    *_, last = _value_history(measurements)
    return last


def _value_history(measurements: Iterable[Measurement]) -> Iterator[tuple[MeasuredValue, ...]]:
    """Yields the newest values before the first measurement, and after each one."""
    values: dict[str, MeasuredValue] = {}
    yield ()
    for measurement in measurements:
        values |= {
            name: MeasuredValue(name, value, measurement.source, measurement.at)
            for name, value in measurement.values.items()
        }
        yield tuple(values.values())


def floor_of(terms: Terms, filed: Mapping[str, object], measured: Iterable[MeasuredValue]) -> Floor | None:
    """Returns the highest severity whose criterion holds with the measured values but not with filed facts alone."""
    current = tuple(measured)
    values = {measurement.name: measurement.value for measurement in current}
    kinds = declared(terms.evidence)
    facts = {name: value for name, value in filed.items() if kinds.get(name) == "text"}
    severity = propose_severity(terms, values, monitored=values, facts=facts).floor if values else None
    return None if severity is None else Floor(severity, current)


def highest_floor(terms: Terms, grounds: Grounds, since: datetime | None) -> Floor | None:
    """Returns the highest floor at any moment from ``since`` on; ``None`` means from the first measurement."""
    order = [level.id for level in terms.severities]
    # The values before a measurement apply until it.
    end_times = [measurement.at for measurement in grounds.measurements]
    periods = zip(_value_history(grounds.measurements), [*end_times, None], strict=True)
    lasting = (values for values, end in periods if end is None or since is None or end > since)
    floors = [floor for floor in (floor_of(terms, grounds.filed, values) for values in lasting) if floor is not None]
    return min(floors, key=lambda floor: order.index(floor.severity), default=None)


def floor_for(terms: Terms, grounds: Grounds, *, basis: str, since: datetime | None = None) -> Floor | None:
    """Returns the floor for a change of severity; for a ``correction`` the highest one from ``since`` on.

    A lower measurement does not end a floor. It lasts until a ruling, or until the vendor lifts it with a reason; the
    floor then follows from the values at that moment and from later ones.
    """
    if basis == "correction":
        lifts = [at for at in grounds.lifted if since is not None and at <= since]
    else:
        lifts = list(grounds.lifted)
    return highest_floor(terms, grounds, lifts[-1] if lifts else None)


def floor_of_now(terms: Terms, grounds: Grounds) -> Floor | None:
    """Returns the floor that follows from the newest values alone. It applies once the current floor is lifted."""
    return floor_of(terms, grounds.filed, newest(grounds.measurements))


def below(terms: Terms, severity: str, floor: Floor | None) -> bool:
    """Tells whether a severity is below a floor."""
    order = [level.id for level in terms.severities]
    return floor is not None and order.index(severity) > order.index(floor.severity)
