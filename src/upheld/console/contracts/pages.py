"""The list of contracts, and the page of a contract with its versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.query_params import number_of
from upheld.console.requests import StaffRequest, staff
from upheld.console.roles import keeps_contracts
from upheld.contracts.queries import (
    ContractLine,
    ContractView,
    Horizon,
    VersionView,
    contract,
    contract_page,
    horizons_in,
    horizons_of,
    terms_of,
)
from upheld.i18n.words import say, short
from upheld.operations.errors import NotFound
from upheld.sla import Terms, contract_text


@require_GET
@staff()
def listing(request: StaffRequest) -> HttpResponseBase:
    """List contracts, by customer."""
    text, after = request.GET.get("q", "").strip()[:100].replace("\x00", ""), request.GET.get("after")
    listing = contract_page(organisation_ids=None, now=request.now, text=text, after=after)
    return render(
        request,
        "console/contracts.html",
        {
            "lines": _with_ends(listing.items, request.now),
            "text": text,
            "any": bool(listing.items or text or after),
            "after": listing.after,
            "turned": after is not None,
            "may_write": keeps_contracts(request.actor),
        },
    )


def _with_ends(lines: Sequence[ContractLine], now: datetime) -> list[tuple[ContractLine, Horizon | None, bool]]:
    """Pairs each contract with the first of its calendars that ends soon, and whether that has ended."""
    horizons = horizons_of(line.current_version_id for line in lines if line.current_version_id)
    first = [next(iter(_ending(horizons.get(line.current_version_id or 0, ()), now)), None) for line in lines]
    return [(line, end, end is not None and end.has_ended(now)) for line, end in zip(lines, first, strict=True)]


def _ending(horizons: tuple[Horizon, ...], now: datetime) -> tuple[Horizon, ...]:
    return tuple(horizon for horizon in horizons if horizon.is_near(now))


@require_GET
@staff()
def page(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """Show the requested version of a contract in plain words, by default the version in effect."""
    view = contract_or_404(contract_id)
    version = chosen_version(view, request.GET.get("version"), request.now)
    terms = terms_of(version.id) if version and version.published_at else None
    return render(request, "console/contract.html", _context(request, view, version, terms))


def contract_or_404(contract_id: int) -> ContractView:
    """Returns the contract, or raises ``NotFound``."""
    view = contract(contract_id=contract_id, organisation_ids=None)
    if view is None:
        raise NotFound
    return view


def chosen_version(view: ContractView, version_number: str | None, now: datetime) -> VersionView | None:
    """Returns the published version with this number; without a number the one in effect, else the newest."""
    number = number_of(version_number)
    if number is not None:
        return view.published(number)
    published = [version for version in view.versions if version.published_at]
    return view.at(now) or (published[0] if published else None)


def _context(
    request: StaffRequest, view: ContractView, version: VersionView | None, terms: Terms | None
) -> dict[str, Any]:
    horizons = horizons_in(terms) if terms else ()
    return {
        "contract": view,
        "version": version,
        "horizons": [(horizon, horizon.is_near(request.now), horizon.has_ended(request.now)) for horizon in horizons],
        "editions": tuple(_editions(version)) if version and horizons else (),
        "in_effect": view.at(request.now),
        "terms": terms,
        "plain": contract_text(terms, short()) if terms else "",
        "timeline": tuple(_timeline(view, request.now)),
        "may_write": keeps_contracts(request.actor),
    }


@dataclass(frozen=True, slots=True)
class Moment:
    """A version, or an edition of one, on a timeline."""

    at: datetime
    title: str
    text: str
    tone: str
    href: str


def _timeline(view: ContractView, now: datetime) -> Iterator[Moment]:
    current = view.at(now)
    for version in view.versions:
        if version.since is None:
            continue
        tone = "on" if version == current else ""
        kind = "now" if version == current else "later" if version.since > now else "past"
        title = say("console.version", number=version.number)
        yield Moment(version.since, title, say("console.version_is", kind), tone, f"?version={version.number}")


def _editions(version: VersionView) -> Iterator[Moment]:
    for edition in version.editions:
        assert edition.published_at is not None  # a draft has no terms, and so no calendars
        title, tone = say("console.edition", number=edition.edition), "on" if edition.id == version.id else ""
        yield Moment(edition.published_at, title, f"SHA-256 {edition.sha256[:12]}…", tone, "")
