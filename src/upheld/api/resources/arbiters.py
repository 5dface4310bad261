"""The arbiters, and the changes of their roles and groups in the vendor's log."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.cursors import PageQuery, read_id_cursor
from upheld.api.wire.fields import Moment
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Items, Page, Ref, Schema, to_schemas
from upheld.desk.queries import appointments as queries

arbiters = Resource("Arbiters")


class Arbiter(Schema):
    """An arbiter of today."""

    person: Ref
    appointed_at: Moment | None = Field(description="null where it was before the log kept appointments.")
    appointed_by: Ref | None = Field(description="null for the installation itself.")
    self_appointed: bool = Field(description="The customer has to agree before this arbiter rules.")


class AppointmentChange(Schema):
    """An entry of the vendor's log about the roles or groups of somebody who is or was an arbiter."""

    index: int
    type: str = Field(description="role.given, role.taken, group.joined or group.left.")
    recorded_at: Moment
    person: Ref
    actor: Ref | None
    role: str
    group: str


@arbiters.read("/arbiters", Items[Arbiter])
def list_arbiters(request: HttpRequest) -> Items[Arbiter]:
    """The arbiters of today, by name, and who appointed them."""
    return Items[Arbiter](items=to_schemas(Arbiter, queries.appointments()))


@arbiters.read("/arbiters/changes", Page[AppointmentChange])
def list_appointment_changes(request: HttpRequest, query: Query[PageQuery]) -> Page[AppointmentChange]:
    """How the roles and groups of arbiters changed, the newest first."""
    listing = queries.appointment_changes(before=read_id_cursor(query.cursor), limit=query.limit)
    return Page[AppointmentChange](items=to_schemas(AppointmentChange, listing.items), next=listing.after)
