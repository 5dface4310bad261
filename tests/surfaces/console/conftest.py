"""The console's tests: a world whose present is the present, and browsers of its people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories.accounts import browser
from factories.world import World
from upheld.desk import acts as desk


class Console:
    """A world one hour ago, acts in it, and pages of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.now = timezone.now() - timedelta(hours=1)
        self._open: dict[int, Client] = {}

    def open(self, role: str = "engineer") -> Client:
        """The browser of somebody of the staff, or of the first customer's requester."""
        who = self.world.acme.requester if role == "requester" else self.world.staff[role]
        if who.id not in self._open:
            self._open[who.id] = browser(who)
        return self._open[who.id]

    def get(self, place: str, role: str = "engineer", status: int = 200, **headers: str) -> str:
        """What a page says."""
        answer = self.open(role).get(f"/console/{place}", headers=headers)
        assert answer.status_code == status, answer.content[:500]
        return (answer.getvalue() if answer.streaming else answer.content).decode()

    def post(self, place: str, role: str = "engineer", status: int = 302, **sent: Any) -> str:
        """What a form answers."""
        answer = self.open(role).post(f"/console/{place}", sent)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    def reply(self, ticket: int, body: str = "On it.", *, customer: bool = False) -> int:
        self.world.now += timedelta(seconds=1)
        by = self.world.acme.requester if customer else self.world.engineer
        return desk.reply(ticket_id=ticket, body=body, by=by, now=self.world.now)


@pytest.fixture
def console(world: World) -> Console:
    return Console(world)
