"""Both outcomes of a case, with titles for people, and the credit at stake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.query_params import number_of
from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.acts import ExclusionForm
from upheld.console.ticket.page import found
from upheld.desk.queries import Preview, TicketView, preview_claim, preview_dispute, preview_exclusion
from upheld.i18n.words import say
from upheld.operations.errors import NotFound
from upheld.reports.queries.stakes import credit_stakes
from upheld.sla import Reading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would be, under a title: the latest cycle of each objective, and how many were missed before it."""

    title: str
    readings: tuple[tuple[Reading, int], ...]


@require_GET
@staff()
def outcomes(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
    """What each ruling of the open dispute would make of the clocks; or granting an exclusion, and of the credits.

    ``claim`` names the exclusion; without one, ``clause`` is about to be claimed.
    """
    view = found(request, ticket_id)
    shown: dict[str, object] = {"ticket": view}
    if "claim" in request.GET or "clause" in request.GET:
        previews = _of_exclusion(request, view)
        shown["stakes"] = credit_stakes(view, previews, now=request.now)
    else:
        previews = _of_dispute(request, view)
    return render(request, "console/outcomes.html", shown | {"outcomes": shown_preview(previews)})


def _of_dispute(request: StaffRequest, view: TicketView) -> tuple[Preview, ...]:
    if view.open_dispute is None:
        raise NotFound
    severity = view.open_dispute.severity
    return preview_dispute(ticket_id=view.id, severity=severity, actor=request.actor, now=request.now)


def _of_exclusion(request: StaffRequest, view: TicketView) -> tuple[Preview, ...]:
    """NotFound where there is no such claim, or no such clause."""
    if "claim" in request.GET:
        number = number_of(request.GET["claim"]) or 0
        previews = preview_exclusion(ticket_id=view.id, claim_id=number, actor=request.actor, now=request.now)
    else:
        form = ExclusionForm(request.GET)
        form.full_clean()
        given = {name: form.cleaned_data.get(name) for name in ("from_at", "to_at")}
        clause = request.GET["clause"]
        previews = preview_claim(ticket_id=view.id, clause=clause, **given, actor=request.actor, now=request.now)
    if not previews:
        raise NotFound
    return previews


def shown_preview(previews: Iterable[Preview]) -> tuple[Outcome, ...]:
    """Previews with their titles."""
    return tuple(Outcome(_title(preview.label), _latest(preview.readings)) for preview in previews)


def _latest(readings: tuple[Reading, ...]) -> tuple[tuple[Reading, int], ...]:
    last = {reading.objective: reading for reading in readings}
    missed = Counter(
        reading.objective
        for reading in readings
        if reading.outcome == "missed" and reading is not last[reading.objective]
    )
    return tuple((one, missed[one.objective]) for one in last.values())


def _title(label: str) -> str:
    kind, _, severity = label.partition(":")
    return say("console.outcome", kind, severity=severity)
