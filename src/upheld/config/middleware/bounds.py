"""Refuses requests that are too big, too slow or contain NUL characters, and makes responses whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from upheld.accounts.costly import reading
from upheld.accounts.request import Request
from upheld.api.wire.problems import FieldError, problem
from upheld.config.serving.answers import spool
from upheld.i18n.words import say
from upheld.markup.markdown import page_budget
from upheld.operations.errors import ComeAgain

GetResponse = Callable[[Request], HttpResponse]
IN_MEMORY = ("application/json", "application/x-www-form-urlencoded", "application/problem+json", "text/")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
UPLOADS = re.compile(
    r"^(?:/portal/tickets/(?:new|[0-9]+/replies)"
    r"|/console/tickets/[0-9]+/(?:reply|note|information|workaround|resolution)"
    r"|/api/v1/tickets/[0-9]+/attachments)$"
)
"""Paths that take files, and so large bodies. A front may use the same expression (`deploy/nginx/upheld.conf`)."""
NUL = "\0"
LATE = "upheld.late"
"""Key of the WSGI environment: the body did not arrive in time."""
SMALL: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
"""Bytes of a body that anybody may send."""


class BoundsMiddleware:
    """Refuses what is too big, too slow or broken; bounds rendering; makes streamed responses whole."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        with page_budget():
            refused = _too_big(request) or _late(request) or _broken_address(request)
            return refused or _whole(request, self.get_response(request))


class FormsMiddleware:
    """Refuses NUL characters in forms; runs after the guard, so that strangers' forms are not parsed."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Only what Django itself reads as a form, and only for pages: the API takes none, and says so itself."""
        is_form = (request.content_type or "").endswith(("x-www-form-urlencoded", "form-data"))
        if request.method != "POST" or not is_form or request.path_info.startswith("/api/"):
            return None
        wrong = _with_nul(request.POST)
        return _refuse(request, 400, "nul_in_field", field=_printable(wrong[0])) if wrong else None


def body_length(environ: Mapping[str, Any]) -> int:
    """Bytes of the request's body; 0 if it has none, or one that is refused before it is read."""
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if _is_length(length) and int(length) <= _limit(environ) else 0


def _is_length(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _whole(request: Request, response: HttpResponse) -> HttpResponse:
    """The response, made to its end; what has no length before is a costly read of the actor."""
    if not isinstance(response, StreamingHttpResponse):
        return response
    actor = getattr(request, "actor", None)
    try:
        with nullcontext() if actor is None or "Content-Length" in response else reading(actor):
            spool(response)
    except ComeAgain as refused:
        response.close()
        refusal = _refuse(request, 429, refused.code)
        refusal["Retry-After"] = str(refused.retry_after)
        return refusal
    return response


def _late(request: Request) -> HttpResponse | None:
    return _refuse(request, 408, "body_too_slow") if LATE in request.META else None


def _too_big(request: Request) -> HttpResponse | None:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length:
        chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
        return _refuse(request, 411, "length_missing") if chunked else None
    if not _is_length(length):
        return _refuse(request, 400, "length_wrong")
    limit = _limit(request.META)
    return _refuse(request, 413, "body_too_big", limit=limit // 1024) if int(length) > limit else None


def _limit(environ: Mapping[str, Any]) -> int:
    in_memory = environ.get("CONTENT_TYPE", "").lower().startswith(IN_MEMORY)
    if in_memory or not UPLOADS.match(environ.get("PATH_INFO", "")):
        return SMALL
    return int(settings.UPLOADS_AT_ONCE) * int(settings.UPLOAD_LIMIT) + SMALL


def _broken_address(request: Request) -> HttpResponse | None:
    if NUL in request.path_info:
        return _refuse(request, 400, "nul_in_address")
    wrong = _with_nul(request.GET)
    return _refuse(request, 400, "nul_in_field", field=_printable(wrong[0])) if wrong else None


def _with_nul(fields: QueryDict) -> list[str]:
    return [name for name, values in fields.lists() if NUL in name or _any_nul(values)]


def _any_nul(values: Iterable[Any]) -> bool:
    return any(NUL in value for value in values if isinstance(value, str))


def _printable(name: str) -> str:
    return name.replace(NUL, "�")[:60]


def _refuse(request: Request, status: int, code: str, *, field: str = "", **values: Any) -> HttpResponse:
    """An error response that needs no person, session or database."""
    with translation.override(translation.get_language_from_request(request)):
        text = say("refused", code, field=field, **values)
        if request.path_info.startswith("/api/"):
            return problem(status, code, text, [FieldError(field=field, code=code, message=text)])
        return HttpResponse(render_to_string("stop.html", {"text": text, "status": status}), status=status)
