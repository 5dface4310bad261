"""The page of a ticket in the portal."""

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
from upheld.desk.answers import answers_in_words, in_words, measurement_texts
from upheld.desk.queries import TicketView
from upheld.desk.queries.reasons import reasons
from upheld.desk.terms import uncovered_terms
from upheld.i18n.words import short
from upheld.portal.forms import ActForm, ReplyForm
from upheld.portal.plain import criterion
from upheld.portal.ticket.clocks import ticket_or_404
from upheld.portal.ticket.conversation import conversation_items
from upheld.portal.ticket.standing import live_context
from upheld.sla import Terms
from upheld.ui.cached_urls import address


@customer()
@require_GET
def page(request: Request, ticket_id: int) -> HttpResponse:
    """Show the ticket."""
    return show(request, ticket_id)


def show(request: Request, ticket_id: int, invalid_form: ActForm | None = None, *, status: int = 200) -> HttpResponse:
    """Render the page. An invalid form stays open in its place, with its input."""
    view = ticket_or_404(request, ticket_id)
    return render(request, "portal/ticket.html", page_context(request, view, invalid_form), status=status)


def terms_behind(view: TicketView) -> Terms:
    """Return the contract terms that apply to the ticket."""
    return uncovered_terms() if view.contract_version_id is None else terms_of(view.contract_version_id)


def page_context(request: Request, view: TicketView, invalid_form: ActForm | None = None) -> dict[str, Any]:
    """Return the template context of the page."""
    terms = terms_behind(view)
    level = _level(terms, view)
    return live_context(request, view, terms, invalid_form) | {
        "level_name": level[0],
        "level_criterion": level[1],
        "talk": conversation_items(view, reasons(view), terms),
        "reply": invalid_form if isinstance(invalid_form, ReplyForm) else reply_form(view),
        "refused": invalid_form if invalid_form is not None and not isinstance(invalid_form, ReplyForm) else None,
        "watching": any(watcher.id == request.person.id for watcher in view.watchers),
        "people": _others(view),
        "answered": answers_in_words(view.evidence),
        "measured": measurement_texts(view.measurements),
        "floor_since": in_words({measured.name: measured.value for measured in view.floor_since}),
        "raise_at": _raise_at(view),
        "open": view.state not in {"resolved", "cancelled"},
        "raisable": _higher(view),
    }


def _raise_at(view: TicketView) -> str:
    """Return the URL for raising a severity that is below the measured minimum, or an empty string."""
    if "raise_impact" not in view.may or view.state == "cancelled":
        return ""
    return address("portal:impact", view.id) + "?" + urlencode({"severity": view.floor or ""})


def reply_form(view: TicketView) -> ReplyForm:
    """Return the reply form, filled with the saved draft if there is one."""
    draft = next((saved for saved in view.drafts if saved.kind == "public"), None)
    body, revision = (draft.body, draft.revision or view.revision) if draft else ("", view.revision)
    return ReplyForm(initial={"body": body, "revision": revision}, key="reply")


def _level(terms: Terms, view: TicketView) -> tuple[str, str]:
    """Return the name and the criterion of the ticket's severity."""
    for level in terms.severities:
        if level.id == view.severity:
            return level.name.get(short()) or level.name.get("en", ""), criterion(level.criteria or "", terms.evidence)
    return "", ""


def _others(view: TicketView) -> tuple[Any, ...]:
    """Return the people of the organisation who could follow the ticket. The requester is notified anyway."""
    follow = {view.requester.id, *(watcher.id for watcher in view.watchers)}
    return tuple(person for person in choices.people_of(organisation_id=view.customer_id) if person.id not in follow)


def _higher(view: TicketView) -> tuple[str, ...]:
    """Return the severities above the current one."""
    order = [level.id for level in view.levels]
    return tuple(order[: order.index(view.severity)]) if view.severity in order else ()
