"""A request to the console. Who may enter is said by ``staff`` on each view and kept by the middleware."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from upheld.accounts.actor import Actor
from upheld.accounts.audience import staff

__all__ = ["StaffRequest", "staff"]


class StaffRequest(HttpRequest):
    """A request as the middleware leaves it: who asks, and when."""

    actor: Actor
    now: datetime
