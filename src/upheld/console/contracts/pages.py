"""Contracts as pages: the list, one contract in plain words, its versions in time."""

from __future__ import annotations

from collections.abc import Iterator
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
    contracts,
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
    """Every contract, by customer."""
    lines = contracts(organisation_ids=None, now=request.now)
    text = request.GET.get("q", "").strip()[:100].lower()
    shown = [line for line in lines if text in f"{line.customer} {line.name} {line.plan}".lower()]
    return render(
        request,
        "console/contracts.html",
        {
            "lines": _with_ends(shown, request.now),
            "text": text,
            "total": len(lines),
            "may_write": keeps_contracts(request.actor),
        },
    )


def _with_ends(lines: list[ContractLine], now: datetime) -> list[tuple[ContractLine, Horizon | None, bool]]:
    """Each contract with the first of its calendars that ends soon, and whether it has ended."""
    found = horizons_of(one.current_version_id for one in lines if one.current_version_id)
    first = [next(iter(_ending(found.get(one.current_version_id or 0, ()), now)), None) for one in lines]
    return [(line, end, end is not None and end.has_ended(now)) for line, end in zip(lines, first, strict=True)]


def _ending(horizons: tuple[Horizon, ...], now: datetime) -> tuple[Horizon, ...]:
    return tuple(horizon for horizon in horizons if horizon.is_near(now))


@require_GET
@staff()
def page(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """One contract: the version asked for, else the one in effect, in plain words."""
    view = found(contract_id)
    version = chosen(view, request.GET.get("version"), request.now)
    terms = terms_of(version.id) if version and version.published_at else None
    return render(request, "console/contract.html", _shown(request, view, version, terms))


def found(contract_id: int) -> ContractView:
    """The contract, or 404."""
    view = contract(contract_id=contract_id, organisation_ids=None)
    if view is None:
        raise NotFound
    return view


def chosen(view: ContractView, asked: str | None, now: datetime) -> VersionView | None:
    """The published version that an address asks for, else the one in effect, else the newest."""
    number = number_of(asked)
    if number is not None:
        return view.published(number)
    published = [one for one in view.versions if one.published_at]
    return view.at(now) or (published[0] if published else None)


def _shown(
    request: StaffRequest, view: ContractView, version: VersionView | None, terms: Terms | None
) -> dict[str, Any]:
    known = horizons_in(terms) if terms else ()
    return {
        "contract": view,
        "version": version,
        "horizons": [(one, one.is_near(request.now), one.has_ended(request.now)) for one in known],
        "editions": tuple(_editions(version)) if version and known else (),
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
