"""The database is away, or busy for too long: an answer that needs none, and says when to come again."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from upheld.accounts.request import Request
from upheld.api.wire.problems import Refusal, refusal
from upheld.common.timekeeping.state import TimeHeld

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
AGAIN_AFTER = {"Retry-After": "5"}


def come_again(request: Request, error: Exception) -> HttpResponse:
    """503: what was asked has not been done, and asking again is right."""
    log.warning("the database did not answer: %s", str(error).strip().replace("\n", " "))
    code = "time_held" if isinstance(error, TimeHeld) else "busy"
    with translation.override(translation.get_language_from_request(request)):
        if request.path_info.startswith("/api/"):
            return refusal(Refusal(503, code).with_headers(Retry_After=AGAIN_AFTER["Retry-After"]))
        return HttpResponse(render_to_string("503.html", {"code": code}), status=503, headers=AGAIN_AFTER)
