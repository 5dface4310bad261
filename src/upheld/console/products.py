"""Products: what tickets can be about and contracts cover."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from upheld.accounts.roles import MANAGERS
from upheld.common.errors import Refused
from upheld.console.asked import Asked, staff
from upheld.console.forms import ConsoleForm, text
from upheld.contracts.operations import create_product
from upheld.contracts.queries import products


class ProductForm(ConsoleForm):
    name = text("common.name", most=100)
    slug = text("console.product_slug", most=50, placeholder="chat-sdk")
    components = text("console.components", required=False, most=6000, placeholder="push, history")


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def listing(request: Asked) -> HttpResponseBase:
    """All of them, and a form for one more."""
    form = ProductForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _create(request, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:products")
    shown = {"products": products(), "form": form}
    return render(request, "console/products.html", shown, status=422 if form.errors else 200)


def _create(request: Asked, form: ProductForm) -> None:
    given = form.cleaned_data
    named = [one.strip() for one in given["components"].replace("，", ",").split(",")]
    create_product(
        slug=given["slug"],
        name=given["name"],
        components=[one for one in named if one],
        by=request.actor,
        now=request.now,
    )
