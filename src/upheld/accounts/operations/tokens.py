"""API tokens. A token never has more permissions than its owner.

Its permissions are the owner's roles at the time of the call, limited by its scopes; roles are not stored with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.accounts import secret
from upheld.accounts.actor import Actor
from upheld.accounts.models import ApiToken
from upheld.accounts.operations import audit, fields, rows
from upheld.accounts.permissions import ADMINISTER, SCOPES, may_erase, need_session, scopes_of
from upheld.accounts.queries.actors import TokenUse
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.operations.errors import NotAllowed, NotFound, Refused

MOST, LONGEST_DAYS = 50, 366
TOKEN_KINDS = tuple(ApiToken.Kind.values)
SEEN_EVERY = timedelta(minutes=5)


class CannotIssueToken(Refused):
    """The scopes or the expiry are invalid, or the owner has too many tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new token. ``secret`` is shown only once."""

    id: int
    secret: str


@operation
def issue_token(
    *,
    name: str,
    scopes: Iterable[str],
    kind: str = ApiToken.Kind.MACHINE,
    expires_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> IssuedToken:
    """Issue a token for the actor's own use (``person``) or for a program that runs by itself (``machine``).

    A token cannot issue tokens.
    """
    need_session(by)
    by = rows.acting(by)
    kind = fields.choice(kind, TOKEN_KINDS, field="kind")
    allowed_scopes = _scopes(frozenset(scopes), by)
    _check_expiry(expires_at, now)
    if ApiToken.objects.filter(user_id=by.id, revoked_at=None).count() >= MOST:
        raise CannotIssueToken("too_many_tokens", most=MOST)
    text = secret.make_token()
    token = ApiToken.objects.create(
        user_id=by.id,
        name=fields.name(name, longest=100),
        prefix=text[:12],
        kind=kind,
        digest=secret.digest(text),
        scopes=allowed_scopes,
        created_at=now,
        expires_at=expires_at,
    )
    audit.note("token_issued", id=token.pk, user=by.id, kind=kind)
    return IssuedToken(id=int(token.pk), secret=text)


@operation
def revoke_token(*, token_id: int, by: Actor, now: datetime) -> None:
    """Revoke a token at once, as its owner or as an administrator; a token may also revoke itself."""
    by = rows.acting(by)
    token = locks.for_update(ApiToken.objects.filter(pk=token_id)).first()
    if token is None or not (token.user_id == by.id or may_erase(by)):
        raise NotFound
    if by.scopes is not None and ADMINISTER not in by.scopes:
        raise NotAllowed("scope_missing", scope=ADMINISTER)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        audit.note("token_revoked", id=token_id, by=by.id)


def note_token_use(use: TokenUse, *, now: datetime) -> None:
    """Record that a token was used, to within 5 minutes, so that not every call writes a row."""
    if use.last_used_at is None or use.last_used_at < now - SEEN_EVERY:
        ApiToken.objects.filter(pk=use.token_id).update(last_used_at=now)


def _scopes(scopes: frozenset[str], by: Actor) -> list[str]:
    if not scopes or not scopes <= frozenset(SCOPES):
        raise CannotIssueToken("not_scopes", field="scopes", allowed=", ".join(SCOPES))
    beyond = scopes - frozenset(scopes_of(by))
    if beyond:
        raise CannotIssueToken("scope_beyond_owner", field="scopes", scope=min(beyond))
    return sorted(scopes)


def _check_expiry(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and not now < expires_at <= now + timedelta(days=LONGEST_DAYS):
        raise CannotIssueToken("not_an_expiry", field="expires_at", days=LONGEST_DAYS)
