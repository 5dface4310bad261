"""Checks every request before its handler: token, scope, rate limit, bounds and idempotency key."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from upheld.accounts.permissions import READ
from upheld.api.wire.callers import Call, admit
from upheld.api.wire.idempotency import key_of, run_idempotent
from upheld.api.wire.json import BODY_MAX
from upheld.api.wire.problems import FieldError, Refusal, problem
from upheld.api.wire.rate import call_budget
from upheld.api.wire.uploads import Upload
from upheld.i18n.words import say

Run = Callable[..., HttpResponseBase]
FORMS = ("multipart/", "application/x-www-form-urlencoded")
JSON, BYTES = "application/json", "application/octet-stream"


def gate(run: Run) -> Run:
    """Decorate an operation's ``run`` with the checks of this module."""
    operation = cast(Operation, run.__self__)  # type: ignore[attr-defined]
    rules = Rules(operation)

    def through(request: HttpRequest, **path: Any) -> HttpResponseBase:
        try:
            return _pass(rules, cast(Call, request), lambda: run(request, **path))
        except Exception as error:
            return operation.api.on_exception(request, error)

    return through


class Rules:
    """What an operation requires of a request, read once from its declaration."""

    def __init__(self, operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        self.scope: str = extra["x-scope"]
        self.writes = self.scope != READ
        self.streams: bool = extra.get("x-streams", False)
        self.takes_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
        self.query = frozenset(_query_names(operation))


def _query_names(operation: Operation) -> Set[str]:
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            names |= set(getattr(model, "__ninja_flatten_map__", model.model_fields))
    return names


def _pass(rules: Rules, request: Call, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    token_id = admit(request, needs=rules.scope)
    call_budget.spend(token_id, now=request.now)
    unknown = sorted(set(request.GET) - rules.query)
    if unknown:
        return _unknown_fields(unknown)
    _bound(rules, request)
    scoped_key = key_of(request, token_id) if rules.writes else None
    return run_idempotent(request, scoped_key, act, now=request.now) if scoped_key else act()


def _unknown_fields(names: list[str]) -> HttpResponseBase:
    message = say("api.invalid", "extra_forbidden")
    errors = [FieldError(field=name[:60], code="extra_forbidden", message=message) for name in names[:50]]
    return problem(400, "invalid", say("api.problem.invalid", count=len(errors)), errors)


def _bound(rules: Rules, request: Call) -> None:
    content_type = request.content_type or ""
    if rules.streams:
        _need_content_type(content_type, BYTES)
        request.upload = Upload(request)
        return
    if content_type.startswith(FORMS):
        raise Refusal(415, "wrong_kind", needed=JSON, given=content_type[:60])
    size = _announced(request)
    if size > BODY_MAX:
        raise Refusal(413, "too_large", most=BODY_MAX // (1024 * 1024))
    if size and not rules.takes_body and request.body.strip() not in (b"", b"{}"):
        raise Refusal(400, "no_body_expected")
    if size and rules.takes_body:
        _need_content_type(content_type, JSON)


def _need_content_type(content_type: str, needed: str) -> None:
    if content_type != needed:
        raise Refusal(415, "wrong_kind", needed=needed, given=content_type[:60])


def _announced(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    if not text.isascii() or not text.isdigit():
        raise Refusal(400, "unreadable")
    return int(text[:18])
