"""The database is away, or busy for too long: an answer that needs none, and says when to come again."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation

from upheld.accounts.request import Request
from upheld.common.words import say

log = logging.getLogger(__name__)

AWAY = (OperationalError, InterfaceError)
AGAIN_AFTER = {"Retry-After": "5"}


def come_again(request: Request, error: Exception) -> HttpResponse:
    """503: what was asked has not been done, and asking again is right."""
    log.warning("the database did not answer: %s", str(error).strip().replace("\n", " "))
    with translation.override(request.language):
        if request.path_info.startswith("/api/"):
            told = {"type": "about:blank", "title": "busy", "status": 503, "code": "busy"}
            answer = {**told, "detail": say("stop.busy_text")}
            return JsonResponse(answer, status=503, content_type="application/problem+json", headers=AGAIN_AFTER)
        return HttpResponse(render_to_string("503.html"), status=503, headers=AGAIN_AFTER)
