"""API tokens without their secrets."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.models import ApiToken
from upheld.accounts.queries.views import TokenView
from upheld.operations.paging import NEWEST, Listing, page

FIELDS = ("id", "name", "prefix", "kind", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")


def token_page(*, actor: Actor, after: str | None = None, limit: int = 50) -> Listing[TokenView]:
    """Returns a page of the actor's tokens, newest first, including revoked ones; one statement."""
    rows = ApiToken.objects.filter(user_id=actor.id).only(*FIELDS)
    return page(rows, by=NEWEST, after=after, limit=limit).of(_view)


def _view(row: ApiToken) -> TokenView:
    return TokenView(**{name: getattr(row, name) for name in FIELDS} | {"scopes": tuple(row.scopes)})
