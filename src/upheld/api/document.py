"""Builds the OpenAPI 3.1 document from the routes, and adds what all operations share (problems, keys, security)."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from ninja.openapi.schema import get_schema

from upheld.accounts.permissions import READ
from upheld.api.service import API
from upheld.api.tags import TAGS
from upheld.api.webhook_events import webhooks
from upheld.api.wire.problems import MEDIA_TYPE, Problem

PREFIX = "api/v1/"
REF = "#/components/schemas/{model}"
PROBLEMS = ("400", "401", "403", "404", "405", "409", "413", "415", "422", "429", "500", "503", "507")
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes this write happen once: the same request under the same key, within 24 hours and by the same "
    "token, is answered as before, with Idempotency-Replayed: true; another request under it is refused with 409.",
    "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,200}$", "minLength": 1, "maxLength": 200},
    "example": "6f1c2a9e-order-1841",
}
BYTES = {"type": "string", "format": "binary", "minLength": 1}
FILE = {
    "description": "The bytes of the file.",
    "required": True,
    "content": {"application/octet-stream": {"schema": BYTES}},
}


def document() -> dict[str, Any]:
    """Return the OpenAPI document as plain data."""
    description: dict[str, Any] = json.loads(json.dumps(get_schema(API, PREFIX)))
    description["servers"] = [{"url": "/"}]
    description["info"]["license"] = {"name": "All rights reserved; see the file LICENSE"}
    description["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    description["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "bearerFormat": "uph_…"}
    }
    description["components"]["responses"] = _responses()
    description["components"]["parameters"] = {"IdempotencyKey": KEY}
    description["webhooks"], events = webhooks(REF)
    description["components"]["schemas"] |= _schemas() | events
    for operation in _operations(description):
        _finish(operation)
    return description


@cache
def document_text() -> str:
    """Return the OpenAPI document as JSON text, as it is served and checked in."""
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for methods in description["paths"].values() for operation in methods.values()]


def _finish(operation: dict[str, Any]) -> None:
    operation["security"] = [{"token": []}]
    for parameter in operation["parameters"]:
        parameter.pop("examples", None)  # only a schema may have a list of examples, and the schema has it
    for status in PROBLEMS:
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    if operation["x-scope"] != READ:
        operation["parameters"].append({"$ref": "#/components/parameters/IdempotencyKey"})
    if operation.pop("x-streams", False):
        operation["requestBody"] = FILE
    elif "requestBody" in operation:
        _leave_out_null(operation["requestBody"]["content"]["application/json"])
    if download := operation.pop("x-download", None):
        kind = operation.pop("x-kind", "application/octet-stream")
        content = {kind: {"schema": BYTES}}
        operation["responses"]["200"] = {"description": download, "content": content}


def _leave_out_null(body: dict[str, Any]) -> None:
    """Remove ``null`` from the schema of an optional body: a body of ``null`` is refused as `not_json`."""
    choices = body["schema"].get("anyOf", [])
    if {"type": "null"} in choices:
        (body["schema"],) = [schema for schema in choices if schema != {"type": "null"}]


def _responses() -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}
    return {f"Problem{status}": {"description": DESCRIPTIONS[status], "content": content} for status in PROBLEMS}


def _schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(ref_template=REF)
    return {**schema.pop("$defs"), "Problem": schema}


DESCRIPTIONS = {
    "400": "Not readable: not JSON, an unknown field, a value out of its bounds.",
    "401": "No token, or one that does not work.",
    "403": "The token lacks the scope, or its owner the role.",
    "404": "Not there, or of an organisation that the owner of the token is not of.",
    "405": "Not with this method.",
    "409": "Not as things stand; or an idempotency key that was used for something else.",
    "413": "Too large.",
    "415": "Not JSON.",
    "422": "Well formed, and refused by a rule; `errors` names the field.",
    "429": "Too many calls; `Retry-After` says when to come back.",
    "500": "An error of this server; nothing was changed.",
    "507": "No space is left for what was sent; nothing was changed.",
    "503": "The database did not answer in time; nothing was changed.",
}
