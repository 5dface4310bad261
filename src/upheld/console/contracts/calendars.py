"""Adds further years to the calendars of a published version, by publishing an edition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from upheld.accounts.roles import MANAGERS
from upheld.console.contracts import days
from upheld.console.contracts.lines import annotate, excerpt
from upheld.console.contracts.pages import chosen_version, contract_or_404
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.operations import CannotPublish, publish_edition
from upheld.contracts.queries import ContractView, VersionView, horizons_in, terms_of
from upheld.contracts.sources import source_sha256
from upheld.desk.queries import open_by_version
from upheld.i18n.words import say, short
from upheld.operations.errors import Refused
from upheld.sla import Problem


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def page(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """Shows what the source would add. Publishes it only if the reader has seen this preview."""
    view = contract_or_404(contract_id)
    version = chosen_version(view, request.GET.get("version"), request.now)
    if version is None or not horizons_in(terms_of(version.id)):
        return redirect("console:contract", contract_id)
    if request.method != "POST":
        return _render_page(request, view, version, days.initial_source(terms_of(version.id)), submitted=False)
    source = request.POST.get("source", "").replace("\r\n", "\n")
    if request.POST.get("seen") != source_sha256(source):
        return _render_page(request, view, version, source)
    return _publish(request, view, version, source)


def _publish(request: StaffRequest, view: ContractView, version: VersionView, source: str) -> HttpResponseBase:
    try:
        publish_edition(contract_id=view.id, number=version.number, source=source, by=request.actor, now=request.now)
    except CannotPublish as refused:
        return _render_page(request, view, version, source, refused=refused.text(), also=refused.problems)
    except Refused as refused:
        return _render_page(request, view, version, source, refused=refused.text())
    messages.success(request, say("console.edition_published"))
    return redirect(f"{reverse('console:contract', args=[view.id])}?version={version.number}")


def _render_page(
    request: StaffRequest,
    view: ContractView,
    version: VersionView,
    source: str,
    *,
    submitted: bool = True,
    refused: str = "",
    also: tuple[Problem, ...] = (),
) -> HttpResponseBase:
    """Renders the page. Problems are listed only for a source that was submitted."""
    terms = terms_of(version.id)
    added = days.read(terms, source)
    wrong = (*added.wrong, *(problem for problem in also if problem not in added.wrong)) if submitted else ()
    context: dict[str, Any] = {
        "contract": view,
        "version": version,
        "horizons": horizons_in(terms),
        "source": source,
        "wrong": wrong,
        "lines": excerpt(annotate(source, wrong, (), short())),
        "refused": refused,
        "years": added.years,
        "seen": source_sha256(source) if added.years else "",
        "open_tickets": open_by_version(version_id=version.id).get(version.id, 0) if added.years else 0,
    }
    return render(request, "console/contract_calendars.html", context, status=422 if wrong or refused else 200)
