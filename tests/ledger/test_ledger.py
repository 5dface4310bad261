"""The ledger: gap-free, ordered, append-only for every role, and erasable without a figure changing."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from factories.world import World
from upheld.clocks.differences import differences
from upheld.clocks.refresh import rewrite_parts
from upheld.desk import acts as desk
from upheld.desk.erasing import ERASED
from upheld.desk.events import TicketDescribed
from upheld.desk.models import Wait
from upheld.ledger import leaf, operations
from upheld.ledger.models import Entry, Erasable, Head


def test_indexes_have_no_gap_and_instants_never_fall(world: World) -> None:
    for _ in range(3):
        ticket = world.file("P0")
        desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.wait(minutes=3))
    rows = list(Entry.objects.filter(organisation_id=world.acme.id).order_by("index"))
    assert [row.index for row in rows] == list(range(len(rows)))
    assert Head.objects.get(pk=world.acme.id).next_index == len(rows)
    assert sorted(row.recorded_at for row in rows) == [row.recorded_at for row in rows]


def test_acts_of_one_instant_are_a_microsecond_apart(world: World) -> None:
    first = operations.lock(organisation_id=world.acme.id, now=world.now, actor_id=0)
    second = operations.lock(organisation_id=world.acme.id, now=world.now - timedelta(hours=1), actor_id=0)
    assert second - first == timedelta(microseconds=1)


def test_an_act_refused_leaves_no_hole(world: World) -> None:
    world.file("P0")
    before = operations.size(organisation_id=world.acme.id)
    with transaction.atomic():
        world.file("P0")
        transaction.set_rollback(True)
    world.file("P0")
    indexes = list(Entry.objects.filter(organisation_id=world.acme.id).values_list("index", flat=True))
    assert sorted(indexes) == list(range(len(indexes)))
    assert len(indexes) > before


def test_an_account_that_is_not_locked_is_not_appended_to(world: World) -> None:
    with transaction.atomic():
        world.file("P0")
        transaction.set_rollback(True)
    # The lock went with the rollback; what it had told is of no use any more.
    event = TicketDescribed(
        organisation_id=world.acme.id, ticket_id=1, actor_kind="system", actor_id=0, at=world.now, changed=("tags",)
    )
    size = operations.size(organisation_id=world.acme.id)
    with pytest.raises(DatabaseError, match="lock"), transaction.atomic():
        operations.append([event])
    entries = Entry.objects.filter(organisation_id=world.acme.id)
    assert operations.size(organisation_id=world.acme.id) == size == entries.count()


def test_leaves_are_canonical_and_hold_no_private_text(world: World) -> None:
    ticket = world.file("P0", subject="Geheime Sache", body="Only for your eyes")
    entry = Entry.objects.get(subject=f"ticket/{ticket}", type="ticket.filed")
    data = bytes(entry.leaf)
    document = leaf.decode(data)
    assert leaf.encode(document) == data
    assert b"Geheime" not in data
    assert b"eyes" not in data
    value = Erasable.objects.get(entry=entry, field="title")
    assert document["commit"]["title"] == hashlib.sha256(bytes(value.salt) + b"Geheime Sache").hexdigest()


def test_what_was_answered_for_the_criteria_is_committed_to(world: World) -> None:
    answered, silent = world.file("P0", evidence={"service_down_minutes": 9}), world.file("P0")
    values = dict(Erasable.objects.filter(field="evidence").values_list("entry__subject", "value"))
    assert values == {f"ticket/{answered}": '{"service_down_minutes": 9}'}
    commits = {
        entry.subject: set(leaf.decode(bytes(entry.leaf))["commit"])
        for entry in Entry.objects.filter(type="ticket.filed")
    }
    assert commits == {f"ticket/{answered}": {"title", "body", "evidence"}, f"ticket/{silent}": {"title", "body"}}


def test_erasing_a_subject_changes_no_clock(world: World) -> None:
    ticket = world.file("P0")
    desk.request_information(
        ticket_id=ticket, body="Please send:", items=["log"], by=world.engineer, now=world.wait(minutes=5)
    )
    leaves = {row.pk: bytes(row.leaf) for row in Entry.objects.all()}
    assert operations.erase(subject=f"ticket/{ticket}", organisation_id=world.acme.id) > 0
    assert not Erasable.objects.filter(entry__subject=f"ticket/{ticket}").exists()
    assert {row.pk: bytes(row.leaf) for row in Entry.objects.all()} == leaves
    rewrite_parts([ticket])
    assert list(differences()) == []
    assert Wait.objects.get(ticket_id=ticket).items == [ERASED]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET type = 'x'",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "UPDATE ledger_erasable SET value = 'x'",
    ],
)
def test_the_application_cannot_change_what_is_written(world: World, statement: str) -> None:
    world.file("P0")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET type = 'x'", "DELETE FROM ledger_entry"])
def test_not_even_the_owner_changes_an_entry_by_mistake(world: World, statement: str) -> None:
    world.file("P0")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('upheld.scope', 'all', false)")
        with pytest.raises(DatabaseError, match="append-only"):
            cursor.execute(statement)


def test_a_leaf_takes_integers_and_strings_only() -> None:
    with pytest.raises(TypeError):
        leaf.encode({"share": 0.5})
    assert json.loads(leaf.encode({"b": True, "a": "ü", "none": None})) == {"a": "ü", "b": 1}


def test_a_leaf_that_is_too_long_is_refused() -> None:
    with pytest.raises(leaf.LeafTooLong):
        leaf.encode({"text": "x" * 70_000})
