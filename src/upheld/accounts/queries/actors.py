"""Actors of sessions, tokens and users; one statement each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from upheld.accounts import secret
from upheld.accounts.actor import Actor
from upheld.accounts.models import User
from upheld.accounts.secret import TOKEN_PREFIX
from upheld.accounts.sessions import OpenSession
from upheld.database import ask

LONGEST_SESSION = timedelta(days=14)
BEARER = """
    SELECT token.id, token.last_used_at, token.scopes, token.kind,
        person.id, person.name, person.language, person.timezone, person.theme, member.organisation_id, member.role
    FROM accounts_apitoken token
    JOIN accounts_user person ON person.id = token.user_id AND person.is_active
    LEFT JOIN accounts_membership member ON member.user_id = person.id
    WHERE token.digest = %s AND token.revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > %s)
"""
PERSON = ("id", "name", "language", "timezone", "theme", "memberships__organisation_id", "memberships__role")

# Raw SQL, because every page runs it.
OF_SESSION = """
    SELECT u.id, u.name, u.language, u.timezone, u.theme, m.organisation_id, m.role
    FROM accounts_user u LEFT JOIN accounts_membership m ON m.user_id = u.id
    WHERE u.id = %s AND u.sessions_ended = %s AND u.is_active ORDER BY m.id
"""


class TokenUse(NamedTuple):
    """The actor and the token of an API call."""

    actor: Actor
    token_id: int
    last_used_at: datetime | None


def actor_of_session(session: OpenSession, *, now: datetime) -> Actor | None:
    """Returns the actor of a session, or ``None`` if the session has ended.

    A session ends after 14 days, when all sessions of the person are ended, or when the person is deactivated. It may
    have been opened slightly after ``now``, before the clock went back.
    """
    if abs(now - session.opened_at) >= LONGEST_SESSION:
        return None
    rows = ask(OF_SESSION, [*session.entrance])
    return _from(rows) if rows else None


def actor_of_user(*, user_id: int) -> Actor | None:
    """Returns an active person as an actor without a session, for the worker and the command line."""
    return _actor(User.objects.filter(pk=user_id, is_active=True))


def actor_of_token(*, token: str, now: datetime) -> TokenUse | None:
    """Returns the actor of an API token with their present roles, or ``None`` if the token is not valid."""
    if not token.startswith(TOKEN_PREFIX):
        return None
    rows = ask(BEARER, [secret.digest(token), now])
    if not rows:
        return None
    token_id, last_used_at, scopes, kind = rows[0][:4]
    actor = _from([row[4:] for row in rows], scopes=frozenset(scopes), token_kind=kind)
    return TokenUse(actor, int(token_id), last_used_at)


def _actor(rows: QuerySet[User]) -> Actor | None:
    records = list(rows.order_by("memberships__id").values_list(*PERSON))
    return _from(records) if records else None


def _from(records: Iterable[tuple[Any, ...]], scopes: frozenset[str] | None = None, token_kind: str = "") -> Actor:
    rows = list(records)
    user_id, name, language, timezone, theme = rows[0][:5]
    return Actor(
        kind="user",
        id=user_id,
        name=name,
        language=language,
        timezone=timezone,
        theme=theme,
        memberships=tuple((row[5], row[6]) for row in rows if row[5] is not None),
        scopes=scopes,
        token_kind=token_kind,
    )
