"""Attainment by period: figures, the tickets behind each figure, publications, and credits."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.accounts.queries import choices
from upheld.accounts.roles import MANAGERS
from upheld.console.query_params import number_of
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.queries import plans_and_regions, products
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.reports import operations, pages, pictures
from upheld.reports.changed_words import comparisons
from upheld.reports.permissions import may_publish
from upheld.reports.published import published_figures
from upheld.reports.queries.attainment import attainment, behind, course
from upheld.reports.queries.credit_cases import credit_page
from upheld.reports.queries.publications import publications, restated, withdrawers
from upheld.reports.queries.vendor import is_over
from upheld.reports.queries.views import DecisionLine
from upheld.reports.query_params import ReportQuery, read_query, read_selection, region_param

CHANGES_A_PAGE = 200


@require_GET
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """Show the figures of a period and its publications."""
    report_query = _report_query(request)
    report = attainment(
        period=report_query.period,
        as_of=report_query.as_of,
        actor=request.actor,
        of=report_query.of,
        by=report_query.by,
        heat_of=report_query.heat_of,
    )
    zone = timezone.get_current_timezone()
    context = {
        **pages.report_page(report, report_query, behind=reverse("console:attainment_tickets")),
        **pages.period_page(report_query, zone=zone, now=request.now),
        **pages.filter_page(report_query, zone=zone, options=_filter_options()),
        "course_query": report_query.querystring(by="", heat=""),
        "published": _published(report_query),
        "may_publish": may_publish(request.actor),
        "over": may_publish(request.actor) and is_over(report_query.period, request.now),
    }
    return render(request, "console/attainment.html", context)


def _published(report_query: ReportQuery) -> list[dict[str, Any]]:
    """The publications of the period with their figures, and who withdrew them."""
    reports = publications(period=report_query.period, withdrawn=True)
    people = withdrawers(report_query.period) if any(report.withdrawn_at for report in reports) else {}
    return [
        {"figures": published_figures(report), "withdrawn_by": people.get(report.id) or report.withdrawn_by}
        for report in reports
    ]


@require_GET
@staff()
def course_part(request: StaffRequest) -> HttpResponseBase:
    """Render the trend over the last periods. The page loads it separately, because it reads more data."""
    report_query = _report_query(request)
    points = course(period=report_query.period, as_of=report_query.as_of, actor=request.actor, of=report_query.of)
    return render(request, "reports/course.html", {"courses": list(pictures.courses(points))})


@require_GET
@staff()
def tickets(request: StaffRequest) -> HttpResponseBase:
    """List the decisions behind a figure."""
    report_query, selection = _report_query(request), read_selection(request.GET)
    decisions = behind(
        period=report_query.period,
        as_of=report_query.as_of,
        actor=request.actor,
        of=report_query.of,
        objective=selection.objective,
        severity=selection.severity,
        outcome=selection.outcome,
        hour=selection.hour,
        offset=selection.offset,
    )
    context = pages.decisions_page(decisions, report_query, selection, ticket=_ticket_url, why=_why_url)
    return render(request, "console/attainment_tickets.html", context)


@require_GET
@staff()
def changed(request: StaffRequest) -> HttpResponseBase:
    """Compare the publications of a restated period and list the decisions that changed it."""
    report_query = _report_query(request)
    versions = list(reversed(publications(period=report_query.period, withdrawn=True)))
    pairs = comparisons(pairwise(versions))
    first = number_of(request.GET.get("after")) or 0
    since = versions[0].as_of if versions else report_query.as_of
    decisions = (
        restated(period=report_query.period, before=since, after=report_query.as_of, actor=request.actor)
        if versions
        else ()
    )
    context = {
        **pages.period_page(report_query, zone=timezone.get_current_timezone(), now=request.now),
        "versions": versions,
        "pairs": pairs,
        "since": since,
        "decisions": [
            (decision, _ticket_url(decision.line.ticket_id), _why_url(decision.line))
            for decision in decisions[first : first + CHANGES_A_PAGE]
        ],
        "next": str(first + CHANGES_A_PAGE) if len(decisions) > first + CHANGES_A_PAGE else "",
        "turned": first > 0,
        "back_query": report_query.querystring(),
    }
    return render(request, "console/attainment_changes.html", context)


@require_POST
@staff(*MANAGERS)
def publish(request: StaffRequest) -> HttpResponse:
    """Publish the period's figures as of now."""
    period = request.POST.get("period", "")[:10]
    _try(request, lambda: operations.publish_period(period=period, by=request.actor, now=request.now))
    return redirect(f"{reverse('console:attainment')}?period={period}")


@require_POST
@staff(*MANAGERS)
def withdraw(request: StaffRequest, publication_id: int) -> HttpResponse:
    """Withdraw a publication from the public page, which says when and why."""
    reason = request.POST.get("reason", "")
    _try(
        request,
        lambda: operations.withdraw_publication(
            publication_id=publication_id, reason=reason, by=request.actor, now=request.now
        ),
    )
    return redirect(f"{reverse('console:attainment')}?period={request.POST.get('period', '')[:10]}")


@require_GET
@staff()
def credit_list(request: StaffRequest) -> HttpResponseBase:
    """List credit cases of all customers, or of one; a page at a time."""
    after = request.GET.get("after")
    cases = credit_page(actor=request.actor, customer=number_of(request.GET.get("customer")), after=after)
    context = {
        "page": cases,
        "turned": after is not None,
        "may_propose": may_publish(request.actor),
        "customers": choices.customers(),
        "chosen": number_of(request.GET.get("customer")),
        **pages.period_page(_report_query(request), zone=timezone.get_current_timezone(), now=request.now),
    }
    return render(request, "console/credits.html", context)


@require_POST
@staff(*MANAGERS)
def propose(request: StaffRequest) -> HttpResponse:
    """Propose the credits that contracts grant for a period that is over."""
    period = request.POST.get("period", "")[:10]
    _try(request, lambda: operations.propose_credits(period=period, by=request.actor, now=request.now))
    return redirect("console:credits")


def _credit_step(do: Callable[..., None]) -> Callable[..., HttpResponse]:
    @require_POST
    @staff(*MANAGERS)
    def view(request: StaffRequest, credit_id: int) -> HttpResponse:
        _try(request, lambda: do(credit_id=credit_id, by=request.actor, now=request.now))
        return redirect("console:credits")

    return view


approve = _credit_step(operations.approve_credit)
pay = _credit_step(operations.pay_credit)


def _try(request: StaffRequest, do: Callable[[], Any]) -> None:
    """Runs an operation and shows its refusal as a message. Re-raises ``NotFound`` and ``NotAllowed``."""
    try:
        do()
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        messages.error(request, refused.text())


def _report_query(request: StaffRequest) -> ReportQuery:
    return read_query(request.GET.dict(), now=request.now, zone=timezone.get_current_timezone())


def _filter_options() -> dict[str, Any]:
    options = plans_and_regions(organisation_ids=None)
    return {
        "customers": choices.customers(),
        "plans": options.plans,
        "regions": [(region_param(region), region) for region in options.regions],
        "products": products(retired=True),
    }


def _ticket_url(number: int) -> str:
    return reverse("console:ticket", args=[number])


def _why_url(line: DecisionLine) -> str:
    return reverse("console:why", args=[line.ticket_id, line.objective, line.cycle])
