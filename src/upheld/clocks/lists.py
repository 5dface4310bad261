"""The most urgent clock of each of many tickets, with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.clocks.queries import Strip
from upheld.contracts.queries import terms_of_versions
from upheld.desk import evidence
from upheld.desk.models import Ticket
from upheld.desk.terms import uncovered_terms
from upheld.sla import CannotAssess, Fact, Reading, Terms, explain, outlook

MOST = 100
URGENT = ("running", "closed_hours", "delivered", "paused")


def next_strips(*, ticket_ids: Iterable[int], actor: Actor, now: datetime) -> Mapping[int, Strip]:
    """For each of these tickets the clock that needs work first, assessed as of ``now``; three statements.

    Tickets that the actor may not see, those without an open clock, and damaged ones are left out; at most 100 are
    read.
    """
    ids = list(dict.fromkeys(ticket_ids))[:MOST]
    rows = Ticket.objects.filter(pk__in=ids).values_list("pk", "organisation_id", "contract_version_id")
    versions = {pk: version for pk, owner, version in rows if actor.sees(owner)}
    visible_ids = [ticket_id for ticket_id in ids if ticket_id in versions]
    terms = terms_of_versions(version for version in versions.values() if version is not None)
    facts = evidence.facts_of_tickets(visible_ids) if visible_ids else {}
    terms_of = {
        ticket_id: uncovered_terms() if version is None else terms.get(version)
        for ticket_id, version in versions.items()
    }
    strips = {
        ticket_id: _next(ticket_terms, facts[ticket_id], now)
        for ticket_id in visible_ids
        if (ticket_terms := terms_of[ticket_id]) and ticket_id in facts
    }
    return {ticket_id: strip for ticket_id, strip in strips.items() if strip is not None}


def _next(terms: Terms, facts: list[Fact], now: datetime) -> Strip | None:
    try:
        view = outlook(terms, facts, now)
    except CannotAssess:
        return None
    first = min(
        (reading for reading in view.assessment.readings if reading.state in URGENT), key=_urgency, default=None
    )
    if first is None:
        return None
    key = (first.objective, first.cycle)
    return Strip(
        reading=first,
        reckoning=explain(terms, facts, now, *key),
        marks=tuple(mark for mark in view.marks if (mark.objective, mark.cycle) == key),
        calendar_zone=str(terms.timezone),
    )


def _urgency(reading: Reading) -> tuple[int, float]:
    """Sort running clocks by deadline, then delivered ones, then paused ones."""
    due = reading.due_at.timestamp() if reading.due_at else 0.0
    return URGENT.index(reading.state) if reading.state != "closed_hours" else 0, due
