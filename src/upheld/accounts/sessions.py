"""The content of a session: who signed in, and when. Everything else is read on each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.contrib.sessions.backends.base import SessionBase

USER_KEY, OPENED_KEY, ENDED_KEY = "user", "opened_at", "sessions_ended"


class Entrance(NamedTuple):
    """Who may open a session, and how often all their sessions had been ended when that was decided."""

    user_id: int
    sessions_ended: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The content of a session."""

    entrance: Entrance
    opened_at: datetime


def begin(session: SessionBase, entrance: Entrance, *, now: datetime) -> None:
    """Start a session under a new key, which prevents session fixation."""
    session.flush()
    session[USER_KEY], session[ENDED_KEY] = entrance
    session[OPENED_KEY] = now.isoformat()


def end(session: SessionBase) -> None:
    """End a session and delete it from the database."""
    session.flush()


def read(session: SessionBase) -> OpenSession | None:
    """Returns the content of a session, or ``None`` if nobody is signed in."""
    user_id, opened_at, ended = session.get(USER_KEY), session.get(OPENED_KEY), session.get(ENDED_KEY, 0)
    if not isinstance(user_id, int) or not isinstance(opened_at, str) or not isinstance(ended, int):
        return None
    return OpenSession(Entrance(user_id, ended), datetime.fromisoformat(opened_at))
