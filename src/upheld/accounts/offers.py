"""How long an invitation stands."""

from __future__ import annotations

from upheld.accounts.models import OneTimeToken
from upheld.accounts.permissions import may_give
from upheld.accounts.queries.actors import actor_of_user


def stands(invitation: OneTimeToken) -> bool:
    """Whether the inviter may still give the roles of an invitation. Those of the system stand until they expire."""
    if invitation.invited_by_id is None:
        return True
    inviter = actor_of_user(user_id=invitation.invited_by_id)
    return (
        inviter is not None
        and invitation.organisation_id is not None
        and may_give(inviter, invitation.organisation_id, invitation.roles)
    )
