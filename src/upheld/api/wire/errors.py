"""Maps exceptions to problem documents: `HANDLERS` lists every exception that can reach the API."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from upheld.api.wire.json import NotJson
from upheld.api.wire.problems import FieldError, Refusal, problem, refusal
from upheld.database.timekeeping.state import TimeHeld
from upheld.i18n.words import has, say, short
from upheld.operations import disk
from upheld.operations.errors import ComeAgain, Damaged, NotAllowed, NotFound, Refused
from upheld.sla import CannotAssess, Problem

log = logging.getLogger(__name__)
MOST_ERRORS = 50
CONFLICTS = frozenset({"draft_changed", "draft_saved_meanwhile", "someone_replied"})
"""Refusals that name a field but are conflicts with the stored state (409), not invalid values (422)."""

FULL = {
    "ticket_uploads_full": 413,
    "ticket_files_full": 413,
    "organisation_uploads_full": 413,
    "uploads_full": 507,
    "disk_low": 507,
    "disk_full": 507,
}
"""Status by code of refusals for lack of space: upload quotas and the disk."""


def install(api: NinjaAPI) -> None:
    """Register `HANDLERS` with an API."""
    for kind, handler in HANDLERS:
        api.add_exception_handler(kind, handler)


def refused_problem(_request: HttpRequest, error: Refused) -> HttpResponse:
    detail = error.text()
    errors = [_document_error(error, fault) for fault in getattr(error, "problems", ())[:MOST_ERRORS]]
    if error.field and not errors:
        errors = [FieldError(field=error.field, code=error.code, message=detail)]
    response = problem(_status(error), error.code, detail, errors)
    if isinstance(error, ComeAgain):
        response["Retry-After"] = str(error.retry_after)
    return response


def _status(error: Refused) -> int:
    for kind, status in ((NotFound, 404), (NotAllowed, 403), (ComeAgain, 429)):
        if isinstance(error, kind):
            return status
    if error.code in FULL:
        return FULL[error.code]
    return 422 if error.field and error.code not in CONFLICTS else 409


def _document_error(error: Refused, fault: Problem) -> FieldError:
    """Describe a fault in a document that was sent as one field, such as the terms of a contract."""
    path = f"{error.field}:{fault.path}" if error.field else fault.path
    return FieldError(field=path, code=fault.code, message=fault.text("zh" if short() == "zh" else "en"))


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [_field_error(details) for details in error.errors[:MOST_ERRORS]]
    if any(details["loc"][0] == "path" for details in error.errors):
        return problem(404, "not_found", say("refused.not_found"))
    return problem(400, "invalid", say("api.problem.invalid", count=len(errors)), errors)


def _field_error(details: Mapping[str, Any]) -> FieldError:
    kind, params = str(details["type"]), details.get("ctx") or {}
    code = kind if has("api.invalid", kind) else "other"
    values: dict[str, Any] = {name: value for name, value in params.items() if isinstance(value, str | int | float)}
    return FieldError(field=_path(details["loc"]), code=kind, message=say(f"api.invalid.{code}", **values))


def _path(location: tuple[str | int, ...]) -> str:
    # The first part is the source (body, query, path). In a body, the second is the name of the handler's parameter.
    parts = location[2:] if location[0] == "body" else location[1:]
    return ".".join(str(part)[:60] for part in parts)


def _not_json(_request: HttpRequest, error: NotJson) -> HttpResponse:
    return refusal(Refusal(400, "not_json", why=error.why[:200]))


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, NotJson):
        return _not_json(request, error.__cause__)
    if isinstance(error.__cause__, UnreadablePostError):
        return refusal(Refusal(400, "unreadable"))
    return refusal(Refusal(error.status_code, {401: "not_authenticated"}.get(error.status_code, "not_possible")))


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a database error: a statement that timed out, a database that cannot be reached, or a full disk."""
    if disk.is_full(error):
        log.error("the disk is full: %s", error)
        return problem(507, "disk_full", say("refused.disk_full"))
    log.warning("the database did not answer: %s", error)
    code = "time_held" if isinstance(error, TimeHeld) else "busy"
    return refusal(Refusal(503, code).with_headers(Retry_After="5"))


def _damaged(request: HttpRequest, error: Damaged) -> HttpResponse:
    log.error("what is stored is damaged: %s", error, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return problem(500, f"damaged_{error.code}", error.text())


def _unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("an error in the API", exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return refusal(Refusal(500, "our_fault"))


HANDLERS: tuple[tuple[type[Exception], Callable[[HttpRequest, Any], HttpResponse]], ...] = (
    (Refused, refused_problem),
    (Damaged, _damaged),
    (CannotAssess, lambda request, error: _damaged(request, Damaged(error.code, **error.params))),
    (Refusal, lambda _request, error: refusal(error)),
    (ValidationError, _invalid),
    (NotJson, _not_json),
    (HttpError, _http_error),
    (Http404, lambda _request, _error: problem(404, "not_found", say("refused.not_found"))),
    (RequestDataTooBig, lambda _request, _error: refusal(Refusal(413, "too_large", most=1))),
    (UnreadablePostError, lambda _request, _error: refusal(Refusal(400, "unreadable"))),
    (OperationalError, _busy),
    (InterfaceError, _busy),
    (Exception, _unknown),
)
