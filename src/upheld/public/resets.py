"""Password reset: requesting the link, and setting a new password."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from upheld.accounts import operations, queries
from upheld.accounts.audience import public
from upheld.accounts.limits import TooManyAttempts
from upheld.accounts.operations import CannotUseLink
from upheld.accounts.request import Request
from upheld.public.forms import ForgotForm, NewPasswordForm
from upheld.ui.forms import refusals, submitted_data


@public
@require_http_methods(["GET", "POST"])
def forgot(request: Request) -> HttpResponse:
    """Send a reset link. The response is the same whether or not the address exists."""
    form, status = ForgotForm(submitted_data(request)), 200
    headers: dict[str, str] = {}
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                address = form.cleaned_data["address"]
                operations.request_reset(address=address, network=request.network, now=request.now)
                return render(request, "public/forgot_sent.html", {"address": address})
        except TooManyAttempts as error:
            form.refuse(error)
            status, headers = 429, error.headers
    response = render(request, "public/forgot.html", {"form": form}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def reset(request: Request, secret: str) -> HttpResponse:
    """Set a new password with the link that was sent."""
    form = NewPasswordForm(submitted_data(request))
    owner = queries.link_owner(secret=secret, purpose="reset", now=request.now)
    if owner is None:
        return render(request, "public/link_over.html", {"text": CannotUseLink().text(), "again": True}, status=410)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.reset_password(secret=secret, password=form.cleaned_data["password"], now=request.now)
            return render(request, "public/reset_done.html")
    return render(request, "public/reset.html", {"form": form, "owner": owner}, status=422 if form.errors else 200)
