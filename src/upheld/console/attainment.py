"""Attainment by period: figures, the tickets behind each, what was published, and credits."""

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
from upheld.contracts.queries import bought, products
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.reports import operations, pages, pictures
from upheld.reports.filters import Question, question, which
from upheld.reports.permissions import may_publish
from upheld.reports.queries.attainment import attainment, behind, course
from upheld.reports.queries.credit_cases import credit_cases
from upheld.reports.queries.publications import changes, publications, restated
from upheld.reports.queries.vendor import is_over
from upheld.reports.queries.views import DecisionLine


@require_GET
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """The figures of one period, and what was published of it."""
    asked = _asked(request)
    report = attainment(
        period=asked.period,
        as_of=asked.as_of,
        actor=request.actor,
        of=asked.of,
        by=asked.by,
        heat_of=asked.heat_of,
    )
    zone = timezone.get_current_timezone()
    shown = {
        **pages.report_page(report, asked, behind=reverse("console:attainment_tickets")),
        **pages.period_page(asked, zone=zone, now=request.now),
        **pages.filter_page(asked, zone=zone, offered=_offered()),
        "course_query": asked.query(by="", heat=""),
        "published": publications(period=asked.period, withdrawn=True),
        "may_publish": may_publish(request.actor),
        "over": may_publish(request.actor) and is_over(asked.period, request.now),
    }
    return render(request, "console/attainment.html", shown)


@require_GET
@staff()
def course_part(request: StaffRequest) -> HttpResponseBase:
    """The course over the last periods, asked for apart because it reads more."""
    asked = _asked(request)
    found = course(period=asked.period, as_of=asked.as_of, actor=request.actor, of=asked.of)
    return render(request, "reports/course.html", {"courses": list(pictures.courses(found))})


@require_GET
@staff()
def tickets(request: StaffRequest) -> HttpResponseBase:
    """The decisions behind a figure."""
    asked, wanted = _asked(request), which(request.GET)
    found = behind(
        period=asked.period,
        as_of=asked.as_of,
        actor=request.actor,
        of=asked.of,
        objective=wanted.objective,
        severity=wanted.severity,
        outcome=wanted.outcome,
        hour=wanted.hour,
        offset=wanted.offset,
    )
    shown = pages.decisions_page(found, asked, wanted, ticket=_ticket, why=_why)
    return render(request, "console/attainment_tickets.html", shown)


@require_GET
@staff()
def changed(request: StaffRequest) -> HttpResponseBase:
    """Both versions of a restated period, what changed, and the decisions that changed it."""
    asked = _asked(request)
    versions = list(reversed(publications(period=asked.period, withdrawn=True)))
    pairs = [(old, new, changes(old.figures, new.figures)) for old, new in pairwise(versions)]
    since = versions[0].as_of if versions else asked.as_of
    told = restated(period=asked.period, before=since, after=asked.as_of, actor=request.actor) if versions else ()
    shown = {
        **pages.period_page(asked, zone=timezone.get_current_timezone(), now=request.now),
        "versions": versions,
        "pairs": pairs,
        "since": since,
        "told": [(one, _ticket(one.line.ticket_id), _why(one.line)) for one in told[:500]],
        "back_query": asked.query(),
    }
    return render(request, "console/attainment_changes.html", shown)


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
    """Take a publication off the public page."""
    _try(
        request,
        lambda: operations.withdraw_publication(publication_id=publication_id, by=request.actor, now=request.now),
    )
    return redirect(f"{reverse('console:attainment')}?period={request.POST.get('period', '')[:10]}")


@require_GET
@staff()
def credit_list(request: StaffRequest) -> HttpResponseBase:
    """Credit cases of all customers, or of one."""
    found = credit_cases(actor=request.actor, customer=number_of(request.GET.get("customer")))
    shown = {
        "credits": found,
        "may_propose": may_publish(request.actor),
        "customers": choices.customers(),
        "chosen": number_of(request.GET.get("customer")),
        **pages.period_page(_asked(request), zone=timezone.get_current_timezone(), now=request.now),
    }
    return render(request, "console/credits.html", shown)


@require_POST
@staff(*MANAGERS)
def propose(request: StaffRequest) -> HttpResponse:
    """Propose what the contracts grant for a period that is over."""
    period = request.POST.get("period", "")[:10]
    _try(request, lambda: operations.propose_credits(period=period, by=request.actor, now=request.now))
    return redirect("console:credits")


def _step(do: Callable[..., None]) -> Callable[..., HttpResponse]:
    @require_POST
    @staff(*MANAGERS)
    def view(request: StaffRequest, credit_id: int) -> HttpResponse:
        _try(request, lambda: do(credit_id=credit_id, by=request.actor, now=request.now))
        return redirect("console:credits")

    return view


approve = _step(operations.approve_credit)
pay = _step(operations.pay_credit)


def _try(request: StaffRequest, do: Callable[[], Any]) -> None:
    """Do it; what is refused is said on the next page. NotFound and NotAllowed go on up."""
    try:
        do()
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        messages.error(request, refused.text())


def _asked(request: StaffRequest) -> Question:
    return question(request.GET.dict(), now=request.now, zone=timezone.get_current_timezone())


def _offered() -> dict[str, Any]:
    found = bought(organisation_ids=None)
    return {
        "customers": choices.customers(),
        "plans": found.plans,
        "regions": found.regions,
        "products": products(retired=True),
    }


def _ticket(number: int) -> str:
    return reverse("console:ticket", args=[number])


def _why(line: DecisionLine) -> str:
    return reverse("console:why", args=[line.ticket_id, line.objective, line.cycle])
