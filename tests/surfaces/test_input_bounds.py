"""Every text and every list that comes in has a bound: in the API's document, in all forms, and in evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django import forms

import upheld
from factories.world import World
from upheld.api.document import document_text
from upheld.desk import acts as desk
from upheld.desk.errors import CannotAct
from upheld.desk.models import Ticket

SURFACES = ("console", "portal", "public", "ui")
BOUNDED = {"string": ("maxLength", "enum", "const", "format"), "array": ("maxItems",)}


def unbounded(schema: Any, place: str, components: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    """The places below ``schema`` whose texts, lists or objects have no bound."""
    if isinstance(schema, list):
        for number, item in enumerate(schema):
            yield from unbounded(item, f"{place}/{number}", components, seen)
    if not isinstance(schema, dict):
        return
    kind = schema.get("type")
    if kind in BOUNDED and not any(bound in schema for bound in BOUNDED[kind]):
        yield place
    if kind == "object" and schema.get("additionalProperties", False) is not False and "maxProperties" not in schema:
        yield place
    reference = str(schema.get("$ref", "")).removeprefix("#/components/")
    if reference and reference not in seen:
        seen.add(reference)
        group, _, name = reference.partition("/")
        yield from unbounded(components[group][name], reference, components, seen)
    for key, value in schema.items():
        if key not in ("example", "examples", "default", "description"):
            yield from unbounded(value, f"{place}/{key}", components, seen)


def test_every_text_and_list_of_a_request_by_api_is_bounded() -> None:
    document = json.loads(document_text())
    seen: set[str] = set()
    inputs = [
        (f"{method} {path}", [operation.get("requestBody", {}), operation.get("parameters", [])])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if isinstance(operation, dict)
    ]
    assert len(inputs) > 50
    assert [p for place, part in inputs for p in unbounded(part, place, document["components"], seen)] == []
    assert len(seen) > 20


def all_forms(base: type = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in base.__subclasses__():
        yield form
        yield from all_forms(form)


def test_every_text_of_a_form_is_bounded() -> None:
    for surface in SURFACES:
        package = import_module(f"{upheld.__name__}.{surface}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in module.name:
                import_module(module.name)
    texts = [
        (form.__qualname__, name, field)
        for form in set(all_forms())
        if form.__module__.startswith("upheld.")
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
    ]
    assert len(texts) > 40
    assert [(form, name) for form, name, field in texts if not field.max_length or field.max_length > 250_000] == []


def test_evidence_of_a_filing_is_bounded(world: World) -> None:
    with pytest.raises(CannotAct) as refusal:
        world.file(evidence={"region": "x" * 201})
    assert (refusal.value.code, refusal.value.field) == ("too_long", "evidence")
    assert not Ticket.objects.exists()


def test_evidence_of_a_raised_impact_is_bounded(world: World) -> None:
    ticket = world.file("P1")
    with pytest.raises(CannotAct) as refusal:
        desk.raise_impact(
            ticket_id=ticket,
            severity="P0",
            reason="r",
            evidence={"region": "x" * 201},
            by=world.acme.requester,
            now=world.now,
        )
    assert (refusal.value.code, refusal.value.field) == ("too_long", "evidence")
