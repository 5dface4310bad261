"""The editor of a contract's next version: YAML, checked as it is saved, then published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts.costly import reading
from upheld.accounts.roles import MANAGERS
from upheld.console.contracts.lines import Remark, SourceLine, annotate, excerpt, remark_of
from upheld.console.contracts.pages import contract_or_404
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.operations import CannotPublish, publish_version, save_draft
from upheld.contracts.queries import ContractView
from upheld.contracts.samples import NAMES, sample
from upheld.contracts.sources import source_sha256
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
class SourceCheck:
    """The problems (``wrong``) and warnings (``care``) of a source, and its lines with both."""

    wrong: tuple[Remark, ...]
    care: tuple[Remark, ...]
    lines: tuple[SourceLine, ...]
    plain: str
    confirm: tuple[Remark, ...]
    """Warnings that must be confirmed before publication."""


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def draft(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """Shows the editor. Saving keeps the source even if it has problems, and lists them.

    A draft that somebody else saved meanwhile is replaced only by the next attempt, whose form names that draft.
    """
    view = contract_or_404(contract_id)
    if request.method != "POST":
        return _editor(request, view, _source(view, request.GET.get("start", ""), request.now))
    source = request.POST.get("source", "").replace("\r\n", "\n")
    try:
        save_draft(
            contract_id=contract_id,
            source=source,
            by=request.actor,
            now=request.now,
            replaces_sha256=request.POST.get("replaces"),
        )
    except Refused as refused:
        return _editor(request, contract_or_404(contract_id), source, refused=refused.text(), status=422)
    return redirect("console:contract_draft", contract_id)


@require_POST
@staff(*MANAGERS)
def publish(request: StaffRequest, contract_id: int) -> HttpResponseBase:
    """Publish the draft that the reader has seen, or show its problems beside their lines."""
    view = contract_or_404(contract_id)
    if view.draft is None:
        return redirect("console:contract", contract_id)
    try:
        publish_version(
            version_id=view.draft.id,
            by=request.actor,
            now=request.now,
            confirmed=request.POST.get("confirmed") == "yes",
            seen_sha256=request.POST.get("seen"),
        )
    except CannotPublish as refused:
        view = contract_or_404(contract_id)
        if view.draft is None:
            return redirect("console:contract", contract_id)
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
    context = {
        "contract": view,
        "source": source,
        "checked": _checked(request, source, also),
        "refused": refused,
        "saved": view.draft is not None and view.draft.source == source,
        "draft_sha256": source_sha256(view.draft.source) if view.draft else "",
        "ready": NAMES,
        "number": _next_number(view),
    }
    return render(request, "console/contract_draft.html", context, status=status)


def _checked(request: StaffRequest, source: str, also: tuple[Problem, ...]) -> SourceCheck | None:
    if not source.strip():
        return None
    with reading(request.actor):
        return check(source, also)


def check(source: str, also: tuple[Problem, ...] = ()) -> SourceCheck:
    """Returns every problem and warning of a source, each once."""
    terms, wrong = _read(source)
    care = warnings(terms) if terms else ()
    wrong = (*wrong, *(problem for problem in also if problem not in wrong and problem not in care))
    lang = short()
    return SourceCheck(
        tuple(remark_of(problem, lang) for problem in wrong),
        tuple(remark_of(warning, lang) for warning in care),
        excerpt(annotate(source, wrong, care, lang)),
        contract_text(terms, lang) if terms else "",
        tuple(remark_of(warning, lang) for warning in to_confirm(terms)) if terms else (),
    )


def _read(source: str) -> tuple[Terms | None, tuple[Problem, ...]]:
    try:
        return load_draft(source), ()
    except TermsInvalid as error:
        return None, tuple(error.problems)


def _source(view: ContractView, start: str, now: datetime) -> str:
    """Returns the source to edit: the draft, else the chosen sample, else the newest version.

    A sample or an earlier version gets the next number, and takes effect today if its date has passed.
    """
    if view.draft is not None:
        return view.draft.source
    source = sample(start) if start in NAMES else view.versions[0].source if view.versions else ""
    return _with_date(_with_number(source, _next_number(view)), now)


def _next_number(view: ContractView) -> int:
    return view.draft.number if view.draft else max((version.number for version in view.versions), default=0) + 1


def _with_number(source: str, number: int) -> str:
    return re.sub(r"^version:.*$", f"version: {number}", source, count=1, flags=re.MULTILINE)


def _with_date(source: str, now: datetime) -> str:
    """Replaces an effective date in the past by today in the contract's time zone."""
    terms, _ = _read(source)
    if terms is None:
        return source
    today = there(now, ZoneInfo(str(terms.timezone))).date()
    return EFFECTIVE.sub(rf"\g<1>{today}", source, count=1) if terms.effective_from < today else source
