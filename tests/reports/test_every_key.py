"""Every key of every document in an archive is verified in a way that is named here. A new key fails until it is."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from factories.calendars import KNOWN, at_the_end_of_the_year, extend, office
from factories.world import World
from ledger.test_golden_leaves import GOLDEN
from reports.mutants import unpacked
from reports.test_forged_editions import EDITIONS
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.desk.entries import EVIDENCE
from upheld.ledger import leaf
from upheld.ledger.events import Recorded, _own_fields
from upheld.reports.entry_forms import COMMITMENTS, ENVELOPE, FORMS, OPTIONAL, wrong_field
from upheld.reports.export import write_export
from upheld.reports.packing import CONTRACT_TYPES
from upheld.reports.periods import read_period

RECOMPUTED = "computed again from the entries and the terms, and compared byte by byte"
HASHED = "terms, whose hash the entry of their version or edition names"
FORM = "part of a ledger entry: its form is checked, and the line is hashed"
SHOWN = "no entry proves it, and the command says so"
KEYS: dict[str, dict[str, str]] = {
    "attainment.json": {
        **dict.fromkeys(("format", "engine", "by", "figures", "cancelled"), RECOMPUTED),
        **dict.fromkeys(("customer", "period", "as_of"), f"the question that is asked; of the customer's name {SHOWN}"),
    },
    "manifest.json": {
        **dict.fromkeys(("engine", "period", "as_of", "sha256"), RECOMPUTED),
        "customer": f"equal to that of attainment.json; {SHOWN}",
        "account": "equal to the account of every entry; without any ticket " + SHOWN,
    },
    "cases.jsonl": {"terms": HASHED, "facts": RECOMPUTED, "as_of": "equal to that of attainment.json"},
    "readings.jsonl": dict.fromkeys(
        (
            *("objective", "cycle", "severity", "state", "outcome", "provisional", "excluded", "started_at", "due_at"),
            *("stopped_at", "decided_at", "allowance", "counted", "remaining", "overdue"),
        ),
        RECOMPUTED,
    ),
    "tickets.jsonl": {
        "ticket": "named by the subject of its entries",
        "subject": "hashed with its salt into the commitment of the filing; erased subjects: " + SHOWN,
        "subject_salt": "32 bytes; empty for erased subjects",
        "product": "one number for each name of the entries; which number: " + SHOWN,
        "edition": "that of the last entry, which moves the ticket to it; where an older export lacks it, " + SHOWN,
        **dict.fromkeys(("plan", "region", "contract", "version", "cancelled"), "read from the entries"),
        **dict.fromkeys(("terms_sha256", "leaves_sha256", "contract_sha256"), RECOMPUTED),
    },
    "leaves.jsonl": {"ticket": "named by the subject of the entries", "leaves": FORM},
    "contracts.jsonl": dict.fromkeys(ENVELOPE.keys() - {"contract"}, FORM),
    "editions.jsonl": {
        **dict.fromkeys(("contract", "version", "edition"), "exactly the editions that others follow"),
        "terms": f"{HASHED}; each may only add days past the horizon of the one before",
    },
}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(office(KNOWN))


def rows(name: str, data: bytes) -> list[dict[str, Any]]:
    if name.endswith(".json"):
        return [json.loads(data)]
    lines = [json.loads(line) for line in data.splitlines()]
    return [row for line in lines for row in line] if name == "readings.jsonl" else lines


def test_every_key_is_verified_in_a_way_that_is_named(world: World) -> None:
    ticket = world.file("P1")
    for days in EDITIONS:
        extend(world, days)
        desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.wait(days=3))
    file = io.BytesIO()
    write_export(file, organisation_id=world.acme.id, period=read_period("2027-01"), as_of=world.now, actor=SYSTEM)
    members = unpacked(file.getvalue())
    assert members.keys() == KEYS.keys() | {"README.txt"}
    for name, ways in KEYS.items():
        assert {key for row in rows(name, members[name]) for key in row} == ways.keys(), name


def events() -> dict[str, type[Recorded]]:
    def below(kind: type[Recorded]) -> Iterator[type[Recorded]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return {event.kind: event for event in below(Recorded) if isinstance(event.__dict__.get("kind"), str)}


def test_every_entry_of_an_export_has_a_form() -> None:
    assert FORMS.keys() == {*EVIDENCE, *CONTRACT_TYPES}


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_a_form_has_the_fields_that_are_recorded(kind: str) -> None:
    fields = dict(_own_fields(events()[kind]))
    assert FORMS[kind].keys() == {name for name, private in fields.items() if not private}
    assert COMMITMENTS.get(kind, frozenset()) == {name for name, private in fields.items() if private}
    assert OPTIONAL.get(kind, frozenset()) <= FORMS[kind].keys()


def test_entries_as_they_were_always_written_have_the_form() -> None:
    for line in GOLDEN.read_text("utf-8").splitlines():
        document: dict[str, Any] = leaf.decode(line.encode())
        if document["type"] in FORMS:
            document |= {"tenant": "0" * 32}
            possible = {"uncovered": "", "environment": "test"}
            document["data"] |= possible if document["type"] == "ticket.filed" else {}
            assert wrong_field(document) == "", document["type"]
