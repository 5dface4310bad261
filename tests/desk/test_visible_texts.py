"""A reason that nobody can read is none, on a ticket as in public."""

from __future__ import annotations

import pytest

from factories.world import World
from reports.test_restating import a_month, publish, withdraw
from upheld.desk import acts as desk
from upheld.desk import checks
from upheld.desk.errors import CannotAct
from upheld.desk.models import Message, Ticket
from upheld.reports.operations import CannotPublish

UNSEEN = (
    "\u200b",
    "\u2800",
    "\u3164",
    "\u00ad",
    "\u202e",
    " \u2060 \ufe0f",
    "\U000e0041",
    "\u0301",
    "\ue000",
    "\U0001d159",
    "\x01",
)


@pytest.mark.parametrize("text", UNSEEN)
def test_text_of_which_nothing_is_seen_is_empty(text: str) -> None:
    with pytest.raises(CannotAct) as refused:
        checks.reason(text)
    assert (refused.value.code, refused.value.field) == ("empty", "reason")
    assert checks.optional(text, field="region") == ""


@pytest.mark.parametrize("text", ["…", "好", "لا", "नहीं", "✓", "7", "e\u0301", "👩\u200d💻"])
def test_short_reasons_in_any_script_are_reasons(text: str) -> None:
    assert checks.reason(text) == text


@pytest.mark.parametrize("text", ["\u200b", "\u3164\u2800"])
def test_public_reasons_and_messages_are_seen(world: World, text: str) -> None:
    number = world.file("P1")
    with pytest.raises(CannotAct):
        desk.reply(ticket_id=number, body=text, by=world.engineer, now=world.wait(minutes=1))
    with pytest.raises(CannotAct):
        desk.save_reply(title="Thanks", body_en="", body_zh=text, by=world.engineer, now=world.now)
    assert not Message.objects.filter(ticket_id=number, body=text).exists()
    assert Ticket.objects.get(pk=world.file("P1", region=text)).region == ""
    a_month(world)
    row = publish(world)
    with pytest.raises(CannotPublish) as refused:
        withdraw(world, row, text)
    row.refresh_from_db()
    assert (refused.value.code, row.withdrawn_at) == ("reason_missing", None)
