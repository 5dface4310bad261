"""Previews of both outcomes of a case, and the credit at stake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from upheld.console.query_params import number_of
from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.acts import ExclusionForm
from upheld.console.ticket.page import ticket_or_404
from upheld.desk.queries import Preview, TicketView, preview_claim, preview_dispute, preview_exclusion
from upheld.i18n.words import say
from upheld.operations.errors import NotFound
from upheld.reports.queries.stakes import credit_stakes
from upheld.sla import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """A titled outcome: the latest cycle of each objective, and how many earlier cycles were missed."""

    title: str
    readings: tuple[tuple[Reading, int], ...]


@require_GET
@staff()
def outcomes(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
    """Preview the clocks after each possible ruling on the open dispute, or after an exclusion, with its credits.

    ``claim`` is the id of an exclusion claim; ``clause`` names a clause that has not been claimed yet, or is empty
    until one is chosen.
    """
    view = ticket_or_404(request, ticket_id)
    if request.GET.get("clause") == "":
        return HttpResponse(format_html('<p class="small soft">{}</p>', say("console.clause_first")))
    context: dict[str, object] = {"ticket": view}
    if "claim" in request.GET or "clause" in request.GET:
        previews = _exclusion_previews(request, view)
        context["stakes"] = credit_stakes(view, previews, now=request.now)
    else:
        previews = _dispute_previews(request, view)
    return render(request, "console/outcomes.html", context | {"outcomes": titled_outcomes(previews)})


def _dispute_previews(request: StaffRequest, view: TicketView) -> tuple[Preview, ...]:
    if view.open_dispute is None:
        raise NotFound
    severity = view.open_dispute.severity
    return preview_dispute(ticket_id=view.id, severity=severity, actor=request.actor, now=request.now)


def _exclusion_previews(request: StaffRequest, view: TicketView) -> tuple[Preview, ...]:
    """Returns the previews, or raises ``NotFound`` if there is no such claim or clause."""
    if "claim" in request.GET:
        number = number_of(request.GET["claim"]) or 0
        previews = preview_exclusion(ticket_id=view.id, claim_id=number, actor=request.actor, now=request.now)
    else:
        form = ExclusionForm(request.GET)
        form.full_clean()
        period = {name: form.cleaned_data.get(name) for name in ("from_at", "to_at")}
        clause = request.GET["clause"]
        previews = preview_claim(ticket_id=view.id, clause=clause, **period, actor=request.actor, now=request.now)
    if not previews:
        raise NotFound
    return previews


def titled_outcomes(previews: Iterable[Preview]) -> tuple[Outcome, ...]:
    """Gives previews their titles."""
    return tuple(Outcome(_title(preview.label), _latest(preview.readings)) for preview in previews)


def _latest(readings: tuple[Reading, ...]) -> tuple[tuple[Reading, int], ...]:
    last = {reading.objective: reading for reading in readings}
    missed = Counter(
        reading.objective
        for reading in readings
        if reading.outcome == "missed" and reading is not last[reading.objective]
    )
    return tuple((reading, missed[reading.objective]) for reading in last.values())


def _title(label: str) -> str:
    kind, _, severity = label.partition(":")
    return say("console.outcome", kind, severity=severity)
