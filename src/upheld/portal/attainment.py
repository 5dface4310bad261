"""Attainment pages of the reader's organisations, and the export that lets them recompute the figures."""

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
from upheld.contracts.queries import plans_and_regions, products
from upheld.portal.query_params import organisation_of
from upheld.reports import pages, pictures
from upheld.reports.export import write_export
from upheld.reports.queries.attainment import attainment, behind, course
from upheld.reports.queries.views import DecisionLine
from upheld.reports.query_params import ReportQuery, read_query, read_selection, region_param


@customer()
@require_GET
def page(request: Request) -> HttpResponse:
    """Show the figures of one period."""
    report_query = _report_query(request)
    report = attainment(
        period=report_query.period,
        as_of=report_query.as_of,
        actor=request.person,
        of=report_query.of,
        by=report_query.by,
        heat_of=report_query.heat_of,
    )
    zone = timezone.get_current_timezone()
    context = {
        **pages.report_page(report, report_query, behind=reverse("portal:attainment_tickets")),
        **pages.period_page(report_query, zone=zone, now=request.now),
        **pages.filter_page(report_query, zone=zone, options=_filter_options(request)),
        "course_query": report_query.querystring(by="", heat=""),
        "exports": _exports(request),
    }
    return render(request, "portal/attainment.html", context)


@customer()
@require_GET
def course_part(request: Request) -> HttpResponse:
    """Render the course over the last periods. Loaded separately because it reads more."""
    report_query = _report_query(request)
    points = course(period=report_query.period, as_of=report_query.as_of, actor=request.person, of=report_query.of)
    return render(request, "reports/course.html", {"courses": list(pictures.courses(points))})


@customer()
@require_GET
def tickets(request: Request) -> HttpResponse:
    """List the decisions behind a figure."""
    report_query, selection = _report_query(request), read_selection(request.GET)
    decisions = behind(
        period=report_query.period,
        as_of=report_query.as_of,
        actor=request.person,
        of=report_query.of,
        objective=selection.objective,
        severity=selection.severity,
        outcome=selection.outcome,
        hour=selection.hour,
        offset=selection.offset,
    )
    context = pages.decisions_page(decisions, report_query, selection, ticket=_ticket_url, why=_why_url) | {
        "query": request.GET.urlencode()
    }
    return render(request, "portal/attainment_tickets.html", context)


@customer()
@require_GET
def export(request: Request) -> FileResponse:
    """Download the organisation's terms, facts, readings and figures as a ZIP archive."""
    report_query = _report_query(request)
    organisation_id = organisation_of(request)
    file = TemporaryFile()  # noqa: SIM115  (closed by the response)
    write_export(
        file,
        organisation_id=organisation_id,
        period=report_query.period,
        as_of=report_query.as_of,
        actor=request.person,
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"attainment-{report_query.period}.zip")


def _report_query(request: Request) -> ReportQuery:
    return read_query(request.GET.dict(), now=request.now, zone=timezone.get_current_timezone())


def _filter_options(request: Request) -> dict[str, Any]:
    own = plans_and_regions(organisation_ids=request.person.organisations)
    several = organisation_choices(actor=request.person) if len(request.person.organisations) > 1 else ()
    return {
        "customers": several,
        "plans": own.plans if len(own.plans) > 1 else (),
        "regions": [(region_param(region), region) for region in own.regions],
        "products": products(retired=True),
    }


def _exports(request: Request) -> tuple[tuple[int, str], ...]:
    """The id and name of each of the reader's organisations, for the download links."""
    own = organisation_choices(actor=request.person)
    return tuple((organisation.id, organisation.name) for organisation in own)


def _ticket_url(number: int) -> str:
    return reverse("portal:ticket", args=[number])


def _why_url(line: DecisionLine) -> str:
    return reverse("portal:why", args=[line.ticket_id, line.objective, line.cycle])
