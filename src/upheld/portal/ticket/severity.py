"""Pages for raising or contesting a severity. They preview every outcome before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk import acts as desk
from upheld.desk.queries import TicketView, preview_dispute, preview_exclusion, preview_severity
from upheld.desk.queries.previews import Preview
from upheld.i18n.words import short
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.portal.filing.evidence import answers, questions
from upheld.portal.forms import NothingForm, SeverityForm
from upheld.portal.plain import criterion
from upheld.portal.ticket.acts import perform
from upheld.portal.ticket.clocks import ticket_or_404
from upheld.portal.ticket.page import terms_behind
from upheld.reports.queries.stakes import credit_stakes
from upheld.sla import Reading, ruling_due

KINDS = ("impact", "dispute", "claim")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The clocks after one possible outcome. ``kind`` is now, changed, disputed, ruled or granted."""

    kind: str
    severity: str
    readings: tuple[Reading, ...]


def outcomes(previews: Iterable[Preview]) -> tuple[Outcome, ...]:
    """Reduce each preview to the newest cycle of each objective."""
    return tuple(
        Outcome(preview.label.partition(":")[0], preview.severity, _newest(preview.readings)) for preview in previews
    )


def _newest(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    return tuple(
        {reading.objective: reading for reading in sorted(readings, key=lambda reading: reading.cycle)}.values()
    )


@customer()
@require_http_methods(["GET", "POST"])
def impact(request: Request, ticket_id: int) -> HttpResponse:
    """Raise the severity from now on, because the impact has become worse."""
    view = ticket_or_404(request, ticket_id)
    levels = [choice for choice in _levels(view) if choice[0] in _above(view)]
    form = _form(request, levels, "impact")
    if request.method == "POST" and form.is_valid() and not request.POST.get("look"):
        data = form.cleaned_data
        try:
            desk.raise_impact(
                ticket_id=ticket_id,
                severity=data["severity"],
                reason=data["reason"],
                evidence=answers(terms_behind(view), request.POST),
                by=request.person,
                now=request.now,
            )
        except (NotFound, NotAllowed):
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("portal:ticket", ticket_id)
    return _page(request, "portal/impact.html", view, form)


@customer()
@require_http_methods(["GET", "POST"])
def dispute(request: Request, ticket_id: int) -> HttpResponse:
    """Contest the severity. Someone outside the handling chain will rule."""
    view = ticket_or_404(request, ticket_id)
    levels = [choice for choice in _levels(view) if choice[0] != view.severity]
    form = _form(request, levels, "dispute")
    if request.method == "POST" and form.is_valid() and not request.POST.get("look"):
        data = form.cleaned_data
        try:
            desk.dispute_severity(
                ticket_id=ticket_id,
                severity=data["severity"],
                reason=data["reason"],
                by=request.person,
                now=request.now,
            )
        except (NotFound, NotAllowed):
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("portal:ticket", ticket_id)
    return _page(request, "portal/dispute.html", view, form)


@customer()
@require_POST
def withdraw(request: Request, ticket_id: int) -> HttpResponse:
    """Withdraw the dispute."""
    return perform(
        request,
        ticket_id,
        NothingForm(request.POST, key="withdraw-dispute"),
        lambda form: desk.withdraw_dispute(ticket_id=ticket_id, by=request.person, now=request.now),
        done="dispute_withdrawn",
    )


@customer()
@require_http_methods(["GET", "POST"])
def preview(request: Request, ticket_id: int, kind: str) -> HttpResponse:
    """Render the outcomes for the chosen severity or claim."""
    if kind not in KINDS:
        raise NotFound
    view = ticket_or_404(request, ticket_id)
    params = request.POST if request.method == "POST" else request.GET
    context: dict[str, object]
    if kind == "claim":
        number = params.get("claim", "")
        claim_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        previews = preview_exclusion(ticket_id=view.id, claim_id=claim_id, actor=request.person, now=request.now)
        context = {"outcomes": outcomes(previews)}
        if previews:
            context["stakes"] = credit_stakes(view, previews, now=request.now)
    else:
        context = {"outcomes": _outcomes(request, view, kind, params.get("severity", ""))}
    return render(request, "portal/outcomes.html", {"ticket": view, **context})


def _form(request: Request, levels: list[tuple[str, str]], key: str) -> SeverityForm:
    """The form with no level chosen, because each has consequences. A link may name a level to look at."""
    choices = {"severity": [("", "—"), *levels]}
    if request.method == "POST":
        return SeverityForm(request.POST, key=key, choices=choices)
    return SeverityForm(initial={"severity": request.GET.get("severity", "")}, key=key, choices=choices)


def _page(request: Request, template: str, view: TicketView, form: SeverityForm) -> HttpResponse:
    terms = terms_behind(view)
    chosen = str(form["severity"].value() or "")
    context = {
        "ticket": view,
        "form": form,
        "chosen": chosen,
        "criteria": [
            (
                severity.id,
                severity.name.get(short(), ""),
                criterion(severity.criteria or "", terms.evidence),
                severity.criteria,
            )
            for severity in terms.severities
        ],
        "outcomes": _outcomes(request, view, form.key, chosen),
        "questions": questions(terms, request.POST),
        "while_disputed": terms.while_disputed,
        "ruling_by": ruling_due(terms, request.now),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _outcomes(request: Request, view: TicketView, kind: str, severity: str) -> tuple[Outcome, ...]:
    if severity not in {level.id for level in view.levels}:
        return ()
    arguments = {"ticket_id": view.id, "severity": severity, "actor": request.person, "now": request.now}
    if kind == "impact":
        return outcomes(preview_severity(**arguments, basis="impact"))  # type: ignore[arg-type]
    return outcomes(preview_dispute(**arguments))  # type: ignore[arg-type]


def _levels(view: TicketView) -> list[tuple[str, str]]:
    return [(level.id, f"{level.id} · {level.name.get(short()) or level.name.get('en', '')}") for level in view.levels]


def _above(view: TicketView) -> list[str]:
    order = [level.id for level in view.levels]
    return order[: order.index(view.severity)] if view.severity in order else []
