"""What the server says about a request, as Django's WSGI handler reads it (PEP 3333)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

Scope = Mapping[str, Any]
Environ = dict[str, Any]
COOKIES_MOST = 8 * 1024
"""Characters of cookies that are read; the rest is left out."""
QUOTED_MOST = 3 * 1024
"""Characters of a cookie in quotes: Python before 3.11.10 takes seconds to read a long one (CVE-2024-7592)."""
WITHOUT_PREFIX = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def environ_of(scope: Scope, body: IO[bytes]) -> Environ:
    """The WSGI environment of an ASGI request."""
    host, port = scope.get("server") or ("localhost", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **_headers(scope["headers"]),
    }


def _headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers as variables. Names with ``_`` are left out: ``X_Forwarded_For`` would pass for ``X-Forwarded-For``."""
    variables: dict[str, str] = {}
    for raw, text in headers:
        name, value = raw.decode("latin-1").lower(), text.decode("latin-1")
        if "_" in name:
            continue
        variable = WITHOUT_PREFIX.get(name) or "HTTP_" + name.upper().replace("-", "_")
        between = ";" if name == "cookie" else ","
        variables[variable] = variables[variable] + between + value if variable in variables else value
    if "HTTP_COOKIE" in variables:
        variables["HTTP_COOKIE"] = ";".join(_short_cookies(variables["HTTP_COOKIE"]))
    return variables


def _short_cookies(header: str) -> Iterator[str]:
    left = COOKIES_MOST
    for cookie in header.split(";"):
        left -= len(cookie)
        if left >= 0 and ('"' not in cookie or len(cookie) <= QUOTED_MOST):
            yield cookie


def cookie_of(environ: Mapping[str, Any], name: str) -> str:
    """The cookie as it was sent, which costs nothing to read; empty if there is none."""
    pairs = (cookie.strip().partition("=") for cookie in environ.get("HTTP_COOKIE", "").split(";"))
    return next((value for key, _, value in pairs if key == name), "")


def client_address(environ: Mapping[str, Any]) -> str:
    """The client's address; behind a proxy the last that the proxy itself added, for the rest may be forged."""
    if settings.BEHIND_PROXY:
        return str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(environ.get("REMOTE_ADDR", ""))
