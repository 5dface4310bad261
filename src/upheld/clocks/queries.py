"""The queue by next deadline, and the clocks of a ticket ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.clocks.models import Heartbeat
from upheld.clocks.moved_deadlines import (
    MovedView,
    adopted_release,
    all_moved_deadlines,
    is_move,
    moved_deadlines,
    moved_text,
    release_name,
)
from upheld.clocks.queue_pages import BadCursor, QueueFilter, QueueLine, QueuePage, counts, queue
from upheld.desk import evidence
from upheld.desk.models import Ticket
from upheld.desk.terms import terms_as_of
from upheld.sla import Fact, Mark, Reading, Reckoning, Terms, explain, outlook
from upheld.sla.instant import micros, moment
from upheld.sla.reckoning.spans import explain_all

__all__ = [
    "BadCursor",
    "MovedView",
    "QueueFilter",
    "QueueLine",
    "QueuePage",
    "Strip",
    "adopted_release",
    "all_moved_deadlines",
    "counts",
    "heartbeats",
    "is_move",
    "moved_deadlines",
    "moved_text",
    "queue",
    "reckoning",
    "release_name",
    "strips",
    "strips_from",
]

RUNNING = ("running", "closed_hours")
EARLIER = 60
"""Earlier cycles that a strip tells of."""


@dataclass(frozen=True, slots=True)
class Strip:
    """All that is needed to draw one clock; ``earlier`` are the newest cycles before it."""

    reading: Reading
    reckoning: Reckoning
    marks: tuple[Mark, ...]
    calendar_zone: str
    ahead: tuple[tuple[datetime, datetime], ...] = ()
    """Service hours still to come before the deadline."""
    earlier: tuple[Reading, ...] = ()


def strips(*, ticket_id: int, actor: Actor, now: datetime) -> tuple[Strip, ...]:
    """A ticket's clocks as of ``now``, the latest cycle of each objective; empty where the actor may not see it."""
    found = _ticket(ticket_id, actor, now)
    if found is None:
        return ()
    ticket, terms = found
    return strips_from(terms, evidence.facts_of(ticket.pk), now=now)


def strips_from(terms: Terms, facts: Sequence[Fact], *, now: datetime) -> tuple[Strip, ...]:
    """The same from what was read already; no statement."""
    view = outlook(terms, facts, now)
    readings = view.assessment.readings
    reckonings = _reckonings(terms, facts, now, _shown(readings), few=len(readings) <= FEW)
    return tuple(
        Strip(
            reading=one.reading,
            reckoning=one,
            marks=tuple(mark for mark in view.marks if (mark.objective, mark.cycle) == _key(one.reading)),
            calendar_zone=str(terms.timezone),
            ahead=tuple(_ahead(terms, one.reading, now)),
            earlier=tuple(_earlier(readings, one.reading)),
        )
        for one in reckonings
    )


FEW = 20
"""Up to so many clocks it is quicker to explain all at once than each wanted one by itself."""


def _reckonings(
    terms: Terms, facts: Sequence[Fact], now: datetime, wanted: Sequence[Reading], *, few: bool
) -> list[Reckoning]:
    if few:
        keys = {_key(one) for one in wanted}
        return [one for one in explain_all(terms, facts, now) if _key(one.reading) in keys]
    return [explain(terms, facts, now, one.objective, one.cycle) for one in wanted]


def _shown(readings: tuple[Reading, ...]) -> list[Reading]:
    """The latest cycle of each objective: a forgotten ticket has thousands of update cycles."""
    return list({reading.objective: reading for reading in readings}.values())


def _earlier(readings: tuple[Reading, ...], last: Reading) -> list[Reading]:
    return [reading for reading in readings if reading.objective == last.objective and reading.cycle < last.cycle][
        -EARLIER:
    ]


def _key(reading: Reading) -> tuple[str, int]:
    return reading.objective, reading.cycle


def _ahead(terms: Terms, reading: Reading, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The service hours between now and the deadline of a running clock."""
    target = terms.severity(reading.severity).objectives.get(reading.objective)
    if target is None or reading.state not in RUNNING or reading.due_at is None or reading.due_at <= now:
        return
    for start, end in terms.calendar(target.calendar).hours.spans(micros(now), micros(reading.due_at)):
        yield moment(start), moment(end)


def reckoning(*, ticket_id: int, objective: str, cycle: int, actor: Actor, now: datetime) -> Reckoning | None:
    """One clock, minute by minute; ``None`` where there is no such clock for the actor."""
    found = _ticket(ticket_id, actor, now)
    if found is None:
        return None
    ticket, terms = found
    facts = evidence.facts_of(ticket.pk)
    known = {(reading.objective, reading.cycle) for reading in outlook(terms, facts, now).assessment.readings}
    return explain(terms, facts, now, objective, cycle) if (objective, cycle) in known else None


def _ticket(ticket_id: int, actor: Actor, now: datetime) -> tuple[Ticket, Terms] | None:
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None or not actor.sees(ticket.organisation_id):
        return None
    return ticket, terms_as_of(ticket, now)


def heartbeats() -> tuple[tuple[str, datetime], ...]:
    """When each worker was last alive."""
    return tuple(Heartbeat.objects.order_by("worker").values_list("worker", "beat_at"))
