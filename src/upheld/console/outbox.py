"""The outbox: sent, waiting and failed messages, and resending."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from upheld.accounts.audience import staff
from upheld.accounts.request import Request
from upheld.accounts.roles import MANAGERS, Role
from upheld.console.query_params import number_of
from upheld.escalation import operations, queries
from upheld.i18n.words import has, say
from upheld.mail import folder
from upheld.outbox.enqueue import endpoint_recipient
from upheld.outbox.queries import ParcelView, counts, listing
from upheld.ui.post_action import act

STATES = ("waiting", "failed", "sent", "stood_down")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list, with the names of the template and the recipient."""

    parcel: ParcelView
    what: str
    to: str
    can_resend: bool


@staff(*MANAGERS)
@require_GET
def page(request: Request) -> HttpResponse:
    """List messages, newest first, optionally of one state."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    parcels = listing(state=state or None, before=number_of(request.GET.get("after")), limit=PAGE_SIZE + 1)
    hosts = {endpoint_recipient(endpoint.id): endpoint.host for endpoint in queries.endpoints()}
    context = {
        "lines": [_line(request, parcel, hosts) for parcel in parcels[:PAGE_SIZE]],
        "after": str(parcels[PAGE_SIZE - 1].id) if len(parcels) > PAGE_SIZE else None,
        "before": "after" in request.GET,
        "tabs": _tabs(state),
        "folder": Role.ADMIN in request.person.staff_roles and folder.folder_of(settings.MAIL_URL) is not None,
    }
    return render(request, "console/outbox.html", context)


@staff(*MANAGERS)
@require_POST
def resend(request: Request, parcel_id: int) -> HttpResponse:
    """Send a failed message again."""
    return act(
        request,
        lambda: operations.resend(parcel_id=parcel_id, by=request.person, now=request.now),
        back=reverse("console:outbox"),
        done="outbox.resent",
    )


def _line(request: Request, parcel: ParcelView, hosts: dict[str, str]) -> Line:
    is_known_template = has("outbox.template", parcel.template)
    what = say("outbox.template", parcel.template) if is_known_template else parcel.template
    return Line(parcel, what, hosts.get(parcel.recipient, parcel.recipient), parcel.can_retry(request.now))


def _tabs(state: str) -> list[tuple[str, str, bool]]:
    amounts, home = counts(), reverse("console:outbox")
    tabs = [(home, say("outbox.all"), not state)]
    for name in STATES:
        text = say("outbox.state", name)
        text += f" {amounts[name]}" if amounts.get(name) else ""
        tabs.append((f"{home}?state={name}", text, state == name))
    return tabs
