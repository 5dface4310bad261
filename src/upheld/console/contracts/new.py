"""A new contract: who has bought what; its terms follow as its first version."""

from __future__ import annotations

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from upheld.accounts.queries import choices
from upheld.accounts.roles import MANAGERS
from upheld.console.forms import ConsoleForm, number, text, word
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.operations import create_contract
from upheld.contracts.queries import products
from upheld.operations.errors import Refused


class ContractForm(ConsoleForm):
    organisation = number("console.customer")
    name = text("common.name")
    plan = text("console.plan", most=60)
    products = forms.MultipleChoiceField(label=word("console.products"), widget=forms.CheckboxSelectMultiple)
    regions = text("console.regions", required=False, placeholder="CN, EU")
    environments = text("console.environments", required=False, placeholder="production, test")
    monthly_fee = text("console.monthly_fee", required=False, inputmode="decimal")
    is_public = forms.BooleanField(label=word("console.is_public"), required=False)


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def new(request: StaffRequest) -> HttpResponseBase:
    """The form, and what it makes."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = _create(request, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:contract_draft", made)
    return render(request, "console/contract_new.html", {"form": form}, status=422 if form.errors else 200)


def _form(request: StaffRequest) -> ContractForm:
    offered = {"organisation": [("", "")] + [(str(customer.id), customer.name) for customer in choices.customers()]}
    sent = request.POST if request.method == "POST" else None
    form = ContractForm(sent, initial=request.GET.dict(), choices=offered)
    form.fields["products"].choices = [(str(product.id), product.name) for product in products()]  # type: ignore[attr-defined]
    return form


def _create(request: StaffRequest, form: ContractForm) -> int:
    given = form.cleaned_data
    return create_contract(
        organisation_id=given["organisation"],
        name=given["name"],
        plan=given["plan"],
        product_ids=[int(one) for one in given["products"]],
        regions=given["regions"].split(","),
        environments=given["environments"].split(","),
        monthly_fee=given["monthly_fee"],
        is_public=given["is_public"],
        by=request.actor,
        now=request.now,
    )
