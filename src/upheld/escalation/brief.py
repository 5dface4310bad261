"""The content of a notice, computed when it is sent: the ticket, the step, the clock and its reckoning.

The reckoning is as of the instant at which the step was recorded. Facts are append-only, so that every attempt
computes the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upheld.desk import evidence
from upheld.desk.editions import EditionHistory, edition_histories
from upheld.desk.models import Ticket
from upheld.desk.terms import terms_for
from upheld.outbox.models import Parcel
from upheld.sla import EscalationStep, Fact, Reckoning, Terms, explain

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Occasion:
    """The input of a brief: a ticket, and which step of which clock was reached. ``key`` identifies it."""

    key: int
    ticket_id: int | None
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run of missed updates, as a notice reports it."""

    missed: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Brief:
    """The content of a notice. ``reckoning`` is ``None`` if it failed; the notice is sent anyway."""

    ticket: Ticket
    terms: Terms
    step: EscalationStep
    objective: str
    cycle: int
    audience: str
    in_place_of: str
    zone: str
    reached_at: datetime
    as_of: datetime
    reckoning: Reckoning | None
    run: RunSummary | None = None

    @property
    def severity(self) -> str:
        """The severity in force on this clock."""
        return (self.reckoning and self.reckoning.reading.severity) or self.ticket.severity


def briefs(parcels: Iterable[Parcel]) -> dict[int, Brief]:
    """Return the brief of each parcel, by parcel id, in two statements. Parcels of deleted tickets are left out."""
    return briefs_of(Occasion(parcel.pk, parcel.ticket_id, parcel.content) for parcel in parcels)


def briefs_of(occasions: Iterable[Occasion]) -> dict[int, Brief]:
    """Return the brief of each occasion, by key. Deleted tickets are left out.

    Takes two statements, and one or two more for tickets under a later calendar edition.
    """
    occasions = list(occasions)
    ids = {occasion.ticket_id for occasion in occasions if occasion.ticket_id is not None}
    if not ids:
        return {}
    rows = Ticket.objects.filter(pk__in=ids).select_related("organisation", "product")
    tickets = {ticket.pk: ticket for ticket in rows}
    facts = evidence.facts_of_tickets(ids)
    versions = ((pk, ticket.contract_version_id) for pk, ticket in tickets.items())
    histories = edition_histories({pk: version for pk, version in versions if version is not None})
    reckoned: dict[tuple[object, ...], Reckoning | None] = {}
    return {
        occasion.key: _brief(
            occasion.content,
            tickets[occasion.ticket_id],
            facts[occasion.ticket_id],
            histories.get(occasion.ticket_id),
            reckoned,
        )
        for occasion in occasions
        if occasion.ticket_id in tickets
    }


def _brief(
    content: dict[str, Any],
    ticket: Ticket,
    facts: Sequence[Fact],
    history: EditionHistory | None,
    reckoned: dict[tuple[object, ...], Reckoning | None],
) -> Brief:
    key = (ticket.pk, content["objective"], content["cycle"], content["as_of"])
    as_of = datetime.fromisoformat(content["as_of"])
    edition = history and history.as_of(as_of)
    terms = edition.terms if edition else terms_for(ticket)
    if key not in reckoned:
        is_readable = edition is not None or ticket.contract_version_id is None
        reckoning = (content["objective"], content["cycle"])
        reckoned[key] = _reckon(terms, facts, as_of, *reckoning) if is_readable else None
    return Brief(
        ticket=ticket,
        terms=terms,
        step=terms.escalation[content["step"]],
        objective=content["objective"],
        cycle=content["cycle"],
        audience=content["audience"],
        in_place_of=content["in_place_of"],
        zone=content["zone"],
        reached_at=datetime.fromisoformat(content["reached_at"]),
        as_of=as_of,
        reckoning=reckoned[key],
        run=_run(content.get("run")),
    )


def _run(content: dict[str, Any] | None) -> RunSummary | None:
    return None if content is None else RunSummary(content["missed"], datetime.fromisoformat(content["since"]))


def _reckon(terms: Terms, facts: Sequence[Fact], as_of: datetime, objective: str, cycle: int) -> Reckoning | None:
    try:
        return explain(terms, facts, as_of, objective, cycle)
    except Exception:
        log.exception("no reckoning for a notice about %s %s as of %s", objective, cycle, as_of)
        return None
