"""Contracts as pages: the list, one contract in plain words, its versions in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.common.errors import NotFound
from upheld.common.words import say, short
from upheld.console.asked import Asked, staff
from upheld.console.given import number_of
from upheld.console.roles import keeps_contracts
from upheld.contracts.queries import ContractView, VersionView, contract, contracts, terms_of
from upheld.sla import Terms, contract_text


@require_GET
@staff()
def listing(request: Asked) -> HttpResponseBase:
    """Every contract, by customer."""
    lines = contracts(organisation_ids=None, now=request.now)
    text = request.GET.get("q", "").strip()[:100].lower()
    shown = [one for one in lines if text in f"{one.customer} {one.name} {one.plan}".lower()]
    return render(
        request,
        "console/contracts.html",
        {"lines": shown, "text": text, "total": len(lines), "may_write": keeps_contracts(request.actor)},
    )


@require_GET
@staff()
def page(request: Asked, contract_id: int) -> HttpResponseBase:
    """One contract: the version asked for, else the one in effect, in plain words."""
    view = found(contract_id)
    version = _version(view, number_of(request.GET.get("version")), request.now)
    terms = terms_of(version.id) if version and version.published_at else None
    return render(request, "console/contract.html", _shown(request, view, version, terms))


def found(contract_id: int) -> ContractView:
    """The contract, or 404."""
    view = contract(contract_id=contract_id, organisation_ids=None)
    if view is None:
        raise NotFound
    return view


def _version(view: ContractView, number: int | None, now: datetime) -> VersionView | None:
    if number is not None:
        return next((one for one in view.versions if one.number == number and one.published_at), None)
    published = [one for one in view.versions if one.published_at]
    return view.at(now) or (published[0] if published else None)


def _shown(request: Asked, view: ContractView, version: VersionView | None, terms: Terms | None) -> dict[str, Any]:
    return {
        "contract": view,
        "version": version,
        "in_effect": view.at(request.now),
        "terms": terms,
        "plain": contract_text(terms, short()) if terms else "",
        "timeline": tuple(_timeline(view, request.now)),
        "may_write": keeps_contracts(request.actor),
    }


@dataclass(frozen=True, slots=True)
class Moment:
    """A version on the timeline."""

    at: datetime
    title: str
    text: str
    tone: str
    href: str


def _timeline(view: ContractView, now: datetime) -> Iterator[Moment]:
    current = view.at(now)
    for one in view.versions:
        if one.published_at is None or one.effective_from is None:
            continue
        tone = "on" if one == current else ""
        kind = "now" if one == current else "later" if one.effective_from > now else "past"
        title = say("console.version", number=one.number)
        yield Moment(one.effective_from, title, say("console.version_is", kind), tone, f"?version={one.number}")
