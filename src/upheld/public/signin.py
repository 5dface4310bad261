"""Entering and leaving."""

from __future__ import annotations

from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts import operations, queries, sessions
from upheld.accounts.audience import public, signed_in
from upheld.accounts.limits import TooManyAttempts
from upheld.accounts.request import Request
from upheld.operations.errors import Refused
from upheld.public.forms import SignInForm
from upheld.public.redirects import onward
from upheld.ui.forms import sent


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The form; sent, a new session. The answer is the same for an address that nobody has."""
    place = request.POST.get("next") or request.GET.get("next", "")
    if request.actor is not None:
        return onward(place)
    form, status = SignInForm(sent(request)), 200
    headers: dict[str, str] = {}
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                open_session(request, _person(request, form))
                return onward(place)
        except Refused as refused:
            form.refuse(refused)
            if isinstance(refused, TooManyAttempts):
                status, headers = 429, refused.headers
    answer = render(request, "public/sign_in.html", {"form": form, "place": place}, status=status)
    for name, value in headers.items():
        answer[name] = value
    return answer


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """The session ends, here and in the database."""
    sessions.end(request.session)
    return onward("")


@public
@require_http_methods(["GET", "POST"])
def enter(request: Request, secret: str) -> HttpResponse:
    """A link that signs in once: looking at it uses nothing up, the button does."""
    if request.method == "POST":
        user_id = operations.sign_in_by_link(secret=secret, network=request.network, now=request.now)
        open_session(request, user_id)
        return onward("")
    owner = queries.link_owner(secret=secret, purpose="sign_in", now=request.now)
    return render(request, "public/enter.html", {"owner": owner}, status=200 if owner else 410)


@signed_in
@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    """Every session ends but this one, which begins anew."""
    operations.sign_out_everywhere(by=request.person, now=request.now)
    open_session(request, request.person.id)
    return onward("/profile")


def open_session(request: Request, user_id: int) -> None:
    """A session under a new key, and forms under a new token."""
    sessions.begin(request.session, user_id=user_id, now=request.now)
    rotate_token(request)


def _person(request: Request, form: SignInForm) -> int:
    return operations.sign_in(
        address=form.cleaned_data["address"],
        password=form.cleaned_data["password"],
        network=request.network,
        now=request.now,
    )
