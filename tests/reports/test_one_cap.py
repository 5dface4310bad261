"""One cap for each contract and period, over the versions in force in the period (semantics §7), worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from factories.credits import (
    QUARTERS,
    amounts,
    bands,
    late,
    months_and_quarter,
    on,
    propose,
    second_version,
    with_credits,
    world_under,
)
from factories.remembered import remembered
from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase


def in_time(world: World) -> None:
    desk.reply(ticket_id=world.file("P0"), body="Here.", by=world.engineer, now=world.wait(minutes=1))


def undone_since_march(world: World) -> None:
    """A ticket filed on 30 March under version 1, whose resolution is missed on 4 April."""
    on(world, 3, 30)
    world.file("P0")


@pytest.mark.parametrize("met", [False, True])
def test_a_met_ticket_of_another_version_lifts_no_cap(db: None, met: bool) -> None:
    """Version 1 grants 400.00. In March version 2 with a cap of 400.00 is in force too, with or without a ticket."""
    world = world_under(bands("20%", "40%"))
    late(world)
    second_version(world, bands("40%", "40%"))
    if met:
        in_time(world)
    on(world, 4)
    propose(world, "2026-03")
    assert amounts("2026-03") == [(1, Decimal("400.00"))]


def test_a_later_version_bounds_no_month_before_it_began(db: None) -> None:
    """Version 2 with a cap of 400.00 is published in March and begins in April: March has version 1's 200.00."""
    world = world_under(bands("20%", "40%"))
    late(world)
    second_version(world, bands("40%", "40%"), start="2026-04-01")
    on(world, 4)
    in_time(world)
    propose(world, "2026-03")
    assert amounts("2026-03") == [(1, Decimal("200.00"))]


def test_a_version_that_was_replaced_before_the_period_bounds_nothing(db: None) -> None:
    """Version 1 grants 400.00 for April, in which only version 2 with a cap of 100.00 is in force."""
    world = world_under(bands("20%", "40%", objective="resolution"))
    undone_since_march(world)
    second_version(world, bands("10%", "40%"), start="2026-03-31")
    on(world, 5)
    propose(world, "2026-04")
    assert amounts("2026-04") == [(1, Decimal("100.00"))]


def test_an_ended_contract_keeps_the_cap_of_its_last_version(db: None) -> None:
    """No version is in force in April: the cap that was in force last bounds its 400.00."""
    world = world_under(bands("20%", "40%", objective="resolution"), end="2026-03-31")
    undone_since_march(world)
    on(world, 5)
    propose(world, "2026-04")
    assert amounts("2026-04") == [(1, Decimal("200.00"))]


def test_a_version_bounds_nothing_after_its_last_day(db: None) -> None:
    """Version 2 with a cap of 400.00 ends in March; in April version 1 with 200.00 is in force again."""
    world = world_under(bands("20%", "40%", objective="resolution"))
    undone_since_march(world)
    second_version(world, bands("40%", "40%"), start="2026-03-30", end="2026-03-31")
    on(world, 5)
    propose(world, "2026-04")
    assert amounts("2026-04") == [(1, Decimal("200.00"))]


def test_another_currency_bounds_nothing(db: None) -> None:
    """In April only version 2 is in force, in dollars: yuan are bounded by the last cap in yuan."""
    world = world_under(bands("20%", "40%", objective="resolution"))
    undone_since_march(world)
    second_version(world, bands("10%", "40%", currency="USD"), start="2026-03-31")
    on(world, 5)
    propose(world, "2026-04")
    assert amounts("2026-04") == [(1, Decimal("200.00"))]


def test_months_and_a_quarter_share_the_cap_where_both_were_in_force(db: None) -> None:
    """The quarter's cap is 250.00, of which May takes 150.00. April, which knew months only, takes nothing of it."""
    world, _ = months_and_quarter()
    for period in ("2026-04", "2026-05", "2026-06", "2026-Q2"):
        propose(world, period)
    assert (amounts("2026-04"), amounts("2026-05")) == ([(1, Decimal("150.00"))], [(1, Decimal("150.00"))])
    assert (amounts("2026-06"), amounts("2026-Q2")) == ([], [(2, Decimal("100.00"))])
    assert [propose(world, period) for period in ("2026-05", "2026-Q2")] == [0, 0]


def test_a_month_that_takes_less_leaves_the_quarter_more_at_once(db: None) -> None:
    world, ticket = months_and_quarter()
    propose(world, "2026-05")
    propose(world, "2026-Q2")
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="correction", reason="P1.", by=world.engineer, now=world.wait(hours=1)
    )
    assert propose(world, "2026-05") == 2
    assert (amounts("2026-05"), amounts("2026-Q2")) == ([(1, Decimal("0.00"))], [(2, Decimal("250.00"))])


def test_a_quarter_that_was_claimed_leaves_its_month_the_rest(db: None) -> None:
    """In May the highest cap is 250.00. The quarter was proposed first, and its 250.00 are claimed."""
    world, _ = months_and_quarter()
    propose(world, "2026-Q2")
    quarter = CreditCase.objects.get(period="2026-Q2")
    reports.claim_credit(credit_id=quarter.pk, by=world.acme.manager, now=world.wait(hours=1))
    for period in ("2026-05", "2026-04"):
        propose(world, period)
    assert (quarter.amount, amounts("2026-05")) == (Decimal("250.00"), [])
    assert amounts("2026-04") == [(1, Decimal("150.00"))]


def test_a_quarter_that_was_only_proposed_gives_way_to_its_month(db: None) -> None:
    """Proposed first, the quarter has the whole cap of 250.00; May then takes its 150.00, and 100.00 are left."""
    world, _ = months_and_quarter()
    propose(world, "2026-Q2")
    assert amounts("2026-Q2") == [(2, Decimal("250.00"))]
    propose(world, "2026-05")
    assert (amounts("2026-05"), amounts("2026-Q2")) == ([(1, Decimal("150.00"))], [(2, Decimal("100.00"))])


def both(*objectives: str, cap: str = "25%") -> str:
    lines = ", ".join(f"{{objective: {name}, severity: P0, below: 99%, credit: 40%}}" for name in objectives)
    return f"credits: {{currency: CNY, cap: {cap}, bands: [{lines}]}}\n"


@remembered
def replaced_by_quarters(*, end: str = "") -> World:
    """A ticket of version 1, which grants by month, misses its resolution in June, when only version 2 is in force.

    Version 2 grants by quarter, and one of its tickets is late in June. Either credit alone would fill the cap.
    """
    terms = both("response", "resolution")
    world = world_under(terms)
    on(world, 5, 30)
    number = world.file("P0")
    desk.reply(ticket_id=number, body="Here.", by=world.engineer, now=world.wait(minutes=1))
    second_version(world, QUARTERS + terms, start="2026-06-01", end=end)
    on(world, 6, 10)
    late(world)
    on(world, 7)
    return world


@pytest.mark.parametrize("end", ["", "2026-06-20"])
def test_a_month_of_a_replaced_version_shares_the_cap_of_the_quarter(db: None, end: str) -> None:
    """June has 250.00 under version 1, bounded by version 2's cap of 250.00; nothing of it is left for the quarter."""
    world = replaced_by_quarters(end=end)
    for period in ("2026-06", "2026-Q2"):
        propose(world, period)
    assert (amounts("2026-06"), amounts("2026-Q2")) == ([(1, Decimal("250.00"))], [])


def test_a_claimed_quarter_leaves_the_month_of_a_replaced_version_nothing(db: None) -> None:
    world = replaced_by_quarters()
    propose(world, "2026-Q2")
    claim(world, "2026-Q2")
    propose(world, "2026-06")
    assert (amounts("2026-06"), amounts("2026-Q2")) == ([], [(2, Decimal("250.00"))])


def test_a_quarter_of_a_replaced_version_shares_the_cap_of_the_months(db: None) -> None:
    """Version 1 grants by quarter until 31 May; its ticket is decided in June, when version 2 grants by month.

    The cap of the quarter is 250.00, of which June takes 250.00.
    """
    terms = both("response", "resolution")
    world = world_under(QUARTERS + terms)
    on(world, 5, 30)
    number = world.file("P0")
    desk.reply(ticket_id=number, body="Here.", by=world.engineer, now=world.wait(minutes=1))
    second_version(world, "attainment: {periods: [month]}\n" + terms, start="2026-06-01")
    on(world, 6, 10)
    late(world)
    on(world, 7)
    for period in ("2026-06", "2026-Q2"):
        propose(world, period)
    assert (amounts("2026-06"), amounts("2026-Q2")) == ([(2, Decimal("250.00"))], [])


def test_the_highest_cap_in_force_bounds_a_quarter_also_if_it_is_of_a_month(db: None) -> None:
    """Version 1 by month allows 1,000.00, version 2 by quarter 100.00; both were in force in the quarter.

    The quarter grants 400.00, which the 1,000.00 bound after the 150.00 of May.
    """
    world = world_under(bands("100%", "15%"))
    on(world, 5)
    late(world)
    on(world, 5, 15)
    second_version(world, QUARTERS + bands("10%", "40%"))
    on(world, 6)
    late(world)
    on(world, 7)
    for period in ("2026-05", "2026-Q2"):
        propose(world, period)
    assert (amounts("2026-05"), amounts("2026-Q2")) == ([(1, Decimal("150.00"))], [(2, Decimal("400.00"))])


def test_a_claimed_quarter_is_taken_in_full_from_each_month(db: None) -> None:
    """The quarter's 200.00 are claimed; of the cap of 250.00 May and June have 50.00 each."""
    world = world_under(bands("25%", "15%", objective="resolution"))
    on(world, 5, 2)
    world.file("P0")
    on(world, 5, 30)
    world.file("P0")
    second_version(world, QUARTERS + bands("25%", "20%"), start="2026-05-31")
    on(world, 5, 31)
    late(world)
    on(world, 7)
    propose(world, "2026-Q2")
    claim(world, "2026-Q2")
    for period in ("2026-05", "2026-06"):
        propose(world, period)
    assert (amounts("2026-05"), amounts("2026-06")) == ([(1, Decimal("50.00"))], [(1, Decimal("50.00"))])


def three_versions(*, met: bool, cap: str) -> World:
    """Version 1 by month, then two by quarter, from 15 May and from 1 June. One ticket is late in May, one in June."""
    world = world_under(bands("20%", "15%"))
    on(world, 5)
    late(world)
    on(world, 5, 15)
    second_version(world, QUARTERS + bands("25%", "40%"))
    if met:
        desk.reply(ticket_id=world.file("P0"), body="Here.", by=world.engineer, now=world.wait(minutes=1))
    on(world, 5, 20)
    source = with_credits(QUARTERS + bands(cap, "40%"), version=3, start="2026-06-01")
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)
    contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)
    on(world, 6, 5)
    late(world)
    on(world, 7)
    for period in ("2026-05", "2026-06", "2026-Q2"):
        propose(world, period)
    return world


@pytest.mark.parametrize("met", [True, False])
def test_a_ticket_that_was_answered_in_time_changes_no_credit(db: None, met: bool) -> None:
    """Version 2 was in force in May, so the quarter shares its cap of 250.00 with May, whatever was filed."""
    three_versions(met=met, cap="25%")
    assert (amounts("2026-05"), amounts("2026-Q2")) == ([(1, Decimal("150.00"))], [(3, Decimal("100.00"))])


@pytest.mark.parametrize("order", [("2026-05", "2026-Q2"), ("2026-Q2", "2026-05")])
@pytest.mark.parametrize("step", [reports.claim_credit, reports.waive_credit])
def test_the_order_in_which_credits_are_settled_changes_none(
    db: None, order: tuple[str, str], step: Callable[..., None]
) -> None:
    """The quarter's cap is 400.00, of which May has 150.00, also once the quarter's 250.00 are claimed or waived."""
    world = three_versions(met=False, cap="40%")
    expected = {"2026-05": [(1, Decimal("150.00"))], "2026-Q2": [(3, Decimal("250.00"))]}
    assert {period: amounts(period) for period in order} == expected
    for period in order:
        credit_id = CreditCase.objects.get(period=period).pk
        step(credit_id=credit_id, by=world.acme.manager, now=world.wait(hours=1))
        propose(world, "2026-05")
    assert {period: amounts(period) for period in order} == expected


def claim(world: World, period: str, **seen: str) -> None:
    credit_id = CreditCase.objects.get(period=period).pk
    reports.claim_credit(credit_id=credit_id, by=world.acme.manager, now=world.wait(hours=1), **seen)
