"""Creates a contract: customer, plan and products. Its terms follow as the first version."""

from __future__ import annotations

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from upheld.accounts.queries import choices
from upheld.accounts.roles import MANAGERS
from upheld.console.forms import ConsoleForm, number, text, word
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.limits import PLAN_MAX
from upheld.contracts.operations import create_contract
from upheld.contracts.queries import products
from upheld.operations.errors import Refused


class ContractForm(ConsoleForm):
    organisation = number("console.customer")
    name = text("common.name")
    plan = text("console.plan", most=PLAN_MAX)
    products = forms.MultipleChoiceField(label=word("console.products"), widget=forms.CheckboxSelectMultiple)
    regions = text("console.regions", required=False, placeholder="CN, EU")
    environments = text("console.environments", required=False, placeholder="production, test")
    monthly_fee = text("console.monthly_fee", required=False, inputmode="decimal")


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def new(request: StaffRequest) -> HttpResponseBase:
    """Show the form; create the contract from it."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            contract_id = _create(request, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:contract_draft", contract_id)
    return render(request, "console/contract_new.html", {"form": form}, status=422 if form.errors else 200)


def _form(request: StaffRequest) -> ContractForm:
    options = {"organisation": [("", "")] + [(str(customer.id), customer.name) for customer in choices.customers()]}
    form_data = request.POST if request.method == "POST" else None
    form = ContractForm(form_data, initial=request.GET.dict(), choices=options)
    form.fields["products"].choices = [(str(product.id), product.name) for product in products()]  # type: ignore[attr-defined]
    return form


def _create(request: StaffRequest, form: ContractForm) -> int:
    form_data = form.cleaned_data
    return create_contract(
        organisation_id=form_data["organisation"],
        name=form_data["name"],
        plan=form_data["plan"],
        product_ids=[int(product_id) for product_id in form_data["products"]],
        regions=form_data["regions"].split(","),
        environments=form_data["environments"].split(","),
        monthly_fee=form_data["monthly_fee"],
        by=request.actor,
        now=request.now,
    )
