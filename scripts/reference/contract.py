"""The keys of a contract, from its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.reference.markdown import page, table

INTRODUCTION = """\
A contract is YAML or JSON. [`contract.schema.json`](contract.schema.json) is its JSON Schema (2020-12), the same that
`upheld contract schema` prints; an editor that reads it completes keys and marks errors. In a YAML file, the first line

    # yaml-language-server: $schema=contract.schema.json

tells many editors where it is. What the keys *mean* is said in [SLA semantics](semantics.md); how to write a contract,
in [Contracts in YAML](../howto/contracts.md). A `+` marks a required key.
"""
Schema = Mapping[str, Any]


def schema_text() -> str:
    """docs/reference/contract.schema.json"""
    from upheld.sla import terms_schema

    return json.dumps(terms_schema(), ensure_ascii=False, indent=2) + "\n"


def contract_page() -> str:
    """docs/reference/contract.md"""
    from upheld.sla import terms_schema

    schema = terms_schema()
    parts = [f"## {title}\n\n{_keys(part)}" for title, part in _objects(schema)]
    return page("Contract schema", INTRODUCTION, *parts)


def _objects(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The document itself, then every definition that has keys."""
    yield "The document", schema
    for name, definition in schema["$defs"].items():
        for variant in (definition, *definition.get("anyOf", ())):
            if variant.get("properties"):
                yield name.replace("_", " ").capitalize(), variant


def _keys(schema: Schema) -> str:
    required = set(schema.get("required", ()))
    rows = [
        (f"`{key}`" + (" +" if key in required else ""), _kind(value), value.get("description", ""))
        for key, value in schema["properties"].items()
    ]
    return table(("Key", "Value", "Note"), rows)


def _kind(schema: Schema) -> str:
    """What a value may be, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2].replace("_", " ")
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{alternative}`" for alternative in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(alternative) for alternative in schema["anyOf"])
    return _structure(schema)


def _structure(schema: Schema) -> str:
    kind = schema.get("type", "any value")
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "object" and not schema.get("properties"):
        inner = [*schema.get("patternProperties", {}).values(), schema.get("additionalProperties")]
        kinds = [_kind(value_schema) for value_schema in inner if isinstance(value_schema, dict)]
        return f"mapping to {kinds[0]}" if kinds else "mapping"
    if kind == "object":
        return "mapping of " + ", ".join(f"`{key}`" for key in schema["properties"])
    return str(kind)
