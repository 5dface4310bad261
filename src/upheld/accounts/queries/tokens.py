"""API tokens without their secrets."""

from __future__ import annotations

from upheld.accounts.actor import Actor
from upheld.accounts.models import ApiToken
from upheld.accounts.queries.views import TokenView

FIELDS = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")


def tokens_of(*, actor: Actor) -> tuple[TokenView, ...]:
    """The actor's own tokens, the newest first, the revoked ones too."""
    rows = ApiToken.objects.filter(user_id=actor.id).order_by("-id").values(*FIELDS)[:200]
    return tuple(TokenView(**{**row, "scopes": tuple(row["scopes"])}) for row in rows)
