"""The addresses of the API, under ``/api/v1/``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from upheld.accounts.audience import Audience, mark
from upheld.api.document import document_text
from upheld.api.service import API
from upheld.api.wire.callers import speak
from upheld.api.wire.problems import Refusal, problem, refusal
from upheld.i18n.words import say

app_name = "api"
View = Callable[..., HttpResponseBase]


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API: OpenAPI 3.1."""
    return HttpResponse(document_text(), content_type="application/json; charset=utf-8")


def nothing(request: HttpRequest) -> HttpResponse:
    """Whatever has no address here."""
    return problem(404, "not_found", say("refused.not_found"))


def speaking(view: View) -> View:
    """A view in the language asked for, whose 405 is a problem like any other."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = speak(request)
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = refusal(Refusal(405, "method_not_allowed", allowed=allowed).with_headers(Allow=allowed))
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return mark(csrf_exempt(answer), Audience("api"))


def _addresses() -> list[URLPattern | URLResolver]:
    """One an address: the framework names each method's, and each serves all. Fixed ones are tried first."""
    found: dict[str, URLPattern] = {}
    for pattern in API.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            found.setdefault(str(pattern.pattern), pattern)
    for pattern in found.values():
        pattern.callback = speaking(pattern.callback)
    return sorted(found.values(), key=lambda pattern: "<" in str(pattern.pattern))


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", speaking(require_safe(openapi)), name="openapi"),
    *_addresses(),
    re_path(r"", speaking(nothing), name="nothing"),
]
