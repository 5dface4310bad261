"""A request to the console. ``staff`` declares on each view who may enter; the middleware enforces it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.accounts.actor import Actor
from upheld.accounts.audience import staff

__all__ = ["StaffRequest", "staff"]


class StaffRequest(HttpRequest):
    """A request with the actor and the time, which the middleware sets."""

    actor: Actor
    now: datetime
