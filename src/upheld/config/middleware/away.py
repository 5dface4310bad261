"""Responses for when the database is unavailable or the disk is full."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from upheld.accounts.request import Request
from upheld.api.wire.problems import Refusal, problem, refusal
from upheld.database.timekeeping.state import TimeHeld
from upheld.i18n.words import say
from upheld.operations import disk

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
AGAIN_AFTER = {"Retry-After": "5"}


def come_again(request: Request, error: Exception) -> HttpResponse:
    """A 503 with Retry-After; the request had no effect and can be repeated. A 507 if the disk is full."""
    if disk.is_full(error):
        return _no_space(request, error)
    log.warning("the database did not answer: %s", str(error).strip().replace("\n", " "))
    return unavailable(request, "time_held" if isinstance(error, TimeHeld) else "busy")


def unavailable(request: HttpRequest, code: str = "busy") -> HttpResponse:
    """A 503 with Retry-After."""
    with translation.override(_language(request)):
        if request.path_info.startswith("/api/"):
            return refusal(Refusal(503, code).with_headers(Retry_After=AGAIN_AFTER["Retry-After"]))
        return HttpResponse(
            render_to_string("503.html", {"code": code, "sent": _has_form(request)}), status=503, headers=AGAIN_AFTER
        )


def _no_space(request: Request, error: Exception) -> HttpResponse:
    log.error("the disk is full: %s", str(error).strip().replace("\n", " "))
    with translation.override(_language(request)):
        text = say("refused.disk_full")
        if request.path_info.startswith("/api/"):
            return problem(507, "disk_full", text)
        return HttpResponse(render_to_string("507.html", {"text": text, "sent": _has_form(request)}), status=507)


def _has_form(request: HttpRequest) -> bool:
    """Whether the request sent a form, which the browser still has."""
    return request.method == "POST"


def _language(request: HttpRequest) -> str:
    """The reader's language if the reader is identified already, else the browser's."""
    return getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
