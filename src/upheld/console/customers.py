"""Customer organisations."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from upheld.accounts import operations, queries
from upheld.accounts.audience import staff
from upheld.accounts.permissions import may_keep_organisations
from upheld.accounts.request import Request
from upheld.accounts.roles import MANAGERS, Role
from upheld.console.forms_people import CustomerForm, customer_choices
from upheld.ui.forms import refusals, submitted_data


@staff()
@require_safe
def listing(request: Request) -> HttpResponse:
    """List customers by name; with ``mine``, only those of this customer success manager."""
    text, after = request.GET.get("q", "").strip()[:100], request.GET.get("after")
    mine = request.person.id if request.GET.get("mine") else None
    page = queries.organisations(actor=request.person, text=text, csm_id=mine, after=after)
    context = {
        "page": page,
        "text": text,
        "mine": mine,
        "turned": bool(after),
        "is_csm": Role.CSM in request.person.staff_roles,
        "may_create": may_keep_organisations(request.person),
    }
    return render(request, "console/customers.html", context)


@staff(*MANAGERS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Create a customer."""
    options = customer_choices(request.person)
    form = CustomerForm(
        submitted_data(request), initial={"timezone": "Asia/Shanghai", "language": "en"}, choices=options
    )
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            organisation_id = operations.create_organisation(**form.values(), by=request.person, now=request.now)
            return HttpResponseRedirect(reverse("console:customer", args=[organisation_id]))
    return render(request, "console/customer_form.html", {"form": form}, status=422 if form.errors else 200)


@staff()
@require_safe
def page(request: Request, organisation_id: int) -> HttpResponse:
    """Show a customer, its people and its pending invitations."""
    customer = queries.organisation(organisation_id=organisation_id, actor=request.person)
    if customer.is_vendor:
        return HttpResponseRedirect(reverse("console:people"))
    after = request.GET.get("after")
    context = {
        "customer": customer,
        "page": queries.people(organisation_id=organisation_id, actor=request.person, after=after),
        "invitations": queries.pending_invitations(
            organisation_id=organisation_id, actor=request.person, now=request.now
        ),
        "turned": bool(after),
    }
    return render(request, "console/customer.html", context)


@staff(*MANAGERS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, organisation_id: int) -> HttpResponse:
    """Edit a customer."""
    customer = queries.organisation(organisation_id=organisation_id, actor=request.person)
    options = customer_choices(request.person, but=organisation_id)
    form = CustomerForm(submitted_data(request), initial=_initial(customer), choices=options)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.update_organisation(
                organisation_id=organisation_id, **form.values(), by=request.person, now=request.now
            )
            return HttpResponseRedirect(reverse("console:customer", args=[organisation_id]))
    context = {"form": form, "customer": customer}
    return render(request, "console/customer_form.html", context, status=422 if form.errors else 200)


def _initial(customer: queries.OrganisationView) -> dict[str, object]:
    return {
        "name": customer.name,
        "timezone": customer.timezone,
        "language": customer.language,
        "csm_id": customer.csm.id if customer.csm else "",
        "parent_id": customer.parent.id if customer.parent else "",
    }
