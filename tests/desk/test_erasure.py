"""A person is erased: nothing they wrote is left anywhere, and every figure stays."""

from __future__ import annotations

from django.db import connection

from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.clocks.models import Clock
from upheld.clocks.operations import differences
from upheld.desk import operations as desk
from upheld.desk.models import Message
from upheld.knowledge.queries import search
from upheld.ledger.models import Entry

SECRET = "xylophone"


def everything() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_written_is_left_and_no_figure_changes(world: World) -> None:
    requester = world.acme.requester
    ticket = world.file("P0", subject=f"The {SECRET} is broken", body=f"Our {SECRET} plays no sound")
    desk.request_information(
        ticket_id=ticket, body="Which one?", items=["model"], by=world.engineer, now=world.wait(minutes=5)
    )
    message = desk.reply(ticket_id=ticket, body=f"A bass {SECRET}", by=requester, now=world.wait(hours=1))
    desk.attach(
        ticket_id=ticket,
        name=f"{SECRET}.log",
        content_type="text/plain",
        chunks=[SECRET.encode()],
        message_id=message,
        by=requester,
        now=world.now,
    )
    before = list(Clock.objects.order_by("pk").values())
    leaves = {row.pk: bytes(row.leaf) for row in Entry.objects.all()}
    accounts.erase_person(user_id=requester.id, by=SYSTEM, now=world.now)
    assert SECRET not in everything()
    assert SECRET.encode().hex() not in everything()
    assert list(Clock.objects.order_by("pk").values()) == before
    assert list(differences()) == []
    assert {pk: leaf for pk, leaf in leaves.items() if bytes(Entry.objects.get(pk=pk).leaf) != leaf} == {}
    assert Message.objects.get(author=world.engineer.id).body == "Which one?"
    assert search(text=SECRET, actor=world.engineer).total == 0
    assert Entry.objects.filter(type="person.redacted", organisation_id=world.acme.id).count() == 1
