"""What is answered without a thread, because too many requests wait for one."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation

from upheld.config import http_metrics
from upheld.config.middleware.away import unavailable
from upheld.config.serving.answers import Answer

ROUTE = "(waiting)"
"""The label of these answers in metrics: no route was looked up."""


def too_many_wait(environ: dict[str, Any]) -> Answer:
    """A 503 in the client's language; made once, because whoever gets one will ask often."""
    request = WSGIRequest(environ)
    http_metrics.observe(request.method or "", ROUTE, 503, 0.0)
    api = request.path_info.startswith("/api/")
    headers, body = _page(api, request.method == "POST", translation.get_language_from_request(request))
    return Answer(503, list(headers), BytesIO(body), len(body))


@lru_cache(maxsize=16)
def _page(api: bool, sent: bool, language: str) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    request: Any = WSGIRequest({"REQUEST_METHOD": "POST" if sent else "GET", "wsgi.input": BytesIO()})
    request.path_info = "/api/" if api else "/"
    request.LANGUAGE_CODE = language
    response = unavailable(request)
    response.headers["Content-Length"] = str(len(response.content))
    headers = tuple((name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in response.items())
    return headers, response.content
