"""Customers (and the vendor itself), their people and the invitations to join them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.accounts import operations, queries
from upheld.api.wire.callers import actor_args, actor_of, now_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import BodyId, Id, Moment, RequestBody, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import CreatedId, Page, Ref, Schema, to_schemas
from upheld.api.wire.vocabulary import Language, RoleName, Roles

organisations = Resource("Organisations", acts=ADMINISTER)


class Organisation(Schema):
    """A customer, or the vendor. ``account`` is its random name in the ledger."""

    id: int
    name: str
    is_vendor: bool
    account: str
    timezone: str
    language: str
    parent: Ref | None
    csm: Ref | None
    people: int
    created_at: Moment


class OrganisationDescription(RequestBody):
    """How a customer is called, where it is, who looks after it."""

    name: str = text(200, least=1, example="Acme Games")
    timezone: str = text(64, default="Asia/Shanghai", example="Asia/Shanghai")
    language: Language = "en"
    parent_id: BodyId | None = None
    csm_id: BodyId | None = Field(None, description="The customer success manager.")


class Member(Schema):
    """A person within an organisation."""

    id: int
    name: str
    address: str
    roles: list[str]
    is_active: bool
    groups: list[str]


class Invitation(Schema):
    """An offer that nobody took yet."""

    id: int
    address: str
    roles: list[str]
    expires_at: Moment


class NewInvitation(RequestBody):
    """Whom to invite, and as what."""

    address: str = text(254, least=3, example="lin@example.com")
    roles: Roles
    name: str = text(200, default="")
    language: Language | None = None


class OrganisationsQuery(PageQuery):
    """Which customers are wanted."""

    q: str = text(200, default="", description="A part of the name.")
    csm: Id | None = None


class PeopleQuery(PageQuery):
    """Who is wanted."""

    q: str = text(200, default="", description="A part of the name or the address.")
    role: RoleName | None = None


@organisations.read("/organisations", Page[Organisation])
def list_organisations(request: HttpRequest, query: Query[OrganisationsQuery]) -> Page[Organisation]:
    """The customers that the caller may see, by name."""
    page = queries.organisations(
        actor=actor_of(request), text=query.q, csm_id=query.csm, after=query.cursor, limit=query.limit
    )
    return Page[Organisation](items=to_schemas(Organisation, page.items), next=page.after)


@organisations.post("/organisations", CreatedId)
def create_organisation(request: HttpRequest, body: OrganisationDescription) -> CreatedId:
    """Add a customer, as a manager."""
    return CreatedId(id=operations.create_organisation(**body.model_dump(), **actor_args(request)))


@organisations.read("/organisations/{organisation_id}", Organisation)
def read_organisation(request: HttpRequest, organisation_id: Id) -> Organisation:
    """One customer, or the vendor."""
    return Organisation.model_validate(queries.organisation(organisation_id=organisation_id, actor=actor_of(request)))


@organisations.replace("/organisations/{organisation_id}")
def update_organisation(request: HttpRequest, organisation_id: Id, body: OrganisationDescription) -> None:
    """Describe a customer anew."""
    operations.update_organisation(organisation_id=organisation_id, **body.model_dump(), **actor_args(request))


@organisations.read("/organisations/{organisation_id}/people", Page[Member])
def list_people(request: HttpRequest, organisation_id: Id, query: Query[PeopleQuery]) -> Page[Member]:
    """Who belongs to an organisation, by name."""
    page = queries.people(
        organisation_id=organisation_id,
        actor=actor_of(request),
        text=query.q,
        role=query.role or "",
        after=query.cursor,
        limit=query.limit,
    )
    return Page[Member](items=to_schemas(Member, page.items), next=page.after)


@organisations.read("/organisations/{organisation_id}/invitations", Page[Invitation])
def list_invitations(request: HttpRequest, organisation_id: Id, query: Query[PageQuery]) -> Page[Invitation]:
    """Offers that nobody took yet."""
    page = queries.invitation_page(
        organisation_id=organisation_id,
        actor=actor_of(request),
        now=now_of(request),
        after=query.cursor,
        limit=query.limit,
    )
    return Page[Invitation](items=to_schemas(Invitation, page.items), next=page.after)


@organisations.post("/organisations/{organisation_id}/invitations")
def invite_person(request: HttpRequest, organisation_id: Id, body: NewInvitation) -> None:
    """Invite a person by e-mail: a link that works once, within seven days."""
    operations.invite_person(organisation_id=organisation_id, **body.model_dump(), **actor_args(request))


@organisations.delete("/invitations/{invitation_id}")
def revoke_invitation(request: HttpRequest, invitation_id: Id) -> None:
    """Make an invitation's link stop working."""
    operations.revoke_invitation(invitation_id=invitation_id, **actor_args(request))


@organisations.replace("/organisations/{organisation_id}/people/{user_id}/roles/{role}")
def give_role(request: HttpRequest, organisation_id: Id, user_id: Id, role: RoleName) -> None:
    """Give a person of the organisation one more role."""
    operations.add_role(organisation_id=organisation_id, user_id=user_id, role=role, **actor_args(request))


@organisations.delete("/organisations/{organisation_id}/people/{user_id}/roles/{role}")
def take_role(request: HttpRequest, organisation_id: Id, user_id: Id, role: RoleName) -> None:
    """Take a role away."""
    operations.remove_role(organisation_id=organisation_id, user_id=user_id, role=role, **actor_args(request))
