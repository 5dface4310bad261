"""Accepting an invitation."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from upheld.accounts import limits, operations, queries
from upheld.accounts.audience import public
from upheld.accounts.operations import CannotUseLink
from upheld.accounts.request import Request
from upheld.public.forms import AcceptForm
from upheld.public.signin import open_session
from upheld.ui.forms import refusals, submitted_data


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: Request, secret: str) -> HttpResponse:
    """Show and accept an invitation. A new user chooses a password, an existing one only confirms."""
    limits.count(limits.LINK_NETWORK, request.network, now=request.now)
    offer = queries.invitation_offer(secret=secret, now=request.now)
    if offer is None:
        return render(request, "public/link_over.html", {"text": CannotUseLink().text()}, status=410)
    with translation.override(offer.language if request.actor is None else translation.get_language()):
        return _show(request, secret, offer)


def _show(request: Request, secret: str, offer: queries.InvitationOffer) -> HttpResponse:
    form = AcceptForm(submitted_data(request), initial={"name": offer.name})
    if offer.has_password:
        form.fields.clear()
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            entrance = operations.accept_invitation(secret=secret, now=request.now, **form.cleaned_data)
            if not offer.has_password:
                open_session(request, entrance)
            return HttpResponseRedirect(reverse("home"))
    wrong = request.method == "POST"
    return render(request, "public/invitation.html", {"form": form, "offer": offer}, status=422 if wrong else 200)
