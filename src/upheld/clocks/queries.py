"""Queries for the queue and for the clocks of a ticket."""

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
"""Earlier cycles that a strip lists."""


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
    ticket_and_terms = _ticket(ticket_id, actor, now)
    if ticket_and_terms is None:
        return ()
    ticket, terms = ticket_and_terms
    return strips_from(terms, evidence.facts_of(ticket.pk), now=now)


def strips_from(terms: Terms, facts: Sequence[Fact], *, now: datetime) -> tuple[Strip, ...]:
    """Return the clocks from terms and facts that are already loaded, without a query."""
    view = outlook(terms, facts, now)
    readings = view.assessment.readings
    reckonings = _reckonings(terms, facts, now, _latest_cycles(readings), few=len(readings) <= FEW)
    return tuple(
        Strip(
            reading=reckoning.reading,
            reckoning=reckoning,
            marks=tuple(mark for mark in view.marks if (mark.objective, mark.cycle) == _key(reckoning.reading)),
            calendar_zone=str(terms.timezone),
            ahead=tuple(_ahead(terms, reckoning.reading, now)),
            earlier=tuple(_earlier(readings, reckoning.reading)),
        )
        for reckoning in reckonings
    )


FEW = 20
"""Up to this many clocks, explaining all at once is faster than explaining the requested ones separately."""


def _reckonings(
    terms: Terms, facts: Sequence[Fact], now: datetime, readings: Sequence[Reading], *, few: bool
) -> list[Reckoning]:
    if few:
        keys = {_key(reading) for reading in readings}
        return [reckoning for reckoning in explain_all(terms, facts, now) if _key(reckoning.reading) in keys]
    return [explain(terms, facts, now, reading.objective, reading.cycle) for reading in readings]


def _latest_cycles(readings: tuple[Reading, ...]) -> list[Reading]:
    """Return the latest cycle of each objective, because an old ticket can have thousands of update cycles."""
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
    ticket_and_terms = _ticket(ticket_id, actor, now)
    if ticket_and_terms is None:
        return None
    ticket, terms = ticket_and_terms
    facts = evidence.facts_of(ticket.pk)
    keys = {(reading.objective, reading.cycle) for reading in outlook(terms, facts, now).assessment.readings}
    return explain(terms, facts, now, objective, cycle) if (objective, cycle) in keys else None


def _ticket(ticket_id: int, actor: Actor, now: datetime) -> tuple[Ticket, Terms] | None:
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None or not actor.sees(ticket.organisation_id):
        return None
    return ticket, terms_as_of(ticket, now)


def heartbeats() -> tuple[tuple[str, datetime], ...]:
    """When each worker was last alive."""
    return tuple(Heartbeat.objects.order_by("worker").values_list("worker", "beat_at"))
