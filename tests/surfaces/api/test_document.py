"""The description of the API: checked in, complete, and true to what is served."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client

from upheld.api.document import document, document_text
from upheld.api.wire.fields import RequestBody
from upheld.api.wire.schemas import Schema

CHECKED_IN = Path(__file__).resolve().parents[3] / "docs" / "reference" / "openapi.json"
WRITE = "PYTHONPATH=src .venv/bin/python -m upheld.api > docs/reference/openapi.json"


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = document()["paths"]
    return [(path, method, one) for path, methods in paths.items() for method, one in methods.items()]


def test_the_description_checked_in_is_the_present_one() -> None:
    kept, present = CHECKED_IN.read_text("utf-8").splitlines(), document_text().splitlines()
    changes = list(difflib.unified_diff(kept, present, "checked in", "present", lineterm="", n=2))
    assert not changes, "\n".join([f"the API changed; if that is meant: {WRITE}", *changes[:80]])


def test_it_is_openapi_3_1_and_served(db: None) -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.json()["openapi"].startswith("3.1.")
    assert answer.content.decode() == document_text()


def test_every_operation_has_a_stable_name_and_words() -> None:
    names = [one["operationId"] for _, _, one in operations()]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)+", name)] == []
    assert [name for _, _, one in operations() if not one.get("description") and (name := one["operationId"])] == []


def test_no_two_shapes_share_a_name() -> None:
    document()
    shapes = [
        one
        for base in (RequestBody, Schema)
        for one in _below(base)
        if one.__module__.startswith("upheld.api.resources")
    ]
    names = [shape.__name__ for shape in shapes]
    assert sorted(names) == sorted(set(names))


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for subclass in kind.__subclasses__():
        yield subclass
        yield from _below(subclass)


def test_every_write_takes_a_key_and_every_operation_a_token() -> None:
    for path, method, one in operations():
        assert one["security"] == [{"token": []}], path
        keyed = {"$ref": "#/components/parameters/IdempotencyKey"} in one["parameters"]
        assert keyed is (one["x-scope"] != "read"), (method, path)


def test_every_body_refuses_unknown_fields_and_bounds_its_texts() -> None:
    schemas = document()["components"]["schemas"]
    bodies = {
        content["schema"]["$ref"].rpartition("/")[2]
        for _, _, one in operations()
        for content in one.get("requestBody", {}).get("content", {}).values()
        if "$ref" in content["schema"]
    }
    assert len(bodies) > 15
    for name in bodies:
        assert schemas[name]["additionalProperties"] is False, name
        unbounded = [path for path, schema in _texts(schemas[name], name) if not _is_bounded(schema)]
        assert unbounded == []


def _texts(schema: Any, path: str) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        return [found for one in schema for found in _texts(one, path)]
    if not isinstance(schema, dict):
        return []
    own = [(path, schema)] if schema.get("type") == "string" else []
    return own + [found for key, value in schema.items() for found in _texts(value, f"{path}.{key}")]


def _is_bounded(schema: dict[str, Any]) -> bool:
    return bool({"maxLength", "enum", "const", "format"} & set(schema))


def test_every_address_serves_the_methods_that_are_written_down(db: None) -> None:
    for path, methods in document()["paths"].items():
        answer = Client().generic("TRACE", re.sub(r"{\w+}", "1", path))
        assert answer.status_code == 405, path
        assert set(answer.headers["Allow"].split(", ")) == {method.upper() for method in methods}, path
