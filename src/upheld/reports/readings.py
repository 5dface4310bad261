"""The tickets behind a report, with the readings that it counts.

Clock rows are used where they equal an assessment as of the instant. A ticket is assessed from its ledger entries
instead if its rows were written after that instant, if they wait for the worker, or if they count on after a
miss. So figures are always those of ``assess``, however old the instant or late the worker. They cost one statement
where nothing is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from upheld.clocks.models import Clock
from upheld.desk import evidence
from upheld.desk.editions import editions_as_of
from upheld.desk.models import Cancellation, Ticket
from upheld.desk.queries.dimensions import changed_since
from upheld.reports.slices import Filters, Slice, TicketDimensions, TicketReadings
from upheld.sla import OBJECTIVES, Assessment, CannotAssess, Fact, Reading, assess
from upheld.sla.calendar.zones import is_zone

READING_COLUMNS = (
    "objective",
    "cycle",
    "severity",
    "state",
    "outcome",
    "provisional",
    "excluded",
    "started_at",
    "due_at",
    "stopped_at",
    "decided_at",
    "allowance",
    "counted",
    "remaining",
    "overdue",
)
FRESHNESS_COLUMNS = ("assessed_at", "next_transition_at")
ABOUT_COLUMNS = (
    "ticket_id",
    "ticket__subject",
    "organisation_id",
    "organisation__name",
    "version",
    "ticket__contract_version_id",
    "ticket__contract_version__contract_id",
    "ticket__contract_version__contract__plan",
    "ticket__contract_version__terms__timezone",
    "ticket__product_id",
    "ticket__product__name",
    "ticket__region",
    "ticket__state",
    "ticket__merged_into_id",
    "agreed",
)
VERSION = Coalesce("ticket__contract_version__edition_of_id", "ticket__contract_version_id")
"""The version as first published; the ticket itself may stand under a later calendar edition of it."""
RUNS_ON = frozenset({"running", "paused", "closed_hours"})
BATCH = 500


def ticket_readings(filters: Filters, damaged: list[int]) -> Iterator[TicketReadings]:
    """Yield every ticket that may count in the period, first those with fresh clock rows, then the stale ones.

    Tickets whose entries or contract version cannot be read are left out, and their numbers added to ``damaged``.
    """
    stale: list[TicketDimensions] = []
    regions = changed_since(field="region", as_of=filters.known_until, organisation_ids=filters.of.organisations)
    for about, rows in _tickets(filters, regions):
        if not (about.zone and is_zone(about.zone)):
            damaged.append(about.ticket_id)
        elif _stale(filters, rows):
            stale.append(about)
        else:
            yield TicketReadings(about, tuple(_readings(rows)))
    yield from _assessed(filters, stale, damaged)


def _tickets(filters: Filters, regions: Mapping[int, str]) -> Iterator[tuple[TicketDimensions, list[tuple[Any, ...]]]]:
    rows = _rows(filters, regions).values_list(*ABOUT_COLUMNS, *READING_COLUMNS, *FRESHNESS_COLUMNS)
    for _, group in groupby(rows.order_by("ticket_id", "objective", "cycle").iterator(BATCH * 8), itemgetter(0)):
        clock_rows = list(group)
        about = _about(clock_rows[0])
        about = replace(about, region=regions.get(about.ticket_id, about.region))
        yield about, [row[len(ABOUT_COLUMNS) :] for row in clock_rows]


def _rows(filters: Filters, regions: Mapping[int, str]) -> QuerySet[Clock]:
    counts = Clock.objects.filter(may_count(filters), ticket=OuterRef("ticket"))
    return _reported().filter(_within(filters.of, regions), Exists(counts))


def _reported() -> QuerySet[Clock]:
    """The clocks of tickets under a contract, annotated for ``ABOUT_COLUMNS``."""
    agreed = Cancellation.objects.filter(ticket=OuterRef("ticket"), state=Cancellation.State.AGREED)
    rows = Clock.objects.filter(ticket__contract_version__isnull=False).annotate(version=VERSION)
    return rows.annotate(agreed=Subquery(agreed.values("reason")[:1]))


def dimensions_of_ticket(ticket_id: int) -> TicketDimensions | None:
    """The dimensions of a ticket now, or ``None`` without a clock under a contract. One statement."""
    row = _reported().filter(ticket_id=ticket_id).values_list(*ABOUT_COLUMNS).first()
    return None if row is None else _about(row)


def may_count(filters: Filters) -> Q:
    """Selects clocks that may have been decided in the period, as known at the instant."""
    start, end = filters.window
    if filters.from_facts:
        return Q(ticket__filed_at__lt=end, ticket__filed_at__lte=filters.known_until)
    decided = Q(decided_at__gte=start, decided_at__lt=end)
    cancelled = Q(state="cancelled", stopped_at__gte=start, stopped_at__lt=end)
    rewritten = Q(assessed_at__gt=filters.as_of, ticket__filed_at__lt=end, ticket__filed_at__lte=filters.as_of)
    return decided | cancelled | rewritten | Q(next_transition_at__lte=filters.as_of)


def _within(of: Slice, regions: Mapping[int, str]) -> Q:
    """Selects the tickets of a slice as of the instant. ``regions`` has the earlier region of tickets changed since."""
    columns = {
        "organisation_id": of.customer,
        "ticket__contract_version__contract__plan": of.plan,
        "ticket__product_id": of.product,
        "version": of.version,
    }
    condition = Q(**{name: value for name, value in columns.items() if value is not None})
    if of.region is not None:
        tickets = [ticket for ticket, region in regions.items() if region == of.region]
        condition &= (Q(ticket__region=of.region) & ~Q(ticket__in=list(regions))) | Q(ticket__in=tickets)
    return condition if of.organisations is None else condition & Q(organisation_id__in=of.organisations)


def _about(row: tuple[Any, ...]) -> TicketDimensions:
    about, (state, merged, agreed) = row[: len(ABOUT_COLUMNS) - 3], row[len(ABOUT_COLUMNS) - 3 : len(ABOUT_COLUMNS)]
    return TicketDimensions(*(*about, _because(state, merged, agreed)))


def _because(state: str, merged: int | None, agreed: str | None) -> str:
    if state != Ticket.State.CANCELLED:
        return ""
    return agreed or ("withdrawn" if merged is None else "duplicate")


def _stale(filters: Filters, rows: Sequence[tuple[Any, ...]]) -> bool:
    return filters.from_facts or any(_differs(filters, row) for row in rows)


def _differs(filters: Filters, row: tuple[Any, ...]) -> bool:
    """Whether an assessment as of the instant may differ from the row."""
    state, outcome, assessed_at, next_at = row[3], row[4], row[-2], row[-1]
    still_counts = outcome == "missed" and state in RUNS_ON and assessed_at != filters.as_of
    return assessed_at > filters.as_of or (next_at is not None and next_at <= filters.as_of) or still_counts


def _readings(rows: Iterable[tuple[Any, ...]]) -> Iterator[Reading]:
    for row in sorted(rows, key=lambda columns: (OBJECTIVES.index(columns[0]), columns[1])):
        objective, cycle, severity, state, outcome, *rest = row[: len(READING_COLUMNS)]
        yield Reading(objective, cycle, severity, state, outcome or None, *rest)


def _assessed(filters: Filters, stale: Sequence[TicketDimensions], damaged: list[int]) -> Iterator[TicketReadings]:
    """Assess tickets from their ledger entries under the editions of the instant.

    One statement for every 500; one more if any of them stands under a later calendar edition.
    """
    for start in range(0, len(stale), BATCH):
        batch = stale[start : start + BATCH]
        facts = evidence.facts_of_tickets([about.ticket_id for about in batch])
        editions = editions_as_of({about.ticket_id: about.terms_id for about in batch}, filters.known_until)
        for about in batch:
            if about.ticket_id not in editions or about.ticket_id not in facts:
                damaged.append(about.ticket_id)
                continue
            own_facts = [fact for fact in facts[about.ticket_id] if fact.at <= filters.known_until]
            try:
                assessment = assess(editions[about.ticket_id].terms, own_facts, filters.as_of)
            except CannotAssess:
                damaged.append(about.ticket_id)
                continue
            yield TicketReadings(_with_cancellation(about, own_facts, assessment), assessment.readings)


def _with_cancellation(about: TicketDimensions, facts: Iterable[Fact], assessment: Assessment) -> TicketDimensions:
    """The dimensions with the reason of a cancellation, if the ticket was cancelled by the instant."""
    if not assessment.cancelled:
        return replace(about, cancelled="")
    reasons = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    return replace(about, cancelled=reasons[0] if reasons else about.cancelled)
