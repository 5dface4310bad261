"""Pages for filing a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from upheld.accounts.audience import customer
from upheld.accounts.queries import organisation_choices
from upheld.accounts.request import Request
from upheld.contracts.queries import plans_and_regions, products
from upheld.desk.acts import NewTicket, attach, file_ticket
from upheld.desk.queries import ticket as ticket_view
from upheld.desk.terms import terms_for_version
from upheld.operations.bus import operation
from upheld.operations.errors import NotAllowed, Refused
from upheld.portal.filing.evidence import answers
from upheld.portal.filing.form import PLATFORMS, FilingForm
from upheld.portal.filing.offers import FilingOptions, filing_options
from upheld.portal.query_params import organisation_of
from upheld.portal.uploads import MAX_FILES, Upload, uploads


@customer()
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Show the form, or file the ticket. Invalid input stays in the form."""
    if request.method == "POST" and not request.POST.get("look"):
        return _file(request)
    form_data = request.POST if request.method == "POST" else request.GET
    organisation_id = organisation_of(request, form_data.get("organisation") or None)
    form = FilingForm(products=products(), initial={"environment": "production", **form_data.dict()})
    return _page(request, organisation_id, form, form_data)


@customer()
@require_GET
def levels(request: Request) -> HttpResponse:
    """Render the part of the form that depends on product, region, environment and answers."""
    organisation_id = organisation_of(request)
    form = FilingForm(products=products(), initial=request.GET.dict())
    context = {"options": filing_options(request, organisation_id, request.GET), "form": form}
    return render(request, "portal/filing_part.html", context)


def _file(request: Request) -> HttpResponse:
    organisation_id = organisation_of(request, request.POST.get("organisation") or None)
    form = FilingForm(request.POST, products=products())
    options = filing_options(request, organisation_id, request.POST)
    if form.is_valid():
        evidence = answers(terms_for_version(options.cover.version_id), request.POST) if options else {}
        try:
            number = _file_with(request, organisation_id, form.ticket(evidence), uploads(request))
        except NotAllowed:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("portal:ticket", number)
    return _page(request, organisation_id, form, request.POST, options=options, status=422)


@operation
def _file_with(request: Request, organisation_id: int, ticket: NewTicket, files: tuple[Upload, ...]) -> int:
    """File the ticket with its files in one transaction: if a file is refused, nothing is filed."""
    number = file_ticket(organisation_id=organisation_id, ticket=ticket, by=request.person, now=request.now)
    message = _first_message(request, number) if files else None
    for file in files:
        attach(
            ticket_id=number,
            name=file.name,
            content_type=file.content_type,
            chunks=file.chunks,
            size=file.size,
            message_id=message,
            by=request.person,
            now=request.now,
        )
    return number


def _first_message(request: Request, number: int) -> int | None:
    view = ticket_view(ticket_id=number, actor=request.person, now=request.now)
    return view.messages[0].id if view and view.messages else None


def _page(
    request: Request,
    organisation_id: int,
    form: FilingForm,
    form_data: Mapping[str, str],
    *,
    options: FilingOptions | None = None,
    status: int = 200,
) -> HttpResponse:
    several, limit = len(request.person.organisations) > 1, int(settings.UPLOAD_LIMIT)
    context: dict[str, Any] = {
        "form": form,
        "options": options or filing_options(request, organisation_id, form_data),
        "organisation_id": organisation_id,
        "organisations": organisation_choices(actor=request.person) if several else (),
        "platforms": PLATFORMS,
        "regions": plans_and_regions(organisation_ids=[organisation_id]).regions,
        "files_lost": bool(request.FILES),
        "files": {"count": MAX_FILES, "most": limit, "together": settings.UPLOADS_AT_ONCE * limit},
    }
    return render(request, "portal/filing.html", context, status=status)
