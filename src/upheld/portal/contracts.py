"""Pages that show the customer's contracts in plain words, version by version."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.contracts.queries import ContractView, VersionView, contract, contract_page, horizons_in, terms_of
from upheld.i18n.words import short
from upheld.operations.errors import NotFound
from upheld.portal.query_params import number_of
from upheld.sla import contract_text


@customer()
@require_GET
def listing(request: Request) -> HttpResponse:
    """List the contracts of the reader's organisations. Redirects to the contract if there is only one."""
    after = request.GET.get("after")
    listing = contract_page(organisation_ids=request.person.organisations, now=request.now, after=after)
    if len(listing.items) == 1 and after is None:
        return redirect("portal:contract", listing.items[0].id)
    return render(request, "portal/contracts.html", {"page": listing, "turned": after is not None})


@customer()
@require_GET
def page(request: Request, contract_id: int) -> HttpResponse:
    """Show one contract: the requested version, else the one in effect, else the newest."""
    view = contract(contract_id=contract_id, organisation_ids=request.person.organisations)
    if view is None:
        raise NotFound
    published = tuple(version for version in view.versions if version.published_at is not None)
    selected = _select(view, published, number_of(request.GET.get("version")), request.now)
    terms = terms_of(selected.id) if selected else None
    context = {
        "contract": view,
        "versions": [(version, _standing(view, version, request.now)) for version in published],
        "version": selected,
        "standing": _standing(view, selected, request.now) if selected else "",
        "zone": str(terms.timezone) if terms else "",
        "plain": contract_text(terms, short()) if terms else "",
        "horizons": horizons_in(terms) if terms else (),
        "several": len(request.person.organisations) > 1,
    }
    return render(request, "portal/contract.html", context)


def _select(
    view: ContractView, published: tuple[VersionView, ...], number: int | None, now: datetime
) -> VersionView | None:
    if number is None:
        return view.at(now) or (published[0] if published else None)
    version = next((candidate for candidate in published if candidate.number == number), None)
    if version is None:
        raise NotFound
    return version


def _standing(view: ContractView, version: VersionView, now: datetime) -> str:
    """Return ``now``, ``later`` or ``past``: when the version is in effect."""
    current = view.at(now)
    if current is not None and version.id == current.id:
        return "now"
    return "later" if version.effective_from is not None and version.effective_from > now else "past"
