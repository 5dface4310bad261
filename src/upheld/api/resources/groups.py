"""Support groups, to which tickets are assigned."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Query

from upheld.accounts import operations, queries
from upheld.accounts.actor import Actor
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, RequestBody, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import CreatedId, Page, Ref, Schema, to_schemas
from upheld.operations.errors import NotFound

groups = Resource("Groups", acts=ADMINISTER)


class Group(Schema):
    """A support group and its people."""

    id: int
    name: str
    line: str
    members: list[Ref]


class GroupDescription(RequestBody):
    """What a group is called, and which line it is."""

    name: str = text(100, least=1, example="Chat, first line")
    line: Literal["first", "expert"] = "first"


@groups.read("/groups", Page[Group])
def list_groups(request: HttpRequest, query: Query[PageQuery]) -> Page[Group]:
    """Every group. For the vendor's staff; to others there are none."""
    if not actor_of(request).is_staff:
        return Page[Group](items=[])
    page = queries.group_page(after=query.cursor, limit=query.limit)
    return Page[Group](items=to_schemas(Group, page.items), next=page.after)


@groups.read("/groups/{group_id}", Group)
def read_group(request: HttpRequest, group_id: Id) -> Group:
    """One group."""
    _need_staff(actor_of(request))
    return Group.model_validate(queries.group(group_id=group_id))


@groups.post("/groups", CreatedId)
def create_group(request: HttpRequest, body: GroupDescription) -> CreatedId:
    """Add a group, as a manager."""
    return CreatedId(id=operations.create_group(**body.model_dump(), **actor_args(request)))


@groups.replace("/groups/{group_id}")
def rename_group(request: HttpRequest, group_id: Id, body: GroupDescription) -> None:
    """Another name, another line."""
    operations.rename_group(group_id=group_id, **body.model_dump(), **actor_args(request))


@groups.replace("/groups/{group_id}/members/{user_id}")
def add_to_group(request: HttpRequest, group_id: Id, user_id: Id) -> None:
    """Put one of the vendor's people into a group."""
    operations.add_to_group(group_id=group_id, user_id=user_id, **actor_args(request))


@groups.delete("/groups/{group_id}/members/{user_id}")
def remove_from_group(request: HttpRequest, group_id: Id, user_id: Id) -> None:
    """Take a person out of a group."""
    operations.remove_from_group(group_id=group_id, user_id=user_id, **actor_args(request))


def _need_staff(actor: Actor) -> None:
    if not actor.is_staff:
        raise NotFound
