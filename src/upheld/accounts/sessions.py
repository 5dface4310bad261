"""The content of a session: who signed in, and when. Everything else is read on each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

USER_KEY, OPENED_KEY = "user", "opened_at"


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The content of a session."""

    user_id: int
    opened_at: datetime


def begin(session: SessionBase, *, user_id: int, now: datetime) -> None:
    """Start a session under a new key, which prevents session fixation."""
    session.flush()
    session[USER_KEY], session[OPENED_KEY] = user_id, now.isoformat()


def end(session: SessionBase) -> None:
    """End a session and delete it from the database."""
    session.flush()


def read(session: SessionBase) -> OpenSession | None:
    """Returns the content of a session, or ``None`` if nobody is signed in."""
    user_id, opened_at = session.get(USER_KEY), session.get(OPENED_KEY)
    if not isinstance(user_id, int) or not isinstance(opened_at, str):
        return None
    return OpenSession(user_id, datetime.fromisoformat(opened_at))
