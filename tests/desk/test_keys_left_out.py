"""Contracts without their optional keys, driven through the desk: every act and every page bears every default.

Which keys are optional is read from the schema of the terms.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from factories.accounts import browser
from factories.terms import always
from factories.world import World
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.reports.operations import propose_credits
from upheld.sla import Terms, parse_document, read_terms, terms_schema

Path = tuple[str | int, ...]

FULL: dict[str, Any] = {
    **parse_document(always(version=2)),
    "attainment": {"periods": ["month", "quarter"]},
    "credits": {
        "currency": "CNY",
        "base": "monthly_fee",
        "cap": "30%",
        "bands": [{"objective": "response", "severity": "P0", "below": "99%", "credit": "5%"}],
    },
    "entitlements": [{"id": "review", "name": {"en": "Review", "zh": "评审"}, "quantity": 2, "per": "quarter"}],
    "response_counts": ["reply", "call", "chat"],
}


def optional_keys(value: object, schema: dict[str, Any], path: Path = ()) -> Iterator[Path]:
    """The paths of all keys in a document that the schema does not require."""
    while "$ref" in schema:
        schema = terms_schema()["$defs"][schema["$ref"].rpartition("/")[2]]  # type: ignore[index]
    if isinstance(value, list):
        for index, entry in enumerate(value):
            yield from optional_keys(entry, schema.get("items", {}), (*path, index))
    if isinstance(value, dict) and (properties := schema.get("properties")):
        for key, entry in value.items():
            if key not in schema["required"]:
                yield (*path, key)
            yield from optional_keys(entry, properties[key], (*path, key))


OPTIONAL = tuple(optional_keys(FULL, terms_schema()))


def without(keys: tuple[Path, ...]) -> dict[str, Any]:
    """The full document, these keys left out."""
    document = copy.deepcopy(FULL)
    for path in sorted(keys, key=len, reverse=True):
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
    return document


def test_the_keys_are_those_of_the_schema() -> None:
    assert {("disputes",), ("disputes", "calendar"), ("credits", "bands", 0, "severity")} <= set(OPTIONAL)
    assert not {("name",), ("reopening", "within"), ("severities", 0, "id")} & set(OPTIONAL)
    assert len(OPTIONAL) >= 50


@dataclass
class Desk(World):
    """The world with somebody who reads on each side."""

    console: Client = field(init=False)
    portal: Client = field(init=False)


@pytest.fixture
def desk_world(world: World) -> Desk:
    found = Desk(**{one.name: getattr(world, one.name) for one in fields(world) if one.init})
    found.acme, found.rival = world.acme, world.rival
    found.console, found.portal = browser(world.staff["admin"]), browser(world.acme.manager)
    row_security.enter(None)
    return found


ALL_CALENDARS = tuple(path for path in OPTIONAL if path[-1] == "calendar")
ALL_RULES = tuple(path for path in OPTIONAL if len(path) == 1)
ALL_WITHIN_RULES = tuple(path for path in OPTIONAL if len(path) > 1)


@pytest.mark.django_db
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from(OPTIONAL), unique=True, max_size=len(OPTIONAL)).map(tuple))
@example(keys=(("disputes", "calendar"),))
@example(keys=ALL_CALENDARS)
@example(keys=ALL_RULES)
@example(keys=ALL_WITHIN_RULES)
@example(keys=OPTIONAL)
def test_the_desk_works_without_them(desk_world: Desk, keys: tuple[Path, ...]) -> None:
    world, document = desk_world, without(keys)
    terms = read_terms(document)
    with transaction.atomic():
        world.now = timezone.now() - timedelta(days=5)
        draft = contracts.save_draft(
            contract_id=world.acme.contract_id, source=json.dumps(document), by=world.staff["admin"], now=world.now
        )
        contracts.publish_version(version_id=draft, by=world.staff["admin"], now=world.now)
        drive(world, terms)
        transaction.set_rollback(True)
    contract_queries.forget()
    row_security.enter(None)


def drive(world: Desk, terms: Terms) -> None:
    """The whole way of a ticket, and every page on which it or its contract can be read."""
    world.wait(minutes=1)
    first, second = world.file("P0"), world.file("P1")
    _contest(world, first, second)
    _wait(world, first)
    _claim(world, first, terms)
    _deliver(world, first, terms)
    _end(world, second)
    propose_credits(period=(world.now - timedelta(days=62)).strftime("%Y-%m"), by=world.staff["admin"], now=world.now)
    _read_all(world, first)


def _contest(world: Desk, first: int, second: int) -> None:
    engineer, manager = world.engineer, world.acme.manager
    desk.reply(ticket_id=first, body="On it.", by=engineer, now=world.wait(minutes=5))
    desk.change_severity(
        ticket_id=first, severity="P1", basis="impact", reason="Less.", by=engineer, now=world.wait(minutes=5)
    )
    for ticket in (first, second):
        desk.dispute_severity(ticket_id=ticket, severity="P0", reason="No.", by=manager, now=world.wait(minutes=5))
    _read(world, first)
    desk.rule_severity(ticket_id=first, severity="P0", reason="Yes.", by=world.arbiter, now=world.wait(minutes=5))
    desk.withdraw_dispute(ticket_id=second, by=manager, now=world.wait(minutes=5))
    desk.raise_impact(ticket_id=second, severity="P0", reason="Worse.", by=manager, now=world.wait(minutes=5))


def _wait(world: Desk, ticket: int) -> None:
    wait = desk.request_information(
        ticket_id=ticket, body="Please send:", items=["log"], by=world.engineer, now=world.wait(minutes=5)
    )
    desk.reply(ticket_id=ticket, body="Here.", by=world.acme.requester, now=world.wait(minutes=5))
    desk.void_wait(ticket_id=ticket, wait_id=wait, reason="Known.", by=world.arbiter, now=world.wait(minutes=5))


def _claim(world: Desk, ticket: int, terms: Terms) -> None:
    for clause in terms.exclusions:
        claim = desk.claim_exclusion(
            ticket_id=ticket,
            clause=clause.id,
            evidence="3.0",
            fields=dict.fromkeys(clause.evidence, "3.0"),
            by=world.engineer,
            now=world.wait(minutes=5),
        )
        _read(world, ticket)
        desk.decide_exclusion(
            ticket_id=ticket, claim_id=claim, accepted=True, reason="Yes.", by=world.acme.manager, now=world.now
        )


def _deliver(world: Desk, ticket: int, terms: Terms) -> None:
    requester = world.acme.requester
    delivery = desk.provide_workaround(ticket_id=ticket, body="Try.", by=world.engineer, now=world.wait(hours=1))
    _read(world, ticket)
    desk.reject_delivery(ticket_id=ticket, delivery_id=delivery, reason="No.", by=requester, now=world.wait(minutes=5))
    delivery = desk.provide_resolution(ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.wait(hours=1))
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=requester, now=world.wait(minutes=5))
    _read(world, ticket)
    if terms.reopening is not None:
        desk.reopen(ticket_id=ticket, reason="Again.", by=requester, now=world.wait(minutes=5))


def _end(world: Desk, ticket: int) -> None:
    proposal = desk.propose_cancellation(
        ticket_id=ticket, reason="out_of_scope", note="n", by=world.engineer, now=world.wait(days=1)
    )
    _read(world, ticket)
    desk.decide_cancellation(
        ticket_id=ticket, proposal_id=proposal, agreed=True, by=world.acme.manager, now=world.wait(minutes=5)
    )


def _read(world: Desk, ticket: int) -> None:
    """What changes with a ticket, on both sides."""
    for address in (f"tickets/{ticket}", f"tickets/{ticket}/exclusions", f"tickets/{ticket}/severity"):
        _sees(world.console, f"/console/{address}")
    for address in (f"tickets/{ticket}", f"tickets/{ticket}/dispute"):
        _sees(world.portal, f"/portal/{address}")


def _read_all(world: Desk, ticket: int) -> None:
    """The other pages on which a contract speaks."""
    contract, owner = world.acme.contract_id, f"organisation={world.acme.id}&product={world.product_id}"
    why = f"tickets/{ticket}/clocks/response/1"
    for address in ("queue", why, f"contracts/{contract}", f"contracts/{contract}/draft", "attainment", "credits"):
        _sees(world.console, f"/console/{address}")
    for address in ("", why, f"tickets/{ticket}/impact", f"contracts/{contract}", f"tickets/new/levels?{owner}"):
        _sees(world.portal, f"/portal/{address}")


def _sees(client: Client, address: str) -> None:
    answer = client.get(address)
    row_security.enter(None)
    assert answer.status_code == 200 or ("/clocks/" in address and answer.status_code == 404), address
