"""A session of the bench's engineer, so that pages can be asked for."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from upheld.accounts import sessions
from upheld.accounts.actor import Actor


def cookie(actor: Actor, now: datetime) -> dict[str, str]:
    """The header that makes a request this person's."""
    from django.conf import settings

    from upheld.accounts.models import User

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ended = User.objects.values_list("sessions_ended", flat=True).get(pk=actor.id)
    sessions.begin(store, sessions.Entrance(actor.id, ended), now=now)
    store.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={store.session_key}"}
