"""Sessions in the database as Django keeps them, but read by a statement written by hand: every page reads one."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from upheld.common.database import ask

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """Django's own, but for how a session is looked up."""

    def load(self) -> dict[str, Any]:
        """What the session remembers; nothing where it is over or was never there, and its key is then not kept."""
        found = ask(READ, [self.session_key, timezone.now()])  # noqa: TID251  (the expiry is Django's own)
        if not found:
            self._session_key = None
            return {}
        return dict(self.decode(found[0][0]))
