"""What we have bought, in plain words, version by version."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.contracts.queries import ContractView, VersionView, contract, contracts, horizons_in, terms_of
from upheld.i18n.words import short
from upheld.operations.errors import NotFound
from upheld.portal.query_params import number_of
from upheld.sla import contract_text


@customer()
@require_GET
def listing(request: Request) -> HttpResponse:
    """The contracts of my organisations; the only one at once."""
    lines = contracts(organisation_ids=request.person.organisations, now=request.now)
    if len(lines) == 1:
        return redirect("portal:contract", lines[0].id)
    return render(request, "portal/contracts.html", {"lines": lines})


@customer()
@require_GET
def page(request: Request, contract_id: int) -> HttpResponse:
    """One contract: the version asked for, else the one in effect, else the newest."""
    view = contract(contract_id=contract_id, organisation_ids=request.person.organisations)
    if view is None:
        raise NotFound
    published = tuple(one for one in view.versions if one.published_at is not None)
    version = _chosen(view, published, number_of(request.GET.get("version")), request.now)
    terms = terms_of(version.id) if version else None
    shown = {
        "contract": view,
        "versions": [(one, _standing(view, one, request.now)) for one in published],
        "version": version,
        "standing": _standing(view, version, request.now) if version else "",
        "zone": str(terms.timezone) if terms else "",
        "plain": contract_text(terms, short()) if terms else "",
        "horizons": horizons_in(terms) if terms else (),
        "several": len(request.person.organisations) > 1,
    }
    return render(request, "portal/contract.html", shown)


def _chosen(
    view: ContractView, published: tuple[VersionView, ...], number: int | None, now: datetime
) -> VersionView | None:
    if number is None:
        return view.at(now) or (published[0] if published else None)
    found = next((one for one in published if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _standing(view: ContractView, version: VersionView, now: datetime) -> str:
    """Whether a version is in effect now, will be later, or was."""
    current = view.at(now)
    if current is not None and version.id == current.id:
        return "now"
    return "later" if version.effective_from is not None and version.effective_from > now else "past"
