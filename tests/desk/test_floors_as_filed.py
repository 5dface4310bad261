"""Minimum severities go by the ticket as it was filed, unless a measurement says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from factories.measuring import attempt, lift, measure, ruled, seen
from factories.terms import ALWAYS
from factories.world import World, build
from upheld.contracts import queries as contract_queries
from upheld.contracts.samples import sample
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.queries import preview_severity


@pytest.fixture
def enterprise(db: None) -> Iterator[World]:
    """A world under the shipped enterprise contract, whose P1 asks for a share of the users and no test environment."""
    row_security.enter(None)
    contract_queries.forget()
    yield build(source=sample("enterprise"))
    contract_queries.forget()


def outcomes(world: World, ticket: int, severity: str) -> tuple[str | None, str | None, str]:
    """The floor by the ticket, by the preview, and what an attempt to go below comes to."""
    _, changed = preview_severity(
        ticket_id=ticket, severity=severity, basis="impact", actor=world.engineer, now=world.now
    )
    below = changed.below and changed.below.severity
    return seen(ticket, world).floor, below, attempt(world, ticket, severity, "impact", None)


FORBIDDEN, FREE, LOWER = ("P1", "P1", "below_floor"), (None, None, "allowed"), ("P2", None, "allowed")


@pytest.mark.parametrize(
    ("filed", "measured", "expected"),
    [
        ("production", {"affected_percent": 60}, FORBIDDEN),
        ("production", {"affected_percent": 4}, FREE),
        ("production", {}, FREE),
        ("test", {"affected_percent": 60}, LOWER),
        ("test", {"affected_percent": 60, "environment": "production"}, FORBIDDEN),
        ("production", {"affected_percent": 60, "environment": "test"}, LOWER),
        ("production", {"environment": "production"}, FREE),
    ],
)
def test_the_environment_counts_as_filed_unless_it_was_measured(
    enterprise: World, filed: str, measured: dict[str, object], expected: tuple[object, ...]
) -> None:
    ticket = enterprise.file("P1", environment=filed)
    if measured:
        measure(enterprise, ticket, **measured)
    enterprise.wait(minutes=1)
    assert outcomes(enterprise, ticket, "P2") == expected


def test_a_correction_is_held_to_the_environment_as_filed_too(enterprise: World) -> None:
    ticket = enterprise.file("P2")
    enterprise.wait(minutes=1)
    measure(enterprise, ticket, affected_percent=20)
    enterprise.wait(minutes=1)
    measure(enterprise, ticket, affected_percent=1)
    enterprise.wait(minutes=1)
    lift(enterprise, ticket)
    enterprise.wait(minutes=1)
    assert seen(ticket, enterprise).floor is None
    assert attempt(enterprise, ticket, "P3", "correction", None) == "below_floor"


def test_a_ruling_takes_what_was_measured_and_leaves_what_was_filed(enterprise: World) -> None:
    ticket = enterprise.file("P2")
    measure(enterprise, ticket, affected_percent=20)
    enterprise.wait(minutes=1)
    ruled(enterprise, ticket, "P3")
    assert seen(ticket, enterprise).floor is None
    measure(enterprise, ticket, affected_percent=20)
    assert seen(ticket, enterprise).floor == "P2"


# P0 holds on the ticket's own facts alone; P1 asks for both.
OF_A_REGION = ALWAYS.replace("criteria: service_down_minutes > 5", "criteria: region == 'moon'").replace(
    "name: {{en: High, zh: 高}}",
    "name: {{en: High, zh: 高}}\n    criteria: error_rate_percent > 5 && region == 'eu' && platform != 'web'",
)


@pytest.fixture
def regional(db: None) -> Iterator[World]:
    """A world whose criteria name the region and the platform."""
    row_security.enter(None)
    contract_queries.forget()
    yield build(source=OF_A_REGION.format(version=1, start="2026-01-01", end=""))
    contract_queries.forget()


def test_what_the_vendor_describes_later_changes_no_floor(regional: World) -> None:
    described, other = (regional.file("P2", region=region, platform="ios") for region in ("eu", "us"))
    for ticket, region, platform in ((described, "us", "web"), (other, "eu", "ios")):
        regional.wait(minutes=1)
        measure(regional, ticket, error_rate_percent=7)
        desk.describe(ticket_id=ticket, region=region, platform=platform, by=regional.engineer, now=regional.now)
    assert (seen(described, regional).floor, seen(other, regional).floor) == ("P1", None)
    assert (seen(described, regional).region, seen(other, regional).region) == ("us", "eu")


def test_a_fact_that_was_not_filed_decides_nothing(regional: World) -> None:
    ticket = regional.file("P2", region="eu")
    measure(regional, ticket, error_rate_percent=7)
    assert seen(ticket, regional).floor is None
    measure(regional, ticket, platform="ios")
    assert seen(ticket, regional).floor == "P1"


def test_facts_alone_make_no_floor(regional: World) -> None:
    ticket = regional.file("P1", region="moon")
    assert outcomes(regional, ticket, "P2") == FREE
    measure(regional, ticket, error_rate_percent=7)
    assert seen(ticket, regional).floor is None
    measured = regional.file("P1", region="eu")
    measure(regional, measured, region="moon")
    assert seen(measured, regional).floor == "P0"
