"""What a session remembers: who entered, and when. Everything else is looked up on each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

WHO, WHEN = "user", "opened_at"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as it was opened."""

    user_id: int
    opened_at: datetime


def begin(session: SessionBase, *, user_id: int, now: datetime) -> None:
    """Open a session under a new key: whatever was fixed or planted before is left behind."""
    session.flush()
    session[WHO], session[WHEN] = user_id, now.isoformat()


def end(session: SessionBase) -> None:
    """Forget it, here and in the database."""
    session.flush()


def read(session: SessionBase) -> Opened | None:
    """Who entered, or ``None`` where nobody did."""
    user_id, opened_at = session.get(WHO), session.get(WHEN)
    if not isinstance(user_id, int) or not isinstance(opened_at, str):
        return None
    return Opened(user_id, datetime.fromisoformat(opened_at))
