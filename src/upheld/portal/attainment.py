"""How often promises to my organisation were kept, and everything needed to recompute it."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.queries import organisation_choices
from upheld.accounts.request import Request
from upheld.contracts.queries import bought, products
from upheld.portal.query_params import organisation_of
from upheld.reports import pages, pictures
from upheld.reports.export import write_export
from upheld.reports.filters import Question, question, which
from upheld.reports.queries.attainment import attainment, behind, course
from upheld.reports.queries.views import DecisionLine


@customer()
@require_GET
def page(request: Request) -> HttpResponse:
    """The figures of one period."""
    asked = _asked(request)
    report = attainment(
        period=asked.period,
        as_of=asked.as_of,
        actor=request.person,
        of=asked.of,
        by=asked.by,
        heat_of=asked.heat_of,
    )
    zone = timezone.get_current_timezone()
    shown = {
        **pages.report_page(report, asked, behind=reverse("portal:attainment_tickets")),
        **pages.period_page(asked, zone=zone, now=request.now),
        **pages.filter_page(asked, zone=zone, offered=_offered(request)),
        "course_query": asked.query(by="", heat=""),
        "exports": _exports(request),
    }
    return render(request, "portal/attainment.html", shown)


@customer()
@require_GET
def course_part(request: Request) -> HttpResponse:
    """The course over the last periods, asked for apart because it reads more."""
    asked = _asked(request)
    found = course(period=asked.period, as_of=asked.as_of, actor=request.person, of=asked.of)
    return render(request, "reports/course.html", {"courses": list(pictures.courses(found))})


@customer()
@require_GET
def tickets(request: Request) -> HttpResponse:
    """The decisions behind a figure."""
    asked, wanted = _asked(request), which(request.GET)
    found = behind(
        period=asked.period,
        as_of=asked.as_of,
        actor=request.person,
        of=asked.of,
        objective=wanted.objective,
        severity=wanted.severity,
        outcome=wanted.outcome,
        hour=wanted.hour,
        offset=wanted.offset,
    )
    shown = pages.decisions_page(found, asked, wanted, ticket=_ticket, why=_why) | {"query": request.GET.urlencode()}
    return render(request, "portal/attainment_tickets.html", shown)


@customer()
@require_GET
def export(request: Request) -> FileResponse:
    """Terms, facts, readings and figures of my organisation, packed."""
    asked = _asked(request)
    organisation_id = organisation_of(request)
    file = TemporaryFile()  # noqa: SIM115  (closed by the response)
    write_export(file, organisation_id=organisation_id, period=asked.period, as_of=asked.as_of, actor=request.person)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"attainment-{asked.period}.zip")


def _asked(request: Request) -> Question:
    return question(request.GET.dict(), now=request.now, zone=timezone.get_current_timezone())


def _offered(request: Request) -> dict[str, Any]:
    own = bought(organisation_ids=request.person.organisations)
    several = organisation_choices(actor=request.person) if len(request.person.organisations) > 1 else ()
    return {
        "customers": several,
        "plans": own.plans if len(own.plans) > 1 else (),
        "regions": own.regions,
        "products": products(retired=True),
    }


def _exports(request: Request) -> tuple[tuple[int, str], ...]:
    """For each of my organisations, what to call its download."""
    own = organisation_choices(actor=request.person)
    return tuple((one.id, one.name) for one in own)


def _ticket(number: int) -> str:
    return reverse("portal:ticket", args=[number])


def _why(line: DecisionLine) -> str:
    return reverse("portal:why", args=[line.ticket_id, line.objective, line.cycle])
