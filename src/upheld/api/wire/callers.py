"""Who calls. The middleware has found the token's owner and entered their scope; here it is asked for."""

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
    """A request that the gate has let through."""

    holds_secret: bool
    upload: Upload


class Who(TypedDict):
    """The two arguments that every operation takes."""

    by: Actor
    now: datetime


def who(request: HttpRequest) -> Who:
    """Who acts, and when."""
    return Who(by=actor_of(request), now=now_of(request))


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor = cast(Call, request).actor
    if actor is None:
        raise AssertionError("a handler that the gate does not stand before")
    return actor


def now_of(request: HttpRequest) -> datetime:
    """When they ask: the one instant of this request."""
    return cast(Call, request).now


def admit(request: Call, *, needs: str) -> int:
    """The token's id, if the token works and has the scope."""
    if request.actor is None or request.token_id is None:
        raise Refusal(401, "not_authenticated").with_headers(WWW_Authenticate='Bearer realm="upheld"')
    if needs not in (request.actor.scopes or frozenset()):
        raise Refusal(403, "scope_missing", scope=needs)
    return request.token_id


def speak(request: HttpRequest) -> str:
    """The language of the answer: the one that the request asks for, else the caller's own."""
    if "Accept-Language" in request.headers:
        translation.activate(translation.get_language_from_request(request))
    return translation.get_language() or "en"


def see_as(actor: Actor) -> None:
    """Let the connection see what this actor may see."""
    row_security.enter(None if actor.is_staff else actor.organisations)
