"""The vendor's webhook endpoints."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts.audience import staff
from upheld.accounts.request import Request
from upheld.accounts.roles import MANAGERS
from upheld.escalation import operations, queries
from upheld.ui.forms import BaseForm, refusals, word
from upheld.ui.post_action import act


class EndpointForm(BaseForm):
    """The URL only, because there is one type of event so far."""

    url = forms.CharField(
        label=word("webhooks.url"),
        max_length=300,
        widget=forms.URLInput({"placeholder": "https://", "inputmode": "url"}),
    )


@staff(*MANAGERS)
@never_cache
@require_http_methods(["GET", "POST"])
def page(request: Request) -> HttpResponse:
    """List the endpoints; create one. Its secret is shown once, in this response."""
    form = EndpointForm(request.POST or None)
    endpoint = None
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            endpoint = operations.create_endpoint(url=form.cleaned_data["url"], by=request.person, now=request.now)
            form = EndpointForm()
    context = {"endpoints": queries.endpoints(), "form": form, "made": endpoint}
    return render(request, "console/webhooks.html", context, status=422 if form.errors else 200)


@staff(*MANAGERS)
@require_POST
def disable(request: Request, endpoint_id: int) -> HttpResponse:
    """Disable an endpoint."""
    return _act(request, operations.disable_endpoint, endpoint_id, "webhooks.disabled")


@staff(*MANAGERS)
@require_POST
def enable(request: Request, endpoint_id: int) -> HttpResponse:
    """Enable an endpoint."""
    return _act(request, operations.enable_endpoint, endpoint_id, "webhooks.enabled")


@staff(*MANAGERS)
@require_POST
def test(request: Request, endpoint_id: int) -> HttpResponse:
    """Send a test event."""
    return _act(request, operations.test_endpoint, endpoint_id, "webhooks.test_put")


def _act(request: Request, verb: Callable[..., object], endpoint_id: int, done: str) -> HttpResponse:
    return act(
        request,
        lambda: verb(endpoint_id=endpoint_id, by=request.person, now=request.now),
        back=reverse("console:webhooks"),
        done=done,
    )
