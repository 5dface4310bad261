"""Sets the security headers of responses, among them the content security policy."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpResponse

from upheld.accounts.request import Request

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
FOR_PROGRAMS = "default-src 'none'; frame-ancestors 'none'"
API = "/api/"
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class HeadersMiddleware:
    """Sets ``request.csp_nonce``, for pages, and the headers that a view has not set itself."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        policy = FOR_PROGRAMS if request.path_info.startswith(API) else _for_pages(request)
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "actor", None) is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


def _for_pages(request: Request) -> str:
    request.csp_nonce = secrets.token_urlsafe(16)
    return POLICY.format(nonce=request.csp_nonce)
