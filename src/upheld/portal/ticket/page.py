"""The ticket's page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.queries import choices
from upheld.accounts.request import Request
from upheld.contracts.queries import terms_of
from upheld.desk.answers import answered, in_words, told
from upheld.desk.queries import TicketView
from upheld.desk.queries.reasons import reasons
from upheld.desk.terms import uncovered_terms
from upheld.i18n.words import short
from upheld.portal.forms import ActForm, ReplyForm
from upheld.portal.plain import criterion
from upheld.portal.ticket.clocks import found
from upheld.portal.ticket.conversation import talk
from upheld.portal.ticket.standing import standing
from upheld.sla import Terms
from upheld.ui.cached_urls import address


@customer()
@require_GET
def page(request: Request, ticket_id: int) -> HttpResponse:
    """The page as it stands."""
    return show(request, ticket_id)


def show(request: Request, ticket_id: int, wrong: ActForm | None = None, *, status: int = 200) -> HttpResponse:
    """The page; a form with something wrong stands open where it was sent from, with what was typed."""
    view = found(request, ticket_id)
    return render(request, "portal/ticket.html", everything(request, view, wrong), status=status)


def terms_behind(view: TicketView) -> Terms:
    """The terms that the ticket runs under."""
    return uncovered_terms() if view.contract_version_id is None else terms_of(view.contract_version_id)


def everything(request: Request, view: TicketView, wrong: ActForm | None = None) -> dict[str, Any]:
    """All that the page shows."""
    terms = terms_behind(view)
    level = _level(terms, view)
    return standing(request, view, terms, wrong) | {
        "level_name": level[0],
        "level_criterion": level[1],
        "talk": talk(view, reasons(view), terms),
        "reply": wrong if isinstance(wrong, ReplyForm) else reply_form(view),
        "refused": wrong if wrong is not None and not isinstance(wrong, ReplyForm) else None,
        "watching": any(watcher.id == request.person.id for watcher in view.watchers),
        "people": _others(view),
        "answered": answered(view.evidence),
        "measured": told(view.measurements),
        "floor_since": in_words({measured.name: measured.value for measured in view.floor_since}),
        "raise_at": _raise_at(view),
        "open": view.state not in {"resolved", "cancelled"},
        "raisable": _higher(view),
    }


def _raise_at(view: TicketView) -> str:
    """Where the customer raises a severity that lies below what was measured."""
    if "raise_impact" not in view.may or view.state == "cancelled":
        return ""
    return address("portal:impact", view.id) + "?" + urlencode({"severity": view.floor or ""})


def reply_form(view: TicketView) -> ReplyForm:
    """With the draft in it, if there is one."""
    draft = next((one for one in view.drafts if one.kind == "public"), None)
    body, revision = (draft.body, draft.revision or view.revision) if draft else ("", view.revision)
    return ReplyForm(initial={"body": body, "revision": revision}, key="reply")


def _level(terms: Terms, view: TicketView) -> tuple[str, str]:
    """The name and the criterion of the ticket's level."""
    for level in terms.severities:
        if level.id == view.severity:
            return level.name.get(short()) or level.name.get("en", ""), criterion(level.criteria or "", terms.evidence)
    return "", ""


def _others(view: TicketView) -> tuple[Any, ...]:
    """Those of the organisation who do not follow the ticket yet; its requester is told of everything anyway."""
    follow = {view.requester.id, *(watcher.id for watcher in view.watchers)}
    return tuple(one for one in choices.people_of(organisation_id=view.customer_id) if one.id not in follow)


def _higher(view: TicketView) -> tuple[str, ...]:
    """The levels above the present one."""
    order = [level.id for level in view.levels]
    return tuple(order[: order.index(view.severity)]) if view.severity in order else ()
