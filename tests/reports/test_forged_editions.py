"""A calendar edition only adds days past the horizon, and every entry names the terms of one that was published."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from factories.calendars import KNOWN, at_the_end_of_the_year, extend, office
from factories.world import World
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_forged_entries import forged, refusal
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.ledger import leaf
from upheld.reports import budget, packing
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
from upheld.reports.recompute import recompute
from upheld.sla.terms.write import terms_sha256

Terms = dict[str, Any]
EDITIONS = ("office: {horizon: 2027, dates: ['2027-01-01']}", "office: {horizon: 2028, dates: []}")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(office(KNOWN))


@pytest.fixture
def honest(world: World) -> bytes:
    """A ticket with an entry under each of three editions."""
    filed = world.file("P1")
    for days in EDITIONS:
        extend(world, days)
        desk.reply(ticket_id=filed, body="Hello.", by=world.engineer, now=world.wait(days=3))
    file = io.BytesIO()
    period = read_period("2027-01")
    write_export(file, organisation_id=world.acme.id, period=period, as_of=world.wait(days=3), actor=SYSTEM)
    return file.getvalue()


def lines(members: Members, name: str) -> list[Any]:
    return [json.loads(line) for line in members[name].splitlines()]


def under(members: Members, edition: int, change: Callable[[Terms], object]) -> Members:
    """The archive with other terms of one edition, and every hash of them written anew."""
    cases, editions, entries = (lines(members, name) for name in ("cases.jsonl", "editions.jsonl", "contracts.jsonl"))
    [entry] = [entry for entry in entries if entry["data"].get("edition", 1) == edition]
    terms = [row["terms"] for row in editions if row["edition"] == edition] or [case["terms"] for case in cases]
    for document in terms:
        change(document)
    before, after = entry["data"]["sha256"], terms_sha256(terms[0])
    written = b"".join(sorted(leaf.encode(entry) + b"\n" for entry in entries))
    return members | {
        "cases.jsonl": b"".join(map(packing.line, cases)),
        "editions.jsonl": b"".join(map(packing.line, editions)),
        "contracts.jsonl": written.replace(before.encode(), after.encode()),
        "leaves.jsonl": members["leaves.jsonl"].replace(before.encode(), after.encode()),
    }


def test_an_honest_archive_holds_every_edition(honest: bytes) -> None:
    members = unpacked(honest)
    assert recompute(io.BytesIO(honest)).differences == ()
    assert recompute(io.BytesIO(forged(members, honest))).differences == ()
    assert [row["edition"] for row in lines(members, "editions.jsonl")] == [1, 2]
    assert sorted(entry["data"].get("edition", 1) for entry in lines(members, "contracts.jsonl")) == [1, 2, 3]
    [ticket] = lines(members, "leaves.jsonl")
    assert len({json.loads(text)["contract"]["sha256"] for text in ticket["leaves"]}) == 3
    assert b"editions.jsonl" in members["README.txt"]


def test_a_hash_that_no_edition_has_is_refused(honest: bytes) -> None:
    members = unpacked(honest)
    [row] = lines(members, "leaves.jsonl")
    first = json.loads(row["leaves"][0])
    first["contract"]["sha256"] = "0" * 64
    row["leaves"][0] = leaf.encode(first).decode()
    assert "other terms" in refusal(forged(members | {"leaves.jsonl": packing.line(row)}, honest))


def _holidays(terms: Terms) -> Terms:
    holidays: Terms = terms["calendars"]["office"]["holidays"]
    return holidays


CHANGES: dict[str, Callable[[Terms], object]] = {
    "a longer promise": lambda terms: terms["severities"][1]["objectives"]["response"].update(within="40h"),
    "another name": lambda terms: terms.update(name="Other"),
    "shorter hours": lambda terms: terms["calendars"]["office"].update(week={"mon-fri": ["09:00-10:00"]}),
    "a day up to the horizon": lambda terms: _holidays(terms).update(
        dates=sorted({*_holidays(terms)["dates"], "2026-12-30"})
    ),
    "a later start": lambda terms: terms["effective"].update({"from": "2026-12-01"}),
}


@pytest.mark.parametrize("edition", [2, 3])
@pytest.mark.parametrize("how", CHANGES)
def test_an_edition_that_changes_anything_else_is_refused(honest: bytes, how: str, edition: int) -> None:
    reason = refusal(forged(under(unpacked(honest), edition, CHANGES[how]), honest))
    assert "may only add days past the horizon, and here differs terms: " in reason


def test_an_edition_without_a_further_year_is_refused(honest: bytes) -> None:
    def known_as_before(terms: Terms) -> None:
        _holidays(terms).update(horizon=2027, dates=[])

    assert "no calendar edition" in refusal(forged(under(unpacked(honest), 3, known_as_before), honest))


def test_the_entry_of_an_edition_names_its_years(honest: bytes) -> None:
    def known_for_longer(terms: Terms) -> None:
        _holidays(terms).update(horizon=2029)

    assert "not known until the years" in refusal(forged(under(unpacked(honest), 3, known_for_longer), honest))


@pytest.mark.parametrize("edition", [1, 2])
def test_an_edition_that_is_left_out_is_missed(honest: bytes, edition: int) -> None:
    members = unpacked(honest)
    entries = [line for line in lines(members, "contracts.jsonl") if line["data"].get("edition", 1) != edition]
    left = members | {"contracts.jsonl": b"".join(sorted(leaf.encode(entry) + b"\n" for entry in entries))}
    assert f"the entry of edition {edition} of version 1 is missing" in refusal(packed(rehashed(left), honest))
    terms = [row for row in lines(members, "editions.jsonl") if row["edition"] != edition]
    left = members | {"editions.jsonl": b"".join(map(packing.line, terms))}
    assert "editions.jsonl" in refusal(packed(rehashed(left), honest))


def _later_entries_first(documents: list[Any]) -> None:
    references = [document["contract"] for document in documents]
    for document, reference in zip(documents, reversed(references), strict=True):
        document["contract"] = reference


def _the_newest_from_the_start(documents: list[Any]) -> None:
    for document in documents:
        document["contract"] = documents[-1]["contract"]


@pytest.mark.parametrize("change", [_later_entries_first, _the_newest_from_the_start])
def test_no_entry_stands_under_an_edition_of_later(honest: bytes, change: Callable[[list[Any]], None]) -> None:
    members = unpacked(honest)
    [row] = lines(members, "leaves.jsonl")
    documents = [json.loads(text) for text in row["leaves"]]
    change(documents)
    row["leaves"] = [leaf.encode(document).decode() for document in documents]
    assert "its terms were published after it" in refusal(forged(members | {"leaves.jsonl": packing.line(row)}, honest))


@pytest.mark.parametrize("edition", [1, 4])
def test_a_ticket_stands_under_no_other_edition_than_its_last_entry(honest: bytes, edition: int) -> None:
    members = unpacked(honest)
    [row] = lines(members, "tickets.jsonl")
    data = packed(rehashed(members | {"tickets.jsonl": packing.line(row | {"edition": edition})}), honest)
    assert "an edition that is not the one of the ticket's last entry" in refusal(data)


@pytest.fixture
def moved(world: World) -> bytes:
    """Two tickets, one of which has no entry after it was moved to an edition but that of the move."""
    world.file("P1")
    replied = world.file("P1")
    extend(world, EDITIONS[0])
    desk.reply(ticket_id=replied, body="Hello.", by=world.engineer, now=world.wait(days=3))
    world.wait(minutes=5)
    file = io.BytesIO()
    write_export(file, organisation_id=world.acme.id, period=read_period("2027-01"), as_of=world.now, actor=SYSTEM)
    return file.getvalue()


def with_entries(honest: bytes, number: int, change: Callable[[list[Any]], object]) -> bytes:
    """The archive with other entries of a ticket, and every hash written anew."""
    members = unpacked(honest)
    rows = lines(members, "leaves.jsonl")
    documents = [json.loads(text) for text in rows[number]["leaves"]]
    change(documents)
    rows[number]["leaves"] = [leaf.encode(document).decode() for document in documents]
    return forged(members | {"leaves.jsonl": b"".join(map(packing.line, rows))}, honest)


def without_moves(members: Members) -> Members:
    """The members without any entry of a move."""
    rows, tickets = lines(members, "leaves.jsonl"), lines(members, "tickets.jsonl")
    for row, ticket in zip(rows, tickets, strict=True):
        row["leaves"] = [text for text in row["leaves"] if "ticket.calendar_extended" not in text]
        ticket["leaves_sha256"] = packing.sha256_of(packing.line(row))
    changed = {"leaves.jsonl": rows, "tickets.jsonl": tickets}
    return members | {name: b"".join(map(packing.line, own)) for name, own in changed.items()}


def test_an_entry_proves_the_edition_of_a_ticket(moved: bytes) -> None:
    checked = recompute(io.BytesIO(moved))
    assert (checked.tickets, checked.differences) == (2, ())


def test_a_ticket_stands_under_the_edition_of_its_last_entry(moved: bytes) -> None:
    without = packed(rehashed(without_moves(unpacked(moved))), moved)
    assert "an edition that is not the one of the ticket's last entry" in refusal(without)


def test_a_reopened_ticket_catches_up_by_an_entry(world: World) -> None:
    number = world.file("P1")
    delivery = desk.provide_resolution(ticket_id=number, body="Fixed.", by=world.engineer, now=world.wait(minutes=5))
    who = world.acme.requester
    desk.accept_delivery(ticket_id=number, delivery_id=delivery, by=who, now=world.wait(minutes=5))
    extend(world, EDITIONS[0])
    desk.reopen(ticket_id=number, reason="Again.", by=who, now=world.wait(days=1))
    world.wait(minutes=5)
    file = io.BytesIO()
    write_export(file, organisation_id=world.acme.id, period=read_period("2027-01"), as_of=world.now, actor=SYSTEM)
    checked = recompute(file)
    assert (checked.tickets, checked.differences) == (1, ())


def _as(document: Any, other: Any) -> None:
    document["contract"] = other["contract"]


def _after_its_end(documents: list[Any]) -> None:
    move = documents[1]
    ended = {"type": "ticket.cancelled", "data": {"reason": "withdrawn"}, "id": "f" * 32}
    documents[1:1] = [move | ended | {"contract": documents[0]["contract"]}]
    move["seq"] = 1_000_000


MOVES: dict[str, tuple[Callable[[list[Any]], object], str]] = {
    "to another edition": (lambda own: own[1]["data"].update(edition=3), "the newest edition of its terms"),
    "to the first edition": (lambda own: own[1]["data"].update(edition=1), "data.edition"),
    "under the terms before it": (lambda own: _as(own[1], own[0]), "the newest edition of its terms"),
    "twice": (lambda own: own.insert(2, own[1] | {"id": "f" * 32, "seq": own[1]["seq"] + 1}), "the newest edition"),
    "before the edition": (lambda own: own[1].update(seq=own[0]["seq"] + 1), "its terms were published after it"),
    "after its end": (_after_its_end, "it moves a ticket that has ended"),
    "by nobody": (lambda own: own[1].update(actor={"kind": "user", "id": "0"}), "actor"),
}


@pytest.mark.parametrize("how", MOVES)
def test_a_false_move_is_refused(moved: bytes, how: str) -> None:
    change, reason = MOVES[how]
    assert reason in refusal(with_entries(moved, 0, change))


def test_the_office_hours_of_an_archive_are_counted(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "WINDOWS_MAX", 10)
    assert "more than 10 windows" in refusal(honest)


def test_every_later_edition_is_reached_by_a_move(honest: bytes) -> None:
    def without_the_second_move(documents: list[Any]) -> None:
        [_, second] = [place for place, own in enumerate(documents) if own["type"] == "ticket.calendar_extended"]
        del documents[second]

    assert "no entry moves the ticket" in refusal(with_entries(honest, 0, without_the_second_move))
