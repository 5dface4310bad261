"""What a ticket says never makes the search index refuse an act, however much or strange it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from django.db import connection

from factories.world import World
from upheld.accounts.actor import Actor
from upheld.desk import acts as desk
from upheld.knowledge import queries
from upheld.knowledge.indexing import rebuild
from upheld.knowledge.lexemes import MESSAGE_BYTES, TICKET_BYTES, vector

LENGTH = 8_000


def hits(text: str, actor: Actor) -> list[int]:
    return [line.id for line in queries.search(text=text, actor=actor).lines]


def bodies() -> Iterator[str]:
    """Texts with as many lexemes as fit: random Han, logs, four-byte characters, long words and quotes."""
    dice = random.Random(8)
    while True:
        yield "".join(chr(dice.randrange(0x4E00, 0x9FFF)) for _ in range(LENGTH))
        yield " ".join(f"{dice.getrandbits(40):x}.{dice.getrandbits(30)}" for _ in range(LENGTH // 20))
        yield " ".join("".join(chr(dice.randrange(0x20000, 0x2A000)) for _ in range(90)) for _ in range(LENGTH // 91))
        yield " ".join(f"{dice.getrandbits(2000):x}'\\" for _ in range(LENGTH // 500))


def largest() -> int:
    """The bytes of the largest vector in the index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(octet_length(coalesce(everything, public)::text)) FROM knowledge_searchrow")
        return int(cursor.fetchone()[0])


def test_a_message_takes_no_more_than_its_share() -> None:
    vectors = [vector([(f"first {body}", "D")]) for body in islice(bodies(), 4)]
    for whole in vectors:
        assert whole.size <= MESSAGE_BYTES
        assert "'first'" in whole.literal
        assert len(whole.literal.encode()) <= 2 * whole.size
    assert max(whole.size for whole in vectors) > MESSAGE_BYTES * 0.9


def test_a_ticket_with_60_hostile_messages_takes_a_reply_and_is_found(world: World) -> None:
    ticket = world.file(subject="Zebrafinch", body="hornbill " + next(bodies()))
    for body in islice(bodies(), 60):
        desk.reply(ticket_id=ticket, body=body, by=world.acme.requester, now=world.now)
    desk.add_note(ticket_id=ticket, body="kingfisher", by=world.engineer, now=world.now)
    desk.reply(ticket_id=ticket, body="Solved by a woodpecker", by=world.engineer, now=world.now)
    for word in ("zebrafinch", "hornbill", "woodpecker"):
        assert hits(word, world.engineer) == hits(word, world.acme.requester) == [ticket], word
    assert hits("kingfisher", world.engineer) == [ticket]
    assert hits("kingfisher", world.acme.requester) == []
    assert largest() < 2 * TICKET_BYTES
    assert list(rebuild(now=world.now)) == [1]
    for word in ("zebrafinch", "hornbill", "woodpecker"):
        assert hits(word, world.engineer) == hits(word, world.acme.requester) == [ticket], word


def test_newer_messages_push_out_those_in_between(world: World) -> None:
    ticket = world.file(subject="Zebrafinch", body="hornbill")
    desk.reply(ticket_id=ticket, body="cormorant", by=world.engineer, now=world.now)
    for body in islice(bodies(), 12):
        desk.reply(ticket_id=ticket, body=body, by=world.engineer, now=world.now)
    assert hits("cormorant", world.engineer) == []
    assert hits("hornbill", world.engineer) == [ticket]


def test_notes_do_not_push_out_what_a_customer_finds(world: World) -> None:
    ticket = world.file(subject="Zebrafinch")
    desk.reply(ticket_id=ticket, body="cormorant", by=world.acme.requester, now=world.now)
    for body in islice(bodies(), 12):
        desk.add_note(ticket_id=ticket, body=body, by=world.engineer, now=world.now)
    assert hits("cormorant", world.acme.requester) == [ticket]


def test_a_row_of_an_earlier_release_takes_a_reply(world: World) -> None:
    ticket = world.file(subject="Zebrafinch", body="hornbill")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE knowledge_searchrow SET size = NULL")
    desk.reply(ticket_id=ticket, body="woodpecker", by=world.engineer, now=world.now)
    assert hits("zebrafinch hornbill woodpecker", world.engineer) == [ticket]
