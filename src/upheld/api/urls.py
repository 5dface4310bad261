"""URL patterns of the API, under ``/api/v1/``."""

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
from upheld.api.wire.callers import activate_language
from upheld.api.wire.problems import Refusal, problem, refusal
from upheld.i18n.words import say

app_name = "api"
View = Callable[..., HttpResponseBase]


def openapi(request: HttpRequest) -> HttpResponse:
    """Serve the OpenAPI 3.1 document."""
    return HttpResponse(document_text(), content_type="application/json; charset=utf-8")


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Answer 404 for paths that no operation has."""
    return problem(404, "not_found", say("refused.not_found"))


def localized(view: View) -> View:
    """Wrap a view: activate the language that the request asks for, and turn a 405 into a problem document."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = activate_language(request)
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = refusal(Refusal(405, "method_not_allowed", allowed=allowed).with_headers(Allow=allowed))
        response.headers["Content-Language"] = language
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return mark(csrf_exempt(wrapper), Audience("api"))


def _url_patterns() -> list[URLPattern | URLResolver]:
    """Return one URL pattern for each path, fixed paths first.

    The framework returns a pattern for each method of a path, and each of them serves all methods.
    """
    patterns: dict[str, URLPattern] = {}
    for pattern in API.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            patterns.setdefault(str(pattern.pattern), pattern)
    for pattern in patterns.values():
        pattern.callback = localized(pattern.callback)
    return sorted(patterns.values(), key=lambda pattern: "<" in str(pattern.pattern))


urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", localized(require_safe(openapi)), name="openapi"),
    *_url_patterns(),
    re_path(r"", localized(unknown_address), name="nothing"),
]
