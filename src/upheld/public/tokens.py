"""The user's API tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts import operations, queries
from upheld.accounts.audience import signed_in
from upheld.accounts.permissions import scopes_of
from upheld.accounts.request import Request
from upheld.i18n.words import say
from upheld.public.forms import TokenForm
from upheld.ui.forms import refusals, submitted_data


@signed_in
@require_http_methods(["GET", "POST"])
def tokens(request: Request) -> HttpResponse:
    """List the tokens and issue new ones. The secret is shown on this response only."""
    scopes = [(scope, say("scope", scope)) for scope in scopes_of(request.person)]
    choices = {"scopes": scopes, "kind": [(kind, say("token_kind", kind)) for kind in operations.TOKEN_KINDS]}
    form = TokenForm(submitted_data(request), choices=choices)
    issued = None
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            issued = _issue(request, form)
            form = TokenForm(choices=choices)
    context = {"form": form, "issued": issued, **_tokens(request)}
    response = render(request, "public/tokens.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@signed_in
@require_POST
def revoke(request: Request, token_id: int) -> HttpResponse:
    """Revoke a token."""
    operations.revoke_token(token_id=token_id, by=request.person, now=request.now)
    return HttpResponseRedirect(reverse("tokens"))


def _issue(request: Request, form: TokenForm) -> operations.IssuedToken:
    return operations.issue_token(
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        kind=form.cleaned_data["kind"],
        expires_at=request.now + timedelta(days=form.cleaned_data["days"]),
        by=request.person,
        now=request.now,
    )


def _tokens(request: Request) -> dict[str, Any]:
    # A token that was just made stands on the first page; a wrong cursor must not hide its secret.
    after = request.GET.get("after") if request.method == "GET" else None
    page = queries.token_page(actor=request.person, after=after)
    tokens = [(token, token.works(request.now)) for token in page.items]
    return {"tokens": tokens, "after": page.after, "turned": after is not None}
