"""The API as a table, from its OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.reference.markdown import cell, page, table

INTRODUCTION = """\
[`openapi.json`](openapi.json) is the full description (OpenAPI 3.1); a running server
gives its own at `/api/v1/openapi.json`. How to call it: [The API](../howto/api.md). Paths below stand under `/api/v1`.

"""
METHODS = ("get", "post", "put", "patch", "delete")
Document = Mapping[str, Any]


def api_page(docs: Path) -> str:
    """docs/reference/api.md"""
    document = json.loads((docs / "reference/openapi.json").read_text("utf-8"))
    by_tag: dict[str, list[tuple[str, ...]]] = {}
    for tag, row in _operations(document):
        by_tag.setdefault(tag, []).append(row)
    head = ("Call", "What it does", "Scope", "Takes", "Gives")
    parts = [f"## {tag}\n\n{table(head, rows)}" for tag, rows in by_tag.items()]
    return page("API", INTRODUCTION + document["info"]["description"], *parts, _schemas(document))


def _operations(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield (item[method].get("tags") or ["Other"])[0], _row(path, method, item[method])


def _row(path: str, method: str, operation: Document) -> tuple[str, ...]:
    queries = [
        f"`{parameter['name']}`" for parameter in operation.get("parameters", ()) if parameter.get("in") == "query"
    ]
    accepted = ([f"query {', '.join(queries)}"] if queries else []) + _contents(operation.get("requestBody", {}))
    returned = [
        text
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for text in (_contents(answer) or [f"{status}"])
    ]
    words = operation.get("description") or operation.get("summary", "")
    scope = operation.get("x-scope", "")
    return (
        f"`{method.upper()} {path.removeprefix('/api/v1')}`",
        words,
        str(scope),
        "; ".join(accepted),
        "; ".join(returned),
    )


def _contents(holder: Document) -> list[str]:
    return [_name(media.get("schema", {})) or kind for kind, media in holder.get("content", {}).items()]


def _name(schema: Document) -> str:
    """The name of a schema, as a link to its table."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{_anchor(name)})"
    if "anyOf" in schema:
        return " or ".join(filter(None, (_name(option) for option in schema["anyOf"])))
    if schema.get("type") == "array":
        return f"list of {_name(schema.get('items', {}))}"
    return str(schema.get("type", ""))


def _anchor(name: str) -> str:
    """Apart from the anchors of the headings: a schema may be called like a shelf of calls."""
    return f"schema-{name.lower()}"


def _schemas(document: Document) -> str:
    parts = ["## Schemas\n"]
    for name, schema in document["components"]["schemas"].items():
        parts.append(f"### {name} {{ #{_anchor(name)} }}\n\n{cell(schema.get('description', ''))}\n")
        required = set(schema.get("required", ()))
        rows = [
            (f"`{key}`" + (" +" if key in required else ""), _name(field), _note(field))
            for key, field in schema.get("properties", {}).items()
        ]
        parts.append(table(("Field", "Value", "Note"), rows))
    return "\n".join(parts)


def _note(schema: Document) -> str:
    notes = [str(schema["description"])] if schema.get("description") else []
    if "enum" in schema:
        notes.append("one of " + ", ".join(f"`{value}`" for value in schema["enum"]))
    if schema.get("format"):
        notes.append(str(schema["format"]))
    limits = [f"{word} {schema[key]}" for key, word in LIMITS.items() if key in schema]
    return "; ".join(notes + limits)


LIMITS = {"minLength": "at least", "maxLength": "at most", "minimum": "from", "maximum": "to", "maxItems": "at most"}
