"""Reads the caller from a request. The middleware has authenticated the token and entered row-level security."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict, cast

from django.http import HttpRequest
from django.utils import translation

from upheld.accounts.actor import Actor
from upheld.accounts.request import Request
from upheld.api.wire.problems import Refusal
from upheld.api.wire.uploads import Upload
from upheld.database import row_security


class Call(Request):
    """A request that has passed the gate."""

    holds_secret: bool
    upload: Upload


class ActorArgs(TypedDict):
    """The keyword arguments that every operation takes."""

    by: Actor
    now: datetime


def actor_args(request: HttpRequest) -> ActorArgs:
    """Return the actor and the instant of a request, as keyword arguments of an operation."""
    return ActorArgs(by=actor_of(request), now=now_of(request))


def actor_of(request: HttpRequest) -> Actor:
    """Return the token's owner."""
    actor = cast(Call, request).actor
    if actor is None:
        raise AssertionError("this handler is not behind the gate")
    return actor


def now_of(request: HttpRequest) -> datetime:
    """Return the instant of the request: the same for everything that it does."""
    return cast(Call, request).now


def admit(request: Call, *, needs: str) -> int:
    """Return the token's id. Refuses with 401 without a valid token, and with 403 if it lacks the scope ``needs``."""
    if request.actor is None or request.token_id is None:
        raise Refusal(401, "not_authenticated").with_headers(WWW_Authenticate='Bearer realm="upheld"')
    if needs not in (request.actor.scopes or frozenset()):
        raise Refusal(403, "scope_missing", scope=needs)
    return request.token_id


def activate_language(request: HttpRequest) -> str:
    """Activate and return the language of the response: that of ``Accept-Language``, else the caller's own."""
    if "Accept-Language" in request.headers:
        translation.activate(translation.get_language_from_request(request))
    return translation.get_language() or "en"


def enter_row_security(actor: Actor) -> None:
    """Limit the connection to the rows that this actor may see (row-level security)."""
    row_security.enter(None if actor.is_staff else actor.organisations)
