"""Filing a ticket: what is asked, what it would promise, and the filing itself."""

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
from upheld.contracts.queries import bought, products
from upheld.desk.operations import NewTicket, attach, file_ticket
from upheld.desk.queries import ticket as ticket_view
from upheld.desk.terms import terms_for_version
from upheld.operations.bus import operation
from upheld.operations.errors import NotAllowed, Refused
from upheld.portal.filing.evidence import answers
from upheld.portal.filing.form import PLATFORMS, FilingForm
from upheld.portal.filing.offers import Offered, offered
from upheld.portal.query_params import organisation_of
from upheld.portal.uploads import MOST, Upload, uploads


@customer()
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """The form; what was typed is kept whatever is wrong with it."""
    if request.method == "POST" and not request.POST.get("look"):
        return _file(request)
    given = request.POST if request.method == "POST" else request.GET
    organisation_id = organisation_of(request, given.get("organisation") or None)
    form = FilingForm(products=products(), initial={"environment": "production", **given.dict()})
    return _page(request, organisation_id, form, given)


@customer()
@require_GET
def levels(request: Request) -> HttpResponse:
    """The part of the form that follows from product, region, environment and the answers given."""
    organisation_id = organisation_of(request)
    form = FilingForm(products=products(), initial=request.GET.dict())
    shown = {"offered": offered(request, organisation_id, request.GET), "form": form}
    return render(request, "portal/filing_part.html", shown)


def _file(request: Request) -> HttpResponse:
    organisation_id = organisation_of(request, request.POST.get("organisation") or None)
    form = FilingForm(request.POST, products=products())
    shown = offered(request, organisation_id, request.POST)
    if form.is_valid():
        evidence = answers(terms_for_version(shown.cover.version_id), request.POST) if shown else {}
        try:
            number = _file_with(request, organisation_id, form.ticket(evidence), uploads(request))
        except NotAllowed:
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("portal:ticket", number)
    return _page(request, organisation_id, form, request.POST, shown=shown, status=422)


@operation
def _file_with(request: Request, organisation_id: int, ticket: NewTicket, files: tuple[Upload, ...]) -> int:
    """The ticket and its files together: a file that is refused files nothing."""
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
    view = ticket_view(ticket_id=number, actor=request.person)
    return view.messages[0].id if view and view.messages else None


def _page(
    request: Request,
    organisation_id: int,
    form: FilingForm,
    given: Mapping[str, str],
    *,
    shown: Offered | None = None,
    status: int = 200,
) -> HttpResponse:
    several, limit = len(request.person.organisations) > 1, int(settings.UPLOAD_LIMIT)
    page: dict[str, Any] = {
        "form": form,
        "offered": shown or offered(request, organisation_id, given),
        "organisation_id": organisation_id,
        "organisations": organisation_choices(actor=request.person) if several else (),
        "platforms": PLATFORMS,
        "regions": bought(organisation_ids=[organisation_id]).regions,
        "files_lost": bool(request.FILES),
        "files": {"count": MOST, "most": limit, "together": settings.UPLOADS_AT_ONCE * limit},
    }
    return render(request, "portal/filing.html", page, status=status)
