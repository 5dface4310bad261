"""A conversation that was drawn once is shown again only to a reader for whom it reads the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone, translation

from factories.world import World
from upheld.accounts.actor import Actor
from upheld.console.ticket.conversation import conversation_items
from upheld.console.ticket.page import _conversation_key
from upheld.desk.queries import TicketView, ticket


@pytest.fixture
def view(world: World) -> TicketView:
    return ticket(ticket_id=world.file("P0"), actor=world.engineer, now=world.now)


def key(view: TicketView, actor: Actor, now: Any, language: str = "en", zone: str = "UTC") -> bytes:
    request: Any = RequestFactory().get("/")
    request.actor, request.now = actor, now
    with translation.override(language), timezone.override(zone):
        return _conversation_key(request, view, conversation_items(view, {}))


def test_every_reader_trait_and_right_makes_another_key(world: World, view: TicketView) -> None:
    same = key(view, world.engineer, world.now)
    assert key(view, world.engineer, world.now) == same
    others = [
        key(replace(view, may=view.may - {"reply"}), world.engineer, world.now),
        key(view, world.arbiter, world.now),
        key(view, world.acme.requester, world.now),
        key(view, world.engineer, world.now + timedelta(days=1)),
        key(view, world.engineer, world.now, language="zh-hans"),
        key(view, world.engineer, world.now, zone="Asia/Shanghai"),
    ]
    assert len({same, *others}) == 1 + len(others)
