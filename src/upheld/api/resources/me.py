"""The caller: the person whose token is used."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from pydantic import Field

from upheld.accounts import operations
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.fields import RequestBody, text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Schema
from upheld.api.wire.vocabulary import Language

me = Resource("Me")


class Membership(Schema):
    """A role in an organisation."""

    organisation_id: int
    role: str


class Caller(Schema):
    """Who calls, and what the token may do."""

    id: int
    name: str
    language: str
    timezone: str
    theme: str
    memberships: list[Membership]
    scopes: list[str]
    token_kind: str = Field(examples=["machine"], description="The kind of the token: person or machine.")


class Profile(RequestBody):
    """How a person is called and how things are shown to them; what is left out stays."""

    name: str | None = text(200, least=1, default=None)
    language: Language | None = None
    timezone: str | None = text(64, default=None)
    theme: Literal["auto", "light", "dark"] | None = None


@me.read("/me", Caller)
def read_me(request: HttpRequest) -> Caller:
    """Who the token acts for."""
    actor = actor_of(request)
    return Caller(
        id=actor.id,
        name=actor.name,
        language=actor.language,
        timezone=actor.timezone,
        theme=actor.theme,
        memberships=[Membership(organisation_id=place, role=role) for place, role in actor.memberships],
        scopes=sorted(actor.scopes or ()),
        token_kind=actor.token_kind,
    )


@me.patch("/me")
def update_profile(request: HttpRequest, body: Profile) -> None:
    """Change how the caller is called and how things are shown to them."""
    actor = actor_of(request)
    current = {"name": actor.name, "language": actor.language, "timezone": actor.timezone, "theme": actor.theme}
    operations.update_profile(**(current | body.model_dump(exclude_none=True)), **actor_args(request))
