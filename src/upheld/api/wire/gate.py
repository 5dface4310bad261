"""What every call passes before its handler: token, scope, rate, bounds, and the key that makes it happen once."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from upheld.api.wire.callers import Call, admit
from upheld.api.wire.idempotency import once, place_of
from upheld.api.wire.json import BODY_MAX
from upheld.api.wire.problems import FieldError, Refusal, problem
from upheld.api.wire.rate import purse
from upheld.api.wire.uploads import Upload
from upheld.i18n.words import say

Run = Callable[..., HttpResponseBase]
FORMS = ("multipart/", "application/x-www-form-urlencoded")
JSON, BYTES = "application/json", "application/octet-stream"


def gate(run: Run) -> Run:
    """Put the gate before an operation's run."""
    operation = cast(Operation, run.__self__)  # type: ignore[attr-defined]
    rules = Rules(operation)

    def through(request: HttpRequest, **path: Any) -> HttpResponseBase:
        try:
            return _pass(rules, cast(Call, request), lambda: run(request, **path))
        except Exception as error:
            return operation.api.on_exception(request, error)

    return through


class Rules:
    """What an operation asks of a call; read once from its declaration."""

    def __init__(self, operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        self.scope: str = extra["x-scope"]
        self.writes = "GET" not in operation.methods
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
    purse.spend(token_id, now=request.now)
    unknown = sorted(set(request.GET) - rules.query)
    if unknown:
        return _unknown_fields(unknown)
    _bound(rules, request)
    place = place_of(request, token_id) if rules.writes else None
    return once(request, place, act, now=request.now) if place else act()


def _unknown_fields(names: list[str]) -> HttpResponseBase:
    message = say("api.invalid", "extra_forbidden")
    errors = [FieldError(field=name[:60], code="extra_forbidden", message=message) for name in names[:50]]
    return problem(400, "invalid", say("api.problem.invalid", count=len(errors)), errors)


def _bound(rules: Rules, request: Call) -> None:
    kind = request.content_type or ""
    if rules.streams:
        _need_kind(kind, BYTES)
        request.upload = Upload(request)
        return
    if kind.startswith(FORMS):
        raise Refusal(415, "wrong_kind", needed=JSON, given=kind[:60])
    size = _announced(request)
    if size > BODY_MAX:
        raise Refusal(413, "too_large", most=BODY_MAX // (1024 * 1024))
    if size and not rules.takes_body and request.body.strip() not in (b"", b"{}"):
        raise Refusal(400, "no_body_expected")
    if size and rules.takes_body:
        _need_kind(kind, JSON)


def _need_kind(given: str, needed: str) -> None:
    if given != needed:
        raise Refusal(415, "wrong_kind", needed=needed, given=given[:60])


def _announced(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    if not text.isascii() or not text.isdigit():
        raise Refusal(400, "unreadable")
    return int(text[:18])
