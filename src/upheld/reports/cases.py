"""The tickets behind a report, with the readings that it counts.

Clock rows are read where they say what an assessment would say; a ticket whose rows were written after the instant
asked for, or wait for the worker, or still count on after a miss, is assessed from its ledger entries instead. So a
figure is always that of ``assess``, however old the instant or late the worker, and costs one statement where nothing
is stale.
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
from upheld.contracts.queries import editions_as_of
from upheld.desk import evidence
from upheld.desk.models import Cancellation, Ticket
from upheld.desk.queries.dimensions import changed_since
from upheld.reports.periods import is_zone
from upheld.reports.slices import About, Asked, Case, Slice
from upheld.sla import OBJECTIVES, Assessment, CannotAssess, Fact, Reading, assess

READING = (
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
TRUST = ("assessed_at", "next_transition_at")
ABOUT = (
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
"""The version as first published, of which the ticket's may be a later calendar edition."""
RUNS_ON = frozenset({"running", "paused", "closed_hours"})
BATCH = 500


def cases(asked: Asked, damaged: list[int]) -> Iterator[Case]:
    """Every ticket that may count in the period, in the order of their numbers within fresh and stale ones.

    Tickets whose entries or contract version cannot be read are left out, and their numbers added to ``damaged``.
    """
    stale: list[About] = []
    regions = changed_since(field="region", as_of=asked.as_of, organisation_ids=asked.of.organisations)
    for about, rows in _tickets(asked, regions):
        if not is_zone(about.zone):
            damaged.append(about.ticket_id)
        elif _stale(asked, rows):
            stale.append(about)
        else:
            yield Case(about, tuple(_readings(rows)))
    yield from _assessed(asked, stale, damaged)


def _tickets(asked: Asked, regions: Mapping[int, str]) -> Iterator[tuple[About, list[tuple[Any, ...]]]]:
    rows = _rows(asked, regions).values_list(*ABOUT, *READING, *TRUST)
    for _, group in groupby(rows.order_by("ticket_id", "objective", "cycle").iterator(BATCH * 8), itemgetter(0)):
        found = list(group)
        about = _about(found[0])
        then = replace(about, region=regions.get(about.ticket_id, about.region))
        yield then, [row[len(ABOUT) :] for row in found]


def _rows(asked: Asked, regions: Mapping[int, str]) -> QuerySet[Clock]:
    counts = Clock.objects.filter(may_count(asked), ticket=OuterRef("ticket"))
    return _reported().filter(_within(asked.of, regions), Exists(counts))


def _reported() -> QuerySet[Clock]:
    """Clocks of tickets under a contract, with what ``ABOUT`` names."""
    agreed = Cancellation.objects.filter(ticket=OuterRef("ticket"), state=Cancellation.State.AGREED)
    rows = Clock.objects.filter(ticket__contract_version__isnull=False).annotate(version=VERSION)
    return rows.annotate(agreed=Subquery(agreed.values("reason")[:1]))


def about_ticket(ticket_id: int) -> About | None:
    """What a ticket is reported under now; none where it has no clock under a contract. One statement."""
    row = _reported().filter(ticket_id=ticket_id).values_list(*ABOUT).first()
    return None if row is None else _about(row)


def may_count(asked: Asked) -> Q:
    """Clocks that may be decided in the period, as known at the instant."""
    start, end = asked.window
    if asked.from_facts:
        return Q(ticket__filed_at__lt=end, ticket__filed_at__lte=asked.as_of)
    decided = Q(decided_at__gte=start, decided_at__lt=end)
    cancelled = Q(state="cancelled", stopped_at__gte=start, stopped_at__lt=end)
    rewritten = Q(assessed_at__gt=asked.as_of, ticket__filed_at__lt=end, ticket__filed_at__lte=asked.as_of)
    return decided | cancelled | rewritten | Q(next_transition_at__lte=asked.as_of)


def _within(of: Slice, regions: Mapping[int, str]) -> Q:
    """Filters by a slice as of then: ``regions`` holds the earlier region of tickets that were changed later."""
    given = {
        "organisation_id": of.customer,
        "ticket__contract_version__contract__plan": of.plan,
        "ticket__product_id": of.product,
        "version": of.version,
    }
    wanted = Q(**{name: value for name, value in given.items() if value is not None})
    if of.region is not None:
        then = [ticket for ticket, region in regions.items() if region == of.region]
        wanted &= (Q(ticket__region=of.region) & ~Q(ticket__in=list(regions))) | Q(ticket__in=then)
    return wanted if of.organisations is None else wanted & Q(organisation_id__in=of.organisations)


def _about(row: tuple[Any, ...]) -> About:
    about, (state, merged, agreed) = row[: len(ABOUT) - 3], row[len(ABOUT) - 3 : len(ABOUT)]
    return About(*(*about, _because(state, merged, agreed)))


def _because(state: str, merged: int | None, agreed: str | None) -> str:
    if state != Ticket.State.CANCELLED:
        return ""
    return agreed or ("withdrawn" if merged is None else "duplicate")


def _stale(asked: Asked, rows: Sequence[tuple[Any, ...]]) -> bool:
    return asked.from_facts or any(_differs(asked, row) for row in rows)


def _differs(asked: Asked, row: tuple[Any, ...]) -> bool:
    """Whether an assessment as of the instant may say something else than the row."""
    state, outcome, assessed_at, next_at = row[3], row[4], row[-2], row[-1]
    still_counts = outcome == "missed" and state in RUNS_ON and assessed_at != asked.as_of
    return assessed_at > asked.as_of or (next_at is not None and next_at <= asked.as_of) or still_counts


def _readings(rows: Iterable[tuple[Any, ...]]) -> Iterator[Reading]:
    for row in sorted(rows, key=lambda one: (OBJECTIVES.index(one[0]), one[1])):
        objective, cycle, severity, state, outcome, *rest = row[: len(READING)]
        yield Reading(objective, cycle, severity, state, outcome or None, *rest)


def _assessed(asked: Asked, stale: Sequence[About], damaged: list[int]) -> Iterator[Case]:
    """These tickets from their ledger entries, by the editions of then; a statement for every 500."""
    editions = editions_as_of((about.terms_id for about in stale), asked.as_of)
    for start in range(0, len(stale), BATCH):
        batch = stale[start : start + BATCH]
        facts = evidence.facts_of_tickets([about.ticket_id for about in batch])
        for about in batch:
            if about.terms_id not in editions or about.ticket_id not in facts:
                damaged.append(about.ticket_id)
                continue
            own_facts = [fact for fact in facts[about.ticket_id] if fact.at <= asked.as_of]
            try:
                found = assess(editions[about.terms_id].terms, own_facts, asked.as_of)
            except CannotAssess:
                damaged.append(about.ticket_id)
                continue
            yield Case(_as_known(about, own_facts, found), found.readings)


def _as_known(about: About, facts: Iterable[Fact], found: Assessment) -> About:
    """What the ticket was as of the instant: a cancellation that came later is not known."""
    if not found.cancelled:
        return replace(about, cancelled="")
    reasons = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    return replace(about, cancelled=reasons[0] if reasons else about.cancelled)
