"""The next version of a contract: written in YAML, checked in place, published once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts.roles import MANAGERS
from upheld.console.contracts.lines import Remark, SourceLine, annotated, around, said
from upheld.console.contracts.pages import found
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.operations import CannotPublish, publish_version, save_draft
from upheld.contracts.queries import ContractView
from upheld.contracts.samples import NAMES, sample
from upheld.i18n.words import short
from upheld.operations.errors import Refused
from upheld.sla import (
    Problem,
    Terms,
    TermsInvalid,
    contract_text,
    load_draft,
    to_confirm,
    warnings,
)
from upheld.sla.instant import there

EFFECTIVE = re.compile(r"^(effective:\s*\{?\s*from:\s*)['\"]?\d{4}-\d\d-\d\d['\"]?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said about a source: what is wrong, what to think about, and its lines with both."""

    wrong: tuple[Remark, ...]
    care: tuple[Remark, ...]
    lines: tuple[SourceLine, ...]
    plain: str
    confirm: tuple[Remark, ...]
    """Warnings to confirm before it is published."""


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def draft(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """The editor; saving keeps the source as it is, right or wrong, and says what is wrong."""
    view = found(contract_id)
    if request.method != "POST":
        return _editor(request, view, _source(view, request.GET.get("start", ""), request.now))
    source = request.POST.get("source", "").replace("\r\n", "\n")
    try:
        save_draft(contract_id=contract_id, source=source, by=request.actor, now=request.now)
    except Refused as refused:
        return _editor(request, view, source, refused=refused.text(), status=422)
    return redirect("console:contract_draft", contract_id)


@require_POST
@staff(*MANAGERS)
def publish(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """Publish the draft; what stands against it is shown beside its line."""
    view = found(contract_id)
    if view.draft is None:
        return redirect("console:contract", contract_id)
    try:
        publish_version(
            version_id=view.draft.id,
            by=request.actor,
            now=request.now,
            confirmed=request.POST.get("confirmed") == "yes",
        )
    except CannotPublish as refused:
        return _editor(request, view, view.draft.source, refused=refused.text(), also=refused.problems, status=422)
    return redirect("console:contract", contract_id)


def _editor(
    request: StaffRequest,
    view: ContractView,
    source: str,
    *,
    refused: str = "",
    also: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponseBase:
    shown = {
        "contract": view,
        "source": source,
        "checked": check(source, also) if source.strip() else None,
        "refused": refused,
        "saved": view.draft is not None and view.draft.source == source,
        "ready": NAMES,
        "number": _next(view),
    }
    return render(request, "console/contract_draft.html", shown, status=status)


def check(source: str, also: tuple[Problem, ...] = ()) -> Checked:
    """Every error and every warning of a source, each once."""
    terms, wrong = _read(source)
    care = warnings(terms) if terms else ()
    wrong = (*wrong, *(problem for problem in also if problem not in wrong and problem not in care))
    lang = short()
    return Checked(
        tuple(said(one, lang) for one in wrong),
        tuple(said(one, lang) for one in care),
        around(annotated(source, wrong, care, lang)),
        contract_text(terms, lang) if terms else "",
        tuple(said(problem, lang) for problem in to_confirm(terms)) if terms else (),
    )


def _read(source: str) -> tuple[Terms | None, tuple[Problem, ...]]:
    try:
        return load_draft(source), ()
    except TermsInvalid as error:
        return None, tuple(error.problems)


def _source(view: ContractView, start: str, now: datetime) -> str:
    """The draft; else a ready contract that was chosen; else the newest version. The latter two one number higher, and
    in effect from today on: from when an earlier version was is no date for a new one.
    """
    if view.draft is not None:
        return view.draft.source
    source = sample(start) if start in NAMES else view.versions[0].source if view.versions else ""
    return _dated(_numbered(source, _next(view)), now)


def _next(view: ContractView) -> int:
    return view.draft.number if view.draft else max((version.number for version in view.versions), default=0) + 1


def _numbered(source: str, number: int) -> str:
    return re.sub(r"^version:.*$", f"version: {number}", source, count=1, flags=re.MULTILINE)


def _dated(source: str, now: datetime) -> str:
    """A date of effect that has passed becomes today, where the contract is; one that lies ahead stays."""
    terms, _ = _read(source)
    if terms is None:
        return source
    today = there(now, ZoneInfo(str(terms.timezone))).date()
    return EFFECTIVE.sub(rf"\g<1>{today}", source, count=1) if terms.effective_from < today else source
