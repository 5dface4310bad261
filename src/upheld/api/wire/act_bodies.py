"""Builds the bodies of acts from their signatures, so that an act declares its fields once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from upheld.api.wire.fields import BodyId, BodyNumber, Instant, Line, RequestBody, TermsId, text
from upheld.desk.act_fields import Hidden, Lines, Number, Numbers, Text, Values
from upheld.desk.act_registry import Shape, TicketAct

CONTEXT = frozenset({"ticket_id", "by", "now"})
"""Parameters that every act takes, from the address and the caller."""
Value = bool | Annotated[int, Field(ge=-(2**53), le=2**53)] | float | Line
Evidence = Annotated[dict[TermsId, Value], Field(max_length=50, json_schema_extra={"additionalProperties": False})]
_bodies: dict[str, type[RequestBody]] = {}


def path_ids(act: TicketAct) -> list[str]:
    """Returns the parameters of an act that stand in its path."""
    path = act.route.path if act.route else ""
    return [name for name in inspect.signature(act.operation).parameters if f"{{{name}}}" in path]


def body_of(act: TicketAct) -> type[RequestBody] | None:
    """Returns the body of an act's call, or None if everything stands in the path.

    Acts whose shape has the same name share one body. Raises ``TypeError`` if their fields differ.
    """
    fields = _fields(act)
    if not fields or act.route is None or act.route.shape is None:
        return None
    body = _create(act.route.shape, fields)
    other = _bodies.setdefault(body.__name__, body)
    if other.model_json_schema() != body.model_json_schema():
        raise TypeError(f"two acts have bodies named {body.__name__} with different fields")
    return other


def _create(shape: Shape, fields: Mapping[str, tuple[Any, FieldInfo]]) -> type[RequestBody]:
    definitions: dict[str, Any] = dict(fields)
    return create_model(shape.name, __base__=RequestBody, __doc__=shape.meaning, **definitions)


def _fields(act: TicketAct) -> dict[str, tuple[Any, FieldInfo]]:
    hints = get_type_hints(act.operation, include_extras=True)
    left_out = CONTEXT | set(path_ids(act))
    parameters = inspect.signature(act.operation).parameters
    return {
        name: _field(hints[name], parameter.default)
        for name, parameter in parameters.items()
        if name not in left_out and not _is_hidden(hints[name])
    }


def _is_hidden(hint: Any) -> bool:
    return Hidden in get_args(hint)


def _field(hint: Any, default: Any) -> tuple[Any, FieldInfo]:
    """Returns the pydantic field of a parameter. What is left out of a body has the parameter's own default."""
    bare, bounds = _parts(hint)
    missing = default is inspect.Parameter.empty
    build = BUILDERS.get(type(bounds))
    if build is not None:
        return build(bare, bounds, ... if missing else default)
    return _plain(bare), Field(... if missing else default)


def _parts(hint: Any) -> tuple[Any, Any]:
    if get_origin(hint) is Annotated:
        bare, bounds = get_args(hint)
        return bare, bounds
    return hint, None


def _plain(bare: Any) -> Any:
    """Returns the type of a parameter without bounds, with instants as the API reads them."""
    if bare is datetime:
        return Instant
    if get_args(bare) and get_origin(bare) is not Literal:
        choices = [_plain(choice) for choice in get_args(bare)]
        return _optional(choices[0]) if NoneType in choices else bare
    return bare


def _optional(kind: Any) -> Any:
    return kind | None


def _text(bare: Any, bounds: Text, default: Any) -> tuple[Any, FieldInfo]:
    return bare, text(
        bounds.most,
        least=bounds.least,
        default=default,
        example=bounds.example or None,
        description=bounds.meaning or None,
    )


def _lines(bare: Any, bounds: Lines, default: Any) -> tuple[Any, FieldInfo]:
    return list[Line], _list(bounds.most, default, least=bounds.least, examples=[list(bounds.example)])


def _number(bare: Any, bounds: Number, default: Any) -> tuple[Any, FieldInfo]:
    kind = BodyId if bounds.least else BodyNumber
    return _optional(kind) if NoneType in get_args(bare) else kind, Field(default, description=bounds.meaning or None)


def _numbers(bare: Any, bounds: Numbers, default: Any) -> tuple[Any, FieldInfo]:
    return list[BodyId], _list(bounds.most, default, description=bounds.meaning)


def _values(bare: Any, bounds: Values, default: Any) -> tuple[Any, FieldInfo]:
    field: Any = Field(
        default if default is ... else {},
        min_length=bounds.least or None,
        examples=[dict(bounds.example)],
        description=bounds.meaning or None,
    )
    return Evidence, field


def _list(most: int, default: Any, *, least: int = 0, **more: Any) -> Any:
    return Field(default if default is ... else [], min_length=least or None, max_length=most, **more)


BUILDERS: Mapping[type, Callable[..., tuple[Any, FieldInfo]]] = {
    Text: _text,
    Lines: _lines,
    Number: _number,
    Numbers: _numbers,
    Values: _values,
}
