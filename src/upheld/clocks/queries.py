"""The queue by next deadline, and the clocks of a ticket ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from upheld.accounts.actor import Actor
from upheld.clocks.models import Clock, Heartbeat, QueueRow
from upheld.desk import evidence
from upheld.desk.models import Ticket
from upheld.desk.terms import terms_for
from upheld.sla import Fact, Mark, Reading, Reckoning, Terms, explain, outlook
from upheld.sla.instant import micros, moment
from upheld.sla.reckoning.spans import explain_all

RUNNING = ("running", "closed_hours")
EARLIER = 60
"""Earlier cycles that a strip tells of."""
COUNT_CAP = 1000
"""Counts stop here: "1000+" says enough, and costs the same however long the queue is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What of the queue is wanted; ``None`` is any. ``assignee_id`` 0 is nobody."""

    group_id: int | None = None
    assignee_id: int | None = None
    organisation_id: int | None = None
    severity: str | None = None
    state: str | None = None
    missed: bool | None = None


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A ticket in the queue."""

    ticket_id: int
    subject: str
    customer: str
    customer_id: int
    requester: str
    severity: str
    state: str
    uncovered: str
    next_due_at: datetime | None
    next_objective: str
    missed: bool
    group: str
    assignee: str
    filed_at: datetime
    updated_at: datetime
    tags: tuple[str, ...]
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some lines, and the cursor of what comes after them."""

    lines: tuple[QueueLine, ...]
    next_cursor: str


class BadCursor(ValueError):
    """A cursor that no page gave."""


_NEXT = Clock.objects.filter(
    ticket=OuterRef("ticket"), objective=OuterRef("next_objective"), due_at=OuterRef("next_due_at")
)
_STARTED_AT = Subquery(_NEXT.values("started_at")[:1])


def queue(*, wanted: QueueFilter, cursor: str = "", limit: int = 50) -> QueuePage:
    """Open tickets by next deadline, one statement. For the vendor's staff. Raises ``BadCursor``."""
    rows = _filtered(wanted).select_related("ticket__requester", "organisation", "group", "assignee")
    if cursor:
        rank_at, ticket_id = _read_cursor(cursor)
        # The redundant first bound lets the index be entered at the cursor.
        rows = rows.filter(rank_at__gte=rank_at).exclude(rank_at=rank_at, ticket_id__lte=ticket_id)
    found = list(rows.annotate(started_at=_STARTED_AT).order_by("rank_at", "ticket_id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return QueuePage(
        lines=tuple(_line(row) for row in found[:limit]),
        next_cursor=f"{last.rank_at.isoformat()}~{last.ticket_id}" if last else "",
    )


def counts(*, wanted: QueueFilter) -> Mapping[str, int]:
    """How many open tickets by view, each capped; loaded apart from the page."""
    rows = _filtered(wanted)
    return {
        "all": _capped(rows),
        "missed": _capped(rows.filter(missed=True)),
        "unassigned": _capped(rows.filter(assignee=None)),
        "waiting": _capped(rows.filter(state=Ticket.State.WAITING)),
    }


def _capped(rows: QuerySet[QueueRow]) -> int:
    return len(rows.order_by().values_list("pk")[: COUNT_CAP + 1])


def _filtered(wanted: QueueFilter) -> QuerySet[QueueRow]:
    given = {
        "group_id": wanted.group_id,
        "organisation_id": wanted.organisation_id,
        "severity": wanted.severity,
        "state": wanted.state,
        "missed": wanted.missed,
    }
    rows = QueueRow.objects.filter(**{name: value for name, value in given.items() if value is not None})
    if wanted.assignee_id is not None:
        rows = rows.filter(assignee_id=wanted.assignee_id or None)
    return rows


def _read_cursor(cursor: str) -> tuple[datetime, int]:
    at, _, number = cursor.partition("~")
    try:
        rank_at, ticket_id = datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise BadCursor(cursor[:80]) from error
    if rank_at.tzinfo is None or not 0 <= ticket_id < 2**63:
        raise BadCursor(cursor[:80])
    return rank_at, ticket_id


def _line(row: QueueRow) -> QueueLine:
    ticket = row.ticket
    return QueueLine(
        ticket_id=row.ticket_id,
        subject=ticket.subject,
        customer=row.organisation.name,
        customer_id=row.organisation_id,
        requester=ticket.requester.name,
        severity=row.severity,
        state=row.state,
        uncovered=ticket.uncovered,
        next_due_at=row.next_due_at,
        next_objective=row.next_objective,
        missed=row.missed,
        group=row.group.name if row.group else "",
        assignee=row.assignee.name if row.assignee else "",
        filed_at=ticket.filed_at,
        updated_at=ticket.updated_at,
        tags=tuple(ticket.tags),
        started_at=getattr(row, "started_at", None),
    )


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
    found = _ticket(ticket_id, actor)
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
    return list({one.objective: one for one in readings}.values())


def _earlier(readings: tuple[Reading, ...], last: Reading) -> list[Reading]:
    return [one for one in readings if one.objective == last.objective and one.cycle < last.cycle][-EARLIER:]


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
    found = _ticket(ticket_id, actor)
    if found is None:
        return None
    ticket, terms = found
    facts = evidence.facts_of(ticket.pk)
    known = {(one.objective, one.cycle) for one in outlook(terms, facts, now).assessment.readings}
    return explain(terms, facts, now, objective, cycle) if (objective, cycle) in known else None


def _ticket(ticket_id: int, actor: Actor) -> tuple[Ticket, Terms] | None:
    ticket = Ticket.objects.filter(pk=ticket_id).first()
    if ticket is None or not actor.sees(ticket.organisation_id):
        return None
    return ticket, terms_for(ticket)


def heartbeats() -> tuple[tuple[str, datetime], ...]:
    """When each worker was last alive."""
    return tuple(Heartbeat.objects.order_by("worker").values_list("worker", "beat_at"))
