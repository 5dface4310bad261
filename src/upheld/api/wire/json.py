"""Parses JSON bodies within bounds, and renders instants to the microsecond."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import from_json, to_json

BODY_MAX = 1024 * 1024
"""Maximum size of a JSON body in bytes. The parser also limits its depth, to 200 levels."""


class NotJson(Exception):
    """The body is not a JSON object in UTF-8; ``why`` is the parser's message."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(body: bytes) -> dict[str, Any]:
    """Parse a body as a JSON object. Raises NotJson."""
    try:
        value = from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise NotJson(str(error)) from error
    if not isinstance(value, dict):
        raise NotJson("not an object")
    return value


class BoundedParser(Parser):
    """Parses bodies with `read`."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return read(request.body)


class ExactRenderer(BaseRenderer):
    """Renders instants as RFC 3339 with microseconds, and decimals as strings."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)
