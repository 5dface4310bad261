"""The caller's own API tokens. They are made on the profile page only: a token cannot make tokens."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.accounts import operations, queries
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Moment
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas

tokens = Resource("Tokens", acts=ADMINISTER)


class Token(Schema):
    """A token without its secret; ``prefix`` is how it begins."""

    id: int
    name: str
    prefix: str
    kind: str = Field(examples=["machine"], description="person, or machine: what a machine writes is automatic.")
    scopes: list[str]
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    revoked_at: Moment | None


@tokens.read("/tokens", Page[Token])
def list_tokens(request: HttpRequest, query: Query[PageQuery]) -> Page[Token]:
    """The caller's own tokens, the newest first, the revoked ones too."""
    page = queries.token_page(actor=actor_of(request), after=query.cursor, limit=query.limit)
    return Page[Token](items=to_schemas(Token, page.items), next=page.after)


@tokens.delete("/tokens/{token_id}")
def revoke_token(request: HttpRequest, token_id: Id) -> None:
    """Make a token stop working at once."""
    operations.revoke_token(token_id=token_id, **actor_args(request))
