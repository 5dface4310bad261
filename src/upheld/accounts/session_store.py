"""Sessions in the database as Django keeps them, but read by a statement written by hand: every page reads one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from upheld.database import ask
from upheld.database.timekeeping import present

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """Django's own, but for how a session is looked up, and for the clock by which it ends: the database's."""

    def load(self) -> dict[str, Any]:
        """What the session remembers; nothing where it is over or was never there, and its key is then not kept."""
        rows = ask(READ, [self.session_key, present.now()])
        if not rows:
            self._session_key = None
            return {}
        return dict(self.decode(rows[0][0]))

    def get_expiry_date(self, **values: Any) -> datetime:
        """When the session ends, counted from the database's time."""
        ends: datetime = super().get_expiry_date(**{"modification": present.now(), **values})
        return ends
