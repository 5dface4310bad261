"""Identifies the reader of a request, by session or API token, and sets scope, language, time zone and theme.

Pages know people by session only, the API by token only: a forged click cannot reach the API, a token opens no page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.handlers.wsgi import WSGIRequest
from django.db import close_old_connections
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from upheld.accounts import limits, sessions
from upheld.accounts.actor import Actor
from upheld.accounts.costly import group_of
from upheld.accounts.operations import note_token_use
from upheld.accounts.pace import counted_acts
from upheld.accounts.queries import actor_of_session, actor_of_token
from upheld.accounts.request import Request
from upheld.config.middleware.away import AWAY, come_again
from upheld.config.middleware.pages import PageSessions
from upheld.config.serving.environ import Environ, client_address
from upheld.database import row_security
from upheld.database.timekeeping import present
from upheld.i18n.moments import zone_of

WITHOUT_READER = ("/static/", "/healthz", "/readyz", "/metrics")
API = "/api/"
OWNER = "upheld.owner"
"""Key of the WSGI environment: the people with whom the caller takes turns; None for a stranger."""
SAFE = ("GET", "HEAD", "OPTIONS")
FORM_AGAIN = (200, 409, 422)
"""Statuses of pages that show a form again with what is wrong."""


class ReaderMiddleware:
    """Sets ``request.now``, ``actor``, ``network`` and ``theme``; enters the actor's scope, language and zone.

    The time is the database's (see `database.timekeeping`), read once. At most two statements, the session's and the
    actor's; the scope travels with whichever comes next.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.actor = request.token_id = None
        request.network = limits.network(client_address(request.META))
        request.theme = request.COOKIES.get("theme", "auto")
        if request.path_info.startswith(WITHOUT_READER):
            return self.get_response(request)
        try:
            request.now = present.now()
            actor = _actor(request)
            _enter(actor)
        except AWAY as error:
            return come_again(request, error)
        request.actor = actor
        request.META[OWNER] = group_of(actor) if actor else None
        return self._in_their_words(request, actor)

    def _in_their_words(self, request: Request, actor: Actor | None) -> HttpResponse:
        if actor is not None:
            request.person, request.theme = actor, actor.theme
        language = actor.language if actor else translation.get_language_from_request(request)
        zone = zone_of(actor.timezone if actor else None, timezone.get_default_timezone())
        with (
            translation.override(_supported_language(language)),
            timezone.override(zone),
        ):
            request.LANGUAGE_CODE = _supported_language(language)
            response = self._unless_held(request)
        response.headers.setdefault("Content-Language", _supported_language(language))
        if request.method == "HEAD" or request.headers.get("HX-Request"):
            response.headers["Upheld-Now"] = request.now.isoformat()  # for the countdowns of an open page
        if actor is None:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    def _unless_held(self, request: Request) -> HttpResponse:
        """The response; unsafe methods are refused while acts are held back."""
        try:
            if request.method not in SAFE:
                present.refuse_if_held()
        except AWAY as error:
            return come_again(request, error)
        return self._at_their_pace(request, request.actor)

    def _at_their_pace(self, request: Request, actor: Actor | None) -> HttpResponse:
        """The response. A page with the form of an act that was one too many gets the status of that."""
        with counted_acts(actor) as acts:
            response = self.get_response(request)
        if acts.refused is not None:
            for name, value in acts.refused.headers.items():
                response[name] = value
            # htmx shows the form again for 422 only.
            if response.status_code in FORM_AGAIN and not request.headers.get("HX-Request"):
                response.status_code = 429
        return response


def owner_of(environ: Environ) -> str | None:
    """The owner of a request whose body has not been read yet; None if it names nobody, or nobody can be looked up."""
    request: Any = WSGIRequest(environ)
    close_old_connections()
    try:
        PageSessions(lambda _: HttpResponse()).process_request(request)
        request.now = present.now()
        actor = _actor(request)
    except AWAY:
        return None
    return group_of(actor) if actor else None


def _actor(request: Request) -> Actor | None:
    now: datetime = request.now
    if request.path_info.startswith(API):
        return _by_token(request, now)
    session: SessionBase = request.session
    opened = sessions.read(session)
    if opened is None:
        return None
    actor = actor_of_session(opened, now=now)
    if actor is None:
        sessions.end(session)
    return actor


def _by_token(request: Request, now: datetime) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    use = actor_of_token(token=token.strip(), now=now) if scheme.lower() == "bearer" else None
    if use is None:
        return None
    note_token_use(use, now=now)
    request.token_id = use.token_id
    return use.actor


def _enter(actor: Actor | None) -> None:
    if actor is None:
        row_security.leave()
    else:
        row_security.enter(None if actor.is_staff else actor.organisations)


def _supported_language(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else str(settings.LANGUAGE_CODE)
