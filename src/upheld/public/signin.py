"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts import devices, operations, queries, sessions
from upheld.accounts.audience import public, signed_in
from upheld.accounts.request import Request
from upheld.operations.errors import ComeAgain, Refused
from upheld.public.forms import SignInForm
from upheld.public.redirects import onward
from upheld.ui.forms import submitted_data


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Show the sign-in form and open a session. The response is the same for an unknown address."""
    place = request.POST.get("next") or request.GET.get("next", "")
    if request.actor is not None:
        return onward(place)
    form, status = SignInForm(submitted_data(request)), 200
    headers: dict[str, str] = {}
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                open_session(request, _person(request, form))
                return _remembering(request, onward(place), form.cleaned_data["address"])
        except Refused as error:
            form.refuse(error)
            if isinstance(error, ComeAgain):
                status, headers = 429, error.headers
    response = render(request, "public/sign_in.html", {"form": form, "place": place}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@public
@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End the session, in the browser and in the database."""
    sessions.end(request.session)
    return onward("")


@public
@require_http_methods(["GET", "POST"])
def enter(request: Request, secret: str) -> HttpResponse:
    """Sign in by a one-time link. GET shows a button, only POST uses the link up."""
    if request.method == "POST":
        open_session(request, operations.sign_in_by_link(secret=secret, network=request.network, now=request.now))
        return onward("")
    owner = queries.link_owner(secret=secret, purpose="sign_in", now=request.now)
    return render(request, "public/enter.html", {"owner": owner}, status=200 if owner else 410)


@signed_in
@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    """End all sessions and open a new one for this browser."""
    open_session(request, operations.sign_out_everywhere(by=request.person, now=request.now))
    return onward("/profile")


def open_session(request: Request, entrance: sessions.Entrance) -> None:
    """Open a session with a new key and a new CSRF token."""
    sessions.begin(request.session, entrance, now=request.now)
    rotate_token(request)


def _person(request: Request, form: SignInForm) -> sessions.Entrance:
    return operations.sign_in(
        address=form.cleaned_data["address"],
        password=form.cleaned_data["password"],
        network=request.network,
        now=request.now,
        device=_device(request),
    )


def _device(request: Request) -> str:
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")


def _remembering(request: Request, response: HttpResponse, address: str) -> HttpResponse:
    """The response with the cookie by which this device is known the next time."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        devices.remember(address, _device(request)),
        max_age=devices.MAX_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
