"""Gives each request an id, measures it, and writes its line of the access log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse

from upheld.accounts.request import Request
from upheld.config import http_metrics
from upheld.ui import request_ids

log = logging.getLogger("upheld.access")

HEADER = "X-Request-ID"
PROBES = frozenset({"healthz", "readyz", "metrics"})
"""Routes that monitoring requests every few seconds; they are counted but not logged."""
UNMATCHED = "(none)"
"""The label of unmatched paths, so that strangers cannot create labels."""


class ObservingMiddleware:
    """The outermost middleware: every answer passes it, whatever went wrong inside."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        started = time.perf_counter()
        with request_ids.serving(request.headers.get(HEADER)) as request_id:
            response = self.get_response(request)
            response.headers[HEADER] = request_id
            seconds = time.perf_counter() - started
            route = request.resolver_match.route if request.resolver_match else UNMATCHED
            http_metrics.observe(request.method or "", route, response.status_code, seconds)
            if settings.ACCESS_LOG and route not in PROBES:
                _write(request, response.status_code, seconds)
        return response


def _write(request: Request, status: int, seconds: float) -> None:
    """One line. The query string is left out: people search for names."""
    actor = getattr(request, "actor", None)
    fields = {
        "method": request.method,
        "path": request.path,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "user": actor.id if actor is not None else None,
    }
    text = "%(method)s %(path)s %(status)s %(milliseconds)s ms user=%(user)s"
    log.info(text, fields, extra={"fields": fields})
