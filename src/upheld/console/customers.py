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
from upheld.ui.forms import refusals, sent


@staff()
@require_safe
def listing(request: Request) -> HttpResponse:
    """Every customer, by name; a customer success manager's own on demand."""
    text, after = request.GET.get("q", "").strip()[:100], request.GET.get("after")
    mine = request.person.id if request.GET.get("mine") else None
    page = queries.organisations(actor=request.person, text=text, csm_id=mine, after=after)
    shown = {
        "page": page,
        "text": text,
        "mine": mine,
        "turned": bool(after),
        "is_csm": Role.CSM in request.person.staff_roles,
        "may_create": may_keep_organisations(request.person),
    }
    return render(request, "console/customers.html", shown)


@staff(*MANAGERS)
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A new customer."""
    offered = customer_choices(request.person)
    form = CustomerForm(sent(request), initial={"timezone": "Asia/Shanghai", "language": "en"}, choices=offered)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            made = operations.create_organisation(**form.values(), by=request.person, now=request.now)
            return HttpResponseRedirect(reverse("console:customer", args=[made]))
    return render(request, "console/customer_form.html", {"form": form}, status=422 if form.errors else 200)


@staff()
@require_safe
def page(request: Request, organisation_id: int) -> HttpResponse:
    """One customer: what it is, its people, the invitations that nobody took yet."""
    found = queries.organisation(organisation_id=organisation_id, actor=request.person)
    if found.is_vendor:
        return HttpResponseRedirect(reverse("console:people"))
    after = request.GET.get("after")
    shown = {
        "customer": found,
        "page": queries.people(organisation_id=organisation_id, actor=request.person, after=after),
        "invitations": queries.pending_invitations(
            organisation_id=organisation_id, actor=request.person, now=request.now
        ),
        "turned": bool(after),
    }
    return render(request, "console/customer.html", shown)


@staff(*MANAGERS)
@require_http_methods(["GET", "POST"])
def edit(request: Request, organisation_id: int) -> HttpResponse:
    """Describe a customer anew."""
    found = queries.organisation(organisation_id=organisation_id, actor=request.person)
    offered = customer_choices(request.person, but=organisation_id)
    form = CustomerForm(sent(request), initial=_known(found), choices=offered)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.update_organisation(
                organisation_id=organisation_id, **form.values(), by=request.person, now=request.now
            )
            return HttpResponseRedirect(reverse("console:customer", args=[organisation_id]))
    shown = {"form": form, "customer": found}
    return render(request, "console/customer_form.html", shown, status=422 if form.errors else 200)


def _known(found: queries.OrganisationView) -> dict[str, object]:
    return {
        "name": found.name,
        "timezone": found.timezone,
        "language": found.language,
        "csm_id": found.csm.id if found.csm else "",
        "parent_id": found.parent.id if found.parent else "",
    }
