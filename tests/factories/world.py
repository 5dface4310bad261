"""A small world for tests: a vendor, two customers under contract, people of every role, and a clock to turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from factories.remembered import remembered
from factories.terms import always
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import Organisation
from upheld.accounts.queries import actor_of_user
from upheld.clocks.models import Clock
from upheld.clocks.operations import advance_due
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STAFF = ("engineer", "expert", "csm", "support_manager", "arbiter", "admin")


@dataclass
class Customer:
    """A customer's organisation and people."""

    id: int
    requester: Actor
    manager: Actor
    contract_id: int = 0
    version_id: int = 0


@dataclass
class World:
    """``now`` only moves when a test says so."""

    now: datetime = START
    staff: dict[str, Actor] = field(default_factory=dict)
    acme: Customer = field(init=False)
    rival: Customer = field(init=False)
    product_id: int = 0
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def engineer(self) -> Actor:
        return self.staff["engineer"]

    @property
    def arbiter(self) -> Actor:
        return self.staff["arbiter"]

    def wait(self, **time: float) -> datetime:
        """Turn the clock on; what falls due meanwhile is settled as the worker would."""
        self.now += timedelta(**time)
        self.settle()
        return self.now

    def settle(self) -> None:
        """Let the worker's sweep run until nothing is due."""
        for _ in range(100):
            if not advance_due(now=self.now):
                return
        raise AssertionError("the sweep does not come to an end")

    def file(self, severity: str = "P0", customer: Customer | None = None, **given: Any) -> int:
        """File a ticket as the customer's requester."""
        owner = customer or self.acme
        values = {
            "subject": "Nobody can join",
            "body": "Every join fails with 1004.",
            "product_id": self.product_id,
            **given,
        }
        return desk.file_ticket(
            organisation_id=owner.id,
            ticket=desk.NewTicket(severity=severity, **values),
            by=owner.requester,
            now=self.now,
        )

    def clock(self, ticket_id: int, objective: str, cycle: int = 1) -> Clock:
        return Clock.objects.get(ticket_id=ticket_id, objective=objective, cycle=cycle)


def build_anew(*, source: str | None = None) -> World:
    """Make the world; ``source`` is the YAML of the customers' contract."""
    world = World()
    begin = START - timedelta(days=1)
    accounts.create_first_admin(
        name="Ada", address="admin@vendor.example", password="correct horse battery", vendor="Vendor", now=begin
    )
    vendor = Organisation.objects.get(kind="vendor")
    for role in STAFF:
        world.staff[role] = _person(vendor.pk, role, f"{role}-1@vendor.example", begin)
    world.groups = {
        "first": accounts.create_group(name="First line", line="first", by=SYSTEM, now=begin),
        "expert": accounts.create_group(name="Experts", line="expert", by=SYSTEM, now=begin),
    }
    accounts.add_to_group(group_id=world.groups["first"], user_id=world.engineer.id, by=SYSTEM, now=begin)
    accounts.add_to_group(group_id=world.groups["expert"], user_id=world.staff["expert"].id, by=SYSTEM, now=begin)
    world.product_id = contracts.create_product(
        slug="rtc", name="RTC", components=["join", "audio"], by=SYSTEM, now=begin
    )
    world.acme = _customer(world, "acme", source or always(), begin)
    world.rival = _customer(world, "rival", source or always(), begin)
    return world


build = remembered(build_anew)


def _person(organisation_id: int, role: str, address: str, now: datetime) -> Actor:
    user = accounts.create_person(
        organisation_id=organisation_id, name=f"{role} at {address}", address=address, roles=[role], by=SYSTEM, now=now
    )
    actor = actor_of_user(user_id=user)
    assert actor is not None
    return actor


def _customer(world: World, name: str, source: str, now: datetime) -> Customer:
    organisation = accounts.create_organisation(name=name.title(), by=SYSTEM, now=now, csm_id=world.staff["csm"].id)
    customer = Customer(
        id=organisation,
        requester=_person(organisation, "requester", f"dev@{name}.example", now),
        manager=_person(organisation, "customer_manager", f"lead@{name}.example", now),
    )
    customer.contract_id = contracts.create_contract(
        organisation_id=organisation,
        name=f"{name} support",
        plan="enterprise",
        product_ids=[world.product_id],
        monthly_fee="1000.00",
        by=SYSTEM,
        now=now,
    )
    draft = contracts.save_draft(contract_id=customer.contract_id, source=source, by=SYSTEM, now=now)
    customer.version_id = contracts.publish_version(version_id=draft, by=SYSTEM, now=now)
    return customer


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world, fresh for each test."""
    row_security.enter(None)
    contract_queries.forget()
    yield build()
    contract_queries.forget()
