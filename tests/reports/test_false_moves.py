"""Moves to later editions: an archive is refused without one that the desk made, or with one that it never makes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from factories.calendars import KNOWN, at_the_end_of_the_year, extend, office
from factories.world import World
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_forged_editions import EDITIONS, lines
from reports.test_forged_entries import refusal
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.ledger import leaf
from upheld.reports import packing
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
from upheld.reports.recompute import recompute
from upheld.sla.instant import read_instant, write_instant
from upheld.sla.terms.write import terms_sha256

NAMES = ("leaves.jsonl", "tickets.jsonl", "cases.jsonl")
SILENCE = ("acceptance: {after: 3d, calendar: always}", "acceptance: {after: 16h, calendar: office}")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(office(KNOWN).replace(*SILENCE))


def exported(world: World) -> bytes:
    file = io.BytesIO()
    period = read_period("2027-01")
    write_export(file, organisation_id=world.acme.id, period=period, as_of=world.wait(minutes=5), actor=SYSTEM)
    data = file.getvalue()
    assert recompute(io.BytesIO(data)).differences == ()
    return data


def written(members: Members, rows: list[Any], tickets: list[Any], cases: list[Any]) -> Members:
    for row, ticket in zip(rows, tickets, strict=True):
        ticket["leaves_sha256"] = packing.sha256_of(packing.line(row))
    contents = zip(NAMES, (rows, tickets, cases), strict=True)
    return members | {name: b"".join(map(packing.line, documents)) for name, documents in contents}


def without_the_move(data: bytes, count: int = 1) -> Members:
    """The first tickets stay under the first edition, with all their entries; the others keep their move."""
    members = unpacked(data)
    rows, tickets, cases = (lines(members, name) for name in NAMES)
    terms = lines(members, "editions.jsonl")[0]["terms"]
    first = next(line for line in members["contracts.jsonl"].splitlines(keepends=True) if b"known_until" not in line)
    for number in range(count):
        documents = [json.loads(text) for text in rows[number]["leaves"] if "calendar_extended" not in text]
        own = documents[0]["contract"]
        rows[number]["leaves"] = [leaf.encode(document | {"contract": own}).decode() for document in documents]
        tickets[number] |= {
            "edition": 1,
            "terms_sha256": terms_sha256(terms),
            "contract_sha256": packing.sha256_of(first),
        }
        cases[number]["terms"] = terms
    return written(members, rows, tickets, cases)


def with_a_move(data: bytes) -> Members:
    """The first ticket, which the desk kept back, moves as the other one did."""
    members = unpacked(data)
    rows, tickets, cases = (lines(members, name) for name in NAMES)
    move = next(json.loads(text) for text in rows[1]["leaves"] if "calendar_extended" in text)
    own = move | {"subject": f"ticket/{rows[0]['ticket']}", "id": "f" * 32, "seq": move["seq"] + 1}
    for number, text in enumerate(rows[1]["leaves"]):
        if json.loads(text)["seq"] == own["seq"]:
            rows[1]["leaves"][number] = leaf.encode(json.loads(text) | {"seq": own["seq"] + 1}).decode()
    rows[0]["leaves"].append(leaf.encode(own).decode())
    tickets[0] |= {name: tickets[1][name] for name in ("edition", "terms_sha256", "contract_sha256")}
    cases[0]["terms"] = cases[1]["terms"]
    return written(members, rows, tickets, cases)


def late(data: bytes) -> Members:
    """The second ticket moves five seconds after the edition was published."""
    members = unpacked(data)
    rows, tickets, cases = (lines(members, name) for name in NAMES)
    for number, text in enumerate(rows[1]["leaves"]):
        if "calendar_extended" in text:
            document = json.loads(text)
            after = write_instant(read_instant(document["recorded_at"]) + timedelta(seconds=5))
            changed = document | {"recorded_at": after, "occurred_at": after}
            rows[1]["leaves"][number] = leaf.encode(changed).decode()
    return written(members, rows, tickets, cases)


@pytest.mark.parametrize("replies", [False, True])
def test_an_open_ticket_does_not_stay_behind(world: World, replies: bool) -> None:
    tickets = [world.file("P1"), world.file("P1")]
    extend(world, EDITIONS[0])
    for ticket in tickets if replies else tickets[1:]:
        desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.wait(days=5))
    data = exported(world)
    forged = packed(rehashed(without_the_move(data)), data)
    assert "no entry moves the ticket to edition 2 of its terms" in refusal(forged)


def accepted(world: World) -> int:
    """A ticket whose resolution was accepted."""
    ticket = world.file("P1")
    delivery = desk.provide_resolution(ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.wait(minutes=30))
    by = world.acme.requester
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=by, now=world.wait(minutes=5))
    return ticket


def test_no_ticket_stays_behind_where_no_entry_moves_any(world: World) -> None:
    """A ticket that was filed under the edition proves that there is one."""
    ticket = world.file("P1")
    extend(world, EDITIONS[0])
    desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.wait(days=5))
    world.file("P1")
    data = exported(world)
    forged = packed(rehashed(without_the_move(data)), data)
    assert b"calendar_extended" not in unpacked(forged)["leaves.jsonl"]
    assert "no entry moves the ticket to edition 2 of its terms" in refusal(forged)


def test_a_reopened_ticket_does_not_stay_behind(world: World) -> None:
    ticket, _ = accepted(world), world.file("P1")
    extend(world, EDITIONS[0])
    desk.reopen(ticket_id=ticket, reason="Again.", by=world.acme.requester, now=world.wait(days=1))
    desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.wait(days=4))
    data = exported(world)
    forged = packed(rehashed(without_the_move(data)), data)
    assert "no entry moves the ticket to edition 2 of its terms" in refusal(forged)


def test_a_ticket_that_is_reopened_moves_to_the_newest_of_several_editions(world: World) -> None:
    ticket, other = accepted(world), accepted(world)
    for edition in EDITIONS:
        extend(world, edition)
    world.file("P1")
    for number in (ticket, other):
        desk.reopen(ticket_id=number, reason="Again.", by=world.acme.requester, now=world.wait(days=1))
    data = exported(world)
    assert unpacked(data)["leaves.jsonl"].count(b"calendar_extended") == 2
    forged = packed(rehashed(without_the_move(data)), data)
    assert "no entry moves the ticket to edition 3 of its terms" in refusal(forged)


def test_no_ticket_moves_without_an_occasion(world: World) -> None:
    world.file("P1")
    ticket = world.file("P1")
    extend(world, EDITIONS[0])
    desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.wait(days=2))
    data = exported(world)
    forged = packed(rehashed(late(data)), data)
    assert "when no edition was published and it was not reopened" in refusal(forged)


@pytest.mark.parametrize("rejected", [True, False])
def test_no_move_takes_back_a_rejection_or_accepts_by_silence(world: World, rejected: bool) -> None:
    ticket, other = world.file("P1"), world.file("P1")
    delivery = desk.provide_resolution(ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.wait(minutes=5))
    world.wait(days=12)
    if rejected:
        desk.reject_delivery(
            ticket_id=ticket, delivery_id=delivery, reason="No.", by=world.acme.requester, now=world.now
        )
    extend(world, EDITIONS[0])
    desk.reply(ticket_id=other, body="Hello.", by=world.engineer, now=world.wait(days=2))
    data = exported(world)
    forged = packed(rehashed(with_a_move(data)), data)
    assert "it would take back what was done before" in refusal(forged)
