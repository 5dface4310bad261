"""A ticket filed by staff for a customer: first whose, then what."""

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
from upheld.desk.operations import NewTicket, file_ticket
from upheld.desk.queries import levels
from upheld.i18n.words import say, short
from upheld.operations.errors import NotFound, Refused

FACTS = ("component", "platform", "sdk_version", "region")


class TicketForm(ConsoleForm):
    requester = number("console.requester")
    product = number("console.product")
    environment = text("console.environment", most=12)
    severity = text("console.severity", most=20)
    subject = text("console.subject")
    body = long_text("console.body", rows=8)
    component = text("console.fact.component", required=False, most=60)
    platform = text("console.fact.platform", required=False, most=40)
    sdk_version = text("console.fact.sdk_version", required=False, most=40)
    region = text("console.fact.region", required=False, most=40)
    tags = text("console.fact.tags", required=False, most=900)


@dataclass(frozen=True, slots=True)
class Covered:
    """What would stand behind the ticket: the plan or why none does, and the severities to choose from."""

    uncovered: str
    plan: str
    offers: tuple[tuple[str, str], ...]
    chosen: str


@require_http_methods(["GET", "POST"])
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """Without a customer: whose ticket it is. With one: the form, and what it files."""
    customer_id = number_of(request.GET.get("customer"))
    customers = choices.customers()
    customer = next((one for one in customers if one.id == customer_id), None)
    if customer is None:
        return render(request, "console/new_ticket_for.html", {"customers": customers})
    form = TicketForm(request.POST if request.method == "POST" else None, choices=_choices(customer.id))
    if request.method == "POST" and form.is_valid():
        try:
            filed = _file(request, customer.id, form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:ticket", filed)
    shown = {"form": form, "customer": customer, "covered": _covered(request, customer.id)}
    return render(request, "console/new_ticket.html", shown, status=422 if form.errors else 200)


@require_GET
@staff()
def offered(request: StaffRequest) -> HttpResponseBase:
    """The severities of whatever contract would cover the ticket as the form now stands."""
    customer_id = number_of(request.GET.get("customer"))
    if customer_id is None:
        raise NotFound
    return render(request, "console/new_ticket_levels.html", {"covered": _covered(request, customer_id)})


def _covered(request: StaffRequest, customer_id: int) -> Covered:
    """Under the product that is chosen, else the first."""
    given = request.POST if request.method == "POST" else request.GET
    product_id = number_of(given.get("product")) or next((one.id for one in products()), 0)
    found = levels(
        organisation_id=customer_id,
        product_id=product_id,
        region=given.get("region", "")[:40],
        environment=given.get("environment", "")[:12] or "production",
        actor=request.actor,
        at=request.now,
    )
    if found is None:
        raise NotFound
    offers = [(level.id, f"{level.id} · {level.name.get(short(), level.id)}") for level in found.levels]
    return Covered(found.cover.uncovered, found.cover.plan, tuple(offers), given.get("severity", "")[:20])


def _choices(customer_id: int) -> dict[str, Choices]:
    return {
        "requester": [(str(one.id), one.name) for one in choices.people_of(organisation_id=customer_id)],
        "product": [(str(product.id), product.name) for product in products()],
        "environment": [(one, say("console.environment", one)) for one in ("production", "test")],
        "severity": [],
    }


def _file(request: StaffRequest, customer_id: int, given: dict[str, Any]) -> int:
    new = NewTicket(
        subject=given["subject"],
        body=given["body"],
        severity=given["severity"],
        product_id=given["product"],
        environment=given["environment"],
        tags=[part.strip() for part in given["tags"].replace("，", ",").split(",") if part.strip()],
        **{name: given[name] for name in FACTS},
    )
    return file_ticket(
        organisation_id=customer_id, ticket=new, requester_id=given["requester"], by=request.actor, now=request.now
    )
