"""JSON in and out: bounded on the way in, exact to the microsecond on the way out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic_core import from_json, to_json

BODY_MAX = 1024 * 1024
"""Bytes of a JSON body. Its depth is bounded too: the parser gives up at 200 levels."""


class NotJson(Exception):
    """The body is not a JSON object in UTF-8; ``why`` says where it stopped being one."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(body: bytes) -> dict[str, Any]:
    """The object that a body holds; raises NotJson."""
    try:
        value = from_json(body, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise NotJson(str(error)) from error
    if not isinstance(value, dict):
        raise NotJson("not an object")
    return value


class BoundedParser(Parser):
    """Gives the object that the gate has read already."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return read(request.body)


class ExactRenderer(BaseRenderer):
    """Instants as RFC 3339 with all their microseconds, decimals as texts."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)
