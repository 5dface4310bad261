"""The routes of acts, built from their declarations. Acts that bring a route of their own stand beside."""

from __future__ import annotations

import inspect
from typing import Any

from django.http import HttpRequest

from upheld.api.wire.act_bodies import body_of, path_ids
from upheld.api.wire.callers import actor_args
from upheld.api.wire.fields import Id, RequestBody
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import CreatedId
from upheld.desk.act_registry import Route, TicketAct, acts

PREFIX = "/tickets/{ticket_id}/"


def with_acts(*own: Resource) -> tuple[Resource, ...]:
    """Returns these resources with the acts of their tags added, and resources for the other tags of acts.

    A path belongs to one router, so acts share the router of what is read under their path.
    """
    by_tag = {resource.tag: resource for resource in own}
    for act in acts():
        if act.route is not None:
            _add(by_tag.setdefault(act.route.tag, Resource(act.route.tag)), act, act.route)
    return tuple(by_tag.values())


def _add(resource: Resource, act: TicketAct, route: Route) -> None:
    shape = CreatedId if inspect.signature(act.operation, eval_str=True).return_annotation is int else None
    resource.write(route.method, PREFIX + route.path, shape)(_handler(act, route, creates=shape is not None))


def _handler(act: TicketAct, route: Route, *, creates: bool) -> Any:
    """Returns the handler of an act, with the name, the text and the signature that the API documents."""

    def handle(request: HttpRequest, ticket_id: int, body: RequestBody | None = None, **ids: int) -> CreatedId | None:
        fields = {} if body is None else body.model_dump()
        result = act.operation(ticket_id=ticket_id, **ids, **fields, **actor_args(request))
        return CreatedId(id=result) if creates else None

    parameters = {"request": HttpRequest, "ticket_id": Id, **dict.fromkeys(path_ids(act), Id)}
    body = body_of(act)
    if body is not None:
        parameters["body"] = body
    handle.__name__ = route.operation_id or act.name
    handle.__doc__ = _first_paragraph(act.operation)
    handle.__signature__ = _signature(parameters)  # type: ignore[attr-defined]  # Read by `inspect.signature`
    return handle


def _signature(parameters: dict[str, Any]) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    return inspect.Signature([inspect.Parameter(name, kind, annotation=hint) for name, hint in parameters.items()])


def _first_paragraph(operation: Any) -> str:
    return " ".join((inspect.getdoc(operation) or "").partition("\n\n")[0].split())
