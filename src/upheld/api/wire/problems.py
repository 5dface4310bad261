"""Problem documents (``application/problem+json``, RFC 9457) in the caller's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from pydantic import BaseModel, Field
from pydantic_core import to_json

from upheld.i18n.words import say
from upheld.ui.request_ids import request_id

MEDIA_TYPE = "application/problem+json"
OF_THE_BODY = frozenset({"too_large", "not_json", "no_body_expected", "wrong_kind"})
"""Codes of refusals that concern the whole body: their field is the empty path."""


class FieldError(BaseModel):
    """What is wrong with one field. ``field`` is its path, such as ``tags.0``; empty for the whole body."""

    field: str = Field(examples=["severity"])
    code: str = Field(examples=["not_among"])
    message: str = Field(examples=["One of P0, P1, P2, P3, please."])


class Problem(BaseModel):
    """An error. ``code`` is stable and for programs; ``title`` and ``detail`` are for people."""

    type: str = Field(examples=["urn:upheld:problem:not_among"])
    title: str = Field(examples=["This was not accepted"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["One of P0, P1, P2, P3, please."])
    code: str = Field(examples=["not_among"])
    errors: list[FieldError] = Field(default_factory=list)
    request_id: str = Field(default="", examples=["0f8fad5bd9cb469fa16570867728950e"])
    """The id by which the vendor's operators find the request in their log."""


class Refusal(Exception):
    """A refusal by the API itself. Its text is ``api.problem.<code>``; ``params`` fill the text's placeholders."""

    def __init__(self, status: int, code: str, *, field: str = "", **params: object) -> None:
        super().__init__(code)
        self.status, self.code, self.field, self.params = status, code, field, params
        self.headers: dict[str, str] = {}

    def with_headers(self, **headers: str) -> Refusal:
        """Set headers of the response. Write ``_`` for ``-`` in their names."""
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return self


def problem(status: int, code: str, detail: str, errors: Sequence[FieldError] = ()) -> HttpResponse:
    """Return a problem document as a response."""
    document = Problem(
        type=f"urn:upheld:problem:{code}",
        title=say("api.status", str(status)),
        status=status,
        detail=detail,
        code=code,
        errors=list(errors),
        request_id=request_id(),
    )
    return HttpResponse(to_json(document), status=status, content_type=MEDIA_TYPE)


def refusal(error: Refusal) -> HttpResponse:
    """Return the problem document of a refusal as a response."""
    detail = say(f"api.problem.{error.code}", **error.params)  # type: ignore[arg-type]
    named = error.field or error.code in OF_THE_BODY
    errors = [FieldError(field=error.field, code=error.code, message=detail)] if named else []
    response = problem(error.status, error.code, detail, errors)
    for name, value in error.headers.items():
        response[name] = value
    return response
