"""Products, which tickets are about and contracts cover."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts.roles import MANAGERS
from upheld.console.forms import ConsoleForm, long_text, text
from upheld.console.requests import StaffRequest, staff
from upheld.contracts import operations
from upheld.contracts.queries import ProductView, product, product_page
from upheld.i18n.words import say
from upheld.operations.errors import NotFound, Refused
from upheld.ui.forms import refusals
from upheld.ui.post_action import act


class NameForm(ConsoleForm):
    name = text("common.name", most=100)


class ProductForm(NameForm):
    slug = text("console.product_slug", most=50, placeholder="chat-sdk")
    components = text("console.components", required=False, most=6000, placeholder="push, history")


class ComponentsForm(ConsoleForm):
    prefix_id = "parts"
    components = long_text("console.components", required=False, rows=8, most=10_000)

    def names(self) -> list[str]:
        """Returns the component names, one per line of the text."""
        return [name for name in self.cleaned_data["components"].splitlines() if name.strip()]


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def listing(request: StaffRequest) -> HttpResponseBase:
    """List the products; create a product."""
    form = ProductForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _create(request, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:products")
    after = request.GET.get("after")
    context = {"page": product_page(retired=True, after=after), "turned": after is not None, "form": form}
    return render(request, "console/products.html", context, status=422 if form.errors else 200)


def _create(request: StaffRequest, form: ProductForm) -> None:
    form_data = form.cleaned_data
    names = [part.strip() for part in form_data["components"].replace("，", ",").split(",")]
    operations.create_product(
        slug=form_data["slug"],
        name=form_data["name"],
        components=[name for name in names if name],
        by=request.actor,
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
@staff(*MANAGERS)
def page(request: StaffRequest, product_id: int) -> HttpResponseBase:
    """Show a product with its components; rename it."""
    view = _product_or_404(product_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if request.method == "POST" and form.is_valid():
        try:
            operations.rename_product(
                product_id=product_id, name=form.cleaned_data["name"], by=request.actor, now=request.now
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:product", product_id)
    return _page(request, view, form, _components_of(view))


@require_POST
@staff(*MANAGERS)
def components(request: StaffRequest, product_id: int) -> HttpResponseBase:
    """Set the components of a product."""
    view = _product_or_404(product_id)
    form = ComponentsForm(request.POST)
    if form.is_valid():
        names = form.names()
        with refusals(form):
            operations.set_components(product_id=product_id, components=names, by=request.actor, now=request.now)
            messages.success(request, say("console.components_changed" if names else "console.components_cleared"))
            return redirect("console:product", product_id)
    return _page(request, view, NameForm(initial={"name": view.name}), form)


def _product_or_404(product_id: int) -> ProductView:
    view = product(product_id=product_id)
    if view is None:
        raise NotFound("no_product")
    return view


def _components_of(view: ProductView) -> ComponentsForm:
    return ComponentsForm(initial={"components": "\n".join(view.components)})


def _page(request: StaffRequest, view: ProductView, form: NameForm, parts: ComponentsForm) -> HttpResponseBase:
    wrong = form.errors or parts.errors
    context = {"product": view, "form": form, "parts": parts}
    return render(request, "console/product.html", context, status=422 if wrong else 200)


@require_POST
@staff(*MANAGERS)
def retire(request: StaffRequest, product_id: int) -> HttpResponseBase:
    """Retire a product."""
    return _act(request, operations.retire_product, product_id, "console.product_retired_now")


@require_POST
@staff(*MANAGERS)
def restore(request: StaffRequest, product_id: int) -> HttpResponseBase:
    """Restore a retired product."""
    return _act(request, operations.restore_product, product_id, "console.product_restored_now")


def _act(request: StaffRequest, verb: Callable[..., None], product_id: int, done: str) -> HttpResponseBase:
    back = reverse("console:product", args=[product_id])
    return act(request, lambda: verb(product_id=product_id, by=request.actor, now=request.now), back=back, done=done)
