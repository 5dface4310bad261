"""Files a ticket on behalf of a customer: select the customer, then fill in the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from upheld.accounts.queries import choices
from upheld.console.forms import Choices, ConsoleForm, long_text, number, text
from upheld.console.query_params import number_of
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.queries import products
from upheld.desk.acts import NewTicket, file_ticket
from upheld.desk.limits import LEVEL_MAX
from upheld.desk.queries import levels
from upheld.i18n.words import say, short
from upheld.operations.errors import NotFound, Refused

FACTS = ("component", "platform", "sdk_version", "region")


class TicketForm(ConsoleForm):
    requester = number("console.requester")
    product = number("console.product")
    environment = text("console.environment", most=12)
    severity = text("console.severity", most=LEVEL_MAX)
    subject = text("console.subject")
    body = long_text("console.body", rows=8)
    component = text("console.fact.component", required=False, most=60)
    platform = text("console.fact.platform", required=False, most=40)
    sdk_version = text("console.fact.sdk_version", required=False, most=40)
    region = text("console.fact.region", required=False, most=40)
    tags = text("console.fact.tags", required=False, most=900)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What would cover the ticket: the plan, or why there is none, and the severities to choose from."""

    uncovered: str
    plan: str
    offers: tuple[tuple[str, str], ...]
    chosen: str


@require_http_methods(["GET", "POST"])
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """Ask for the customer if none is selected; otherwise show the form and file the ticket."""
    customer_id = number_of(request.GET.get("customer"))
    customers = choices.customers()
    customer = next((option for option in customers if option.id == customer_id), None)
    if customer is None:
        return render(request, "console/new_ticket_for.html", {"customers": customers})
    form = TicketForm(request.POST if request.method == "POST" else None, choices=_choices(customer.id))
    if request.method == "POST" and form.is_valid():
        try:
            ticket_id = _file(request, customer.id, form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:ticket", ticket_id)
    context = {"form": form, "customer": customer, "covered": _coverage(request, customer.id)}
    return render(request, "console/new_ticket.html", context, status=422 if form.errors else 200)


@require_GET
@staff()
def severity_options(request: StaffRequest) -> HttpResponseBase:
    """Render the severities of the contract that would cover the ticket as the form is filled in."""
    customer_id = number_of(request.GET.get("customer"))
    if customer_id is None:
        raise NotFound
    return render(request, "console/new_ticket_levels.html", {"covered": _coverage(request, customer_id)})


def _coverage(request: StaffRequest, customer_id: int) -> Coverage:
    """Returns the coverage for the selected product, by default the first."""
    form_data = request.POST if request.method == "POST" else request.GET
    product_id = number_of(form_data.get("product")) or next((product.id for product in products()), 0)
    cover_levels = levels(
        organisation_id=customer_id,
        product_id=product_id,
        region=form_data.get("region", "")[:40],
        environment=form_data.get("environment", "")[:12] or "production",
        actor=request.actor,
        at=request.now,
    )
    if cover_levels is None:
        raise NotFound
    offers = [(level.id, f"{level.id} · {level.name.get(short(), level.id)}") for level in cover_levels.levels]
    return Coverage(
        cover_levels.cover.uncovered, cover_levels.cover.plan, tuple(offers), form_data.get("severity", "")[:LEVEL_MAX]
    )


def _choices(customer_id: int) -> dict[str, Choices]:
    return {
        "requester": [(str(person.id), person.name) for person in choices.people_of(organisation_id=customer_id)],
        "product": [(str(product.id), product.name) for product in products()],
        "environment": [(name, say("console.environment", name)) for name in ("production", "test")],
        "severity": [],
    }


def _file(request: StaffRequest, customer_id: int, form_data: dict[str, Any]) -> int:
    ticket = NewTicket(
        subject=form_data["subject"],
        body=form_data["body"],
        severity=form_data["severity"],
        product_id=form_data["product"],
        environment=form_data["environment"],
        tags=[part.strip() for part in form_data["tags"].replace("，", ",").split(",") if part.strip()],
        **{name: form_data[name] for name in FACTS},
    )
    return file_ticket(
        organisation_id=customer_id,
        ticket=ticket,
        requester_id=form_data["requester"],
        by=request.actor,
        now=request.now,
    )
