"""A credit is claimed or waived at the amount that the figures grant now, and left alone while they cannot be read."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.credits import amounts, bands, late, months_and_quarter, on, propose, second_version, world_under
from factories.remembered import remembered
from factories.world import World
from support.damage import damage
from upheld.accounts.actor import SYSTEM
from upheld.cli import findings
from upheld.contracts.models import ContractVersion
from upheld.desk import acts as desk
from upheld.ledger.models import Entry
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase
from upheld.reports.operations import CannotCredit
from upheld.reports.queries.credit_cases import credit_cases
from upheld.reports.queries.dues import Due
from upheld.reports.queries.left_out import left_out
from upheld.reports.queries.load import DamagedTickets
from upheld.sla.remedies import Credit

STEPS = {"claim": reports.claim_credit, "waive": reports.waive_credit}


@remembered
def proposed_in_march() -> tuple[World, int]:
    """A credit of 150.00 is proposed for March, to which one late ticket at P0 leads."""
    world = world_under(bands("20%", "15%"))
    ticket = late(world)
    on(world, 4)
    propose(world, "2026-03")
    return world, ticket


def correct(world: World, ticket: int, severity: str) -> None:
    desk.change_severity(
        ticket_id=ticket,
        severity=severity,
        basis="correction",
        reason="So.",
        by=world.engineer,
        now=world.wait(hours=1),
    )


def step(world: World, name: str, period: str = "2026-03", **seen: str) -> None:
    credit_id = CreditCase.objects.get(period=period).pk
    STEPS[name](credit_id=credit_id, by=world.acme.manager, now=world.wait(hours=1), **seen)


@pytest.mark.parametrize("seen", [{"amount": "150.00", "currency": "CNY"}, {}])
@pytest.mark.parametrize("name", STEPS)
def test_a_stale_amount_is_refused_and_the_present_one_proposed(db: None, name: str, seen: dict[str, str]) -> None:
    """The ticket was P1 all along, so nothing is due for March."""
    world, ticket = proposed_in_march()
    correct(world, ticket, "P1")
    with pytest.raises(CannotCredit) as refused:
        step(world, name, **seen)
    assert (refused.value.code, refused.value.params["amount"]) == ("credit_other_amount", "0.00")
    assert (amounts("2026-03"), CreditCase.objects.get().state) == ([(1, Decimal("0.00"))], "proposed")
    assert list(Entry.objects.filter(type__startswith="credit.").order_by("pk").values_list("type", flat=True)) == [
        "credit.proposed",
        "credit.proposed",
    ]


@pytest.mark.parametrize("name", STEPS)
def test_nothing_is_neither_claimed_nor_waived_and_follows_the_figures_again(db: None, name: str) -> None:
    world, ticket = proposed_in_march()
    correct(world, ticket, "P1")
    propose(world, "2026-03")
    with pytest.raises(CannotCredit, match="credit_is_zero"):
        step(world, name, amount="0.00", currency="CNY")
    [credit] = credit_cases(actor=world.acme.manager)
    assert (credit.amount, credit.may) == ("0.00", frozenset())
    correct(world, ticket, "P0")
    propose(world, "2026-03")
    [credit] = credit_cases(actor=world.acme.manager)
    assert (credit.amount, credit.may) == ("150.00", {"claim", "waive"})


def test_the_present_amount_can_be_claimed_at_once(db: None) -> None:
    """The proposal of 0.00 is older than the correction by which 150.00 are due again."""
    world, ticket = proposed_in_march()
    correct(world, ticket, "P1")
    propose(world, "2026-03")
    correct(world, ticket, "P0")
    step(world, "claim", amount="150.00", currency="CNY")
    credit = CreditCase.objects.get()
    assert (credit.amount, credit.state) == (Decimal("150.00"), "claimed")


def test_a_quarter_is_claimed_after_its_months_followed_the_figures(db: None) -> None:
    """May no longer takes 150.00 of the quarter's 250.00."""
    world, ticket = months_and_quarter()
    for period in ("2026-05", "2026-Q2"):
        propose(world, period)
    correct(world, ticket, "P1")
    with pytest.raises(CannotCredit, match="credit_other_amount"):
        step(world, "claim", "2026-Q2", amount="100.00", currency="CNY")
    assert (amounts("2026-05"), amounts("2026-Q2")) == ([(1, Decimal("0.00"))], [(2, Decimal("250.00"))])


def test_the_page_and_the_call_show_the_present_amount_next(db: None) -> None:
    world, ticket = proposed_in_march()
    correct(world, ticket, "P1")
    credit_id = CreditCase.objects.get().pk
    client = browser(world.acme.manager)
    seen = {"amount": "150.00", "currency": "CNY"}
    shown = client.post(f"/portal/attainment/credits/{credit_id}/claim", seen, follow=True).content.decode()
    assert "the credit is now CNY 0.00" in shown
    assert "150.00" not in shown
    answer = Caller(token_of(world.acme.manager)).post(f"/credits/{credit_id}/claim", {"amount": "0.00"})
    assert (answer.status_code, json.loads(answer.content)["code"]) == (409, "credit_is_zero")


@pytest.mark.django_db(transaction=True)
def test_credits_of_a_customer_with_an_unreadable_ticket_are_left_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    world, ticket = proposed_in_march()
    rival = world.file("P0", world.rival)
    desk.reply(ticket_id=rival, body="Late.", by=world.engineer, now=world.wait(hours=5))
    on(world, 5)
    damage("UPDATE ledger_entry SET leaf = %s WHERE subject = %s", [b"x", f"ticket/{ticket}"])
    world.now += timedelta(hours=2)
    changed = [reports.propose_credits(period=period, by=SYSTEM, now=world.now) for period in ("2026-03", "2026-04")]
    assert changed == [0, 1], "the other customer's of April"
    assert f"credits of customer {world.acme.id} for 2026-03 are left unchanged" in caplog.text
    credit = CreditCase.objects.get(organisation_id=world.acme.id)
    for act in STEPS.values():
        with pytest.raises(DamagedTickets):
            act(credit_id=credit.pk, by=world.acme.manager, now=world.now)
    named = {str(block) for block in left_out(world.now)}
    assert f"the figures of Acme for 2026-03 leave out #{ticket}, which cannot be read" in named
    assert all("Acme" in name for name in named)
    assert {finding.verdict for finding in findings.reports()} == {"failure"}
    credit.refresh_from_db()
    assert (credit.amount, credit.state) == (Decimal("150.00"), "proposed")


@pytest.mark.django_db(transaction=True)
def test_credits_under_a_contract_with_an_unreadable_version_are_left_unchanged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Version 2 has no tickets, but its cap may be the one that bounds."""
    world, ticket = proposed_in_march()
    second_version(world, bands("20%", "15%"), start="2026-03-20")
    correct(world, ticket, "P1")
    damage("UPDATE contracts_contractversion SET terms = '{}' WHERE number = 2")
    assert propose(world, "2026-03") == 0
    assert f"credits of contract {world.acme.contract_id} are not computed" in caplog.text
    assert amounts("2026-03") == [(1, Decimal("150.00"))]


@pytest.mark.parametrize(("settled", "amount"), [(None, "150"), (Decimal("0"), "0"), (Decimal("90.00"), "90")])
def test_what_somebody_acted_on_is_owed_as_it_was_settled(settled: Decimal | None, amount: str) -> None:
    credit = Credit(lines=(), share=Fraction(3, 20), capped=False, total=Decimal("150.00"), currency="CNY")
    due = Due(ContractVersion(), credit, Decimal("1000"), settled)
    assert due.amount == Decimal(amount)
