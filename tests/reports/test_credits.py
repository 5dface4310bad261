"""Credits follow from the bands of the contract, and move only as the table of steps says."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM, Actor
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.ledger.models import Entry
from upheld.operations.errors import NotAllowed, NotFound
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase
from upheld.reports.queries.credit_cases import credit_cases
from upheld.worker import crediting

CREDITS = """
credits:
  currency: CNY
  cap: 12.5%
  bands:
    - {objective: response, severity: P0, below: 99%, credit: 5%}
    - {objective: response, severity: P0, below: 90%, credit: 10%}
    - {objective: restoration, below: 95%, credit: 3.333%}
"""
APRIL = datetime(2026, 4, 3, tzinfo=UTC)


@pytest.fixture
def paid(db: None) -> World:
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always() + CREDITS)


def late_month(world: World) -> None:
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="Late.", by=world.engineer, now=world.wait(hours=5))
    world.now = APRIL
    world.settle()


def propose(world: World, period: str = "2026-03") -> int:
    return reports.propose_credits(period=period, by=SYSTEM, now=world.wait(minutes=1))


def test_the_worst_band_of_each_objective_summed_and_capped(paid: World) -> None:
    late_month(paid)
    assert propose(paid) == 1
    [found] = credit_cases(actor=paid.acme.manager)
    assert (found.amount, found.currency, found.capped, found.state) == ("125.00", "CNY", True, "proposed")
    assert [(line["objective"], line["credit"], line["attainment"]) for line in found.lines] == [
        ("response", "10%", "0.00%"),
        ("restoration", "3.333%", "0.00%"),
    ]
    assert CreditCase.objects.get().amount == Decimal("125.00")


@pytest.mark.parametrize(("currency", "amount"), [("BHD", "33.333"), ("CNY", "33.33"), ("JPY", "33")])
def test_an_amount_is_the_same_in_the_row_on_pages_and_in_every_entry(db: None, currency: str, amount: str) -> None:
    row_security.enter(None)
    contract_queries.forget()
    bands = "[{objective: response, severity: P0, below: 99%, credit: 3.3333%}]"
    world = build(source=f"{always()}\ncredits: {{currency: {currency}, bands: {bands}}}\n")
    late_month(world)
    assert (propose(world), propose(world)) == (1, 0)
    case, manager = CreditCase.objects.get(), world.acme.manager
    assert (case.amount, [credit_cas.amount for credit_cas in credit_cases(actor=manager)]) == (
        Decimal(amount),
        [amount],
    )
    reports.claim_credit(credit_id=case.pk, by=manager, now=world.wait(hours=1), amount=amount)
    leaves = Entry.objects.filter(subject=f"credit/{case.pk}").order_by("index").values_list("leaf", flat=True)
    assert [json.loads(bytes(leave))["data"]["amount"] for leave in leaves] == [amount, amount]


def test_a_proposal_follows_its_amount_too(paid: World) -> None:
    """What another version owes leaves more or less under the cap, with the same lines."""
    late_month(paid)
    propose(paid)
    CreditCase.objects.update(amount="1.00")
    assert propose(paid) == 1
    assert CreditCase.objects.get().amount == Decimal("125.00")


def test_proposing_again_changes_nothing_and_a_period_must_be_over(paid: World) -> None:
    late_month(paid)
    propose(paid)
    assert propose(paid) == 0
    assert propose(paid, "2026-04") == 0
    assert propose(paid, "2026-Q1") == 0, "the contract reports months"


def test_a_ruling_restates_what_is_proposed_but_not_what_was_claimed(paid: World) -> None:
    late_month(paid)
    propose(paid)
    [case] = credit_cases(actor=SYSTEM)
    number = _only_ticket()
    desk.change_severity(
        ticket_id=number, severity="P1", basis="correction", reason="P1.", by=paid.engineer, now=paid.wait(hours=1)
    )
    assert propose(paid) == 1
    restated = CreditCase.objects.get()
    assert restated.amount == Decimal("33.33"), "only the late restoration is left, at P1"
    reports.claim_credit(credit_id=case.id, by=paid.acme.manager, now=paid.wait(hours=1))
    assert propose(paid) == 0


def _only_ticket() -> int:
    from upheld.desk.models import Ticket

    return Ticket.objects.get().pk


def test_a_credit_goes_from_proposed_to_paid(paid: World) -> None:
    late_month(paid)
    propose(paid)
    [case] = credit_cases(actor=SYSTEM)
    manager = paid.staff["support_manager"]
    steps: list[tuple[Callable[..., None], Actor, str]] = [
        (reports.claim_credit, paid.acme.manager, "claimed"),
        (reports.approve_credit, manager, "approved"),
        (reports.pay_credit, manager, "paid"),
    ]
    for step, who, state in steps:
        step(credit_id=case.id, by=who, now=paid.wait(hours=1))
        assert credit_cases(actor=who)[0].state == state
    with pytest.raises(reports.CannotCredit, match="credit_stands"):
        reports.waive_credit(credit_id=case.id, by=paid.acme.manager, now=paid.now)


def test_who_may_not(paid: World) -> None:
    late_month(paid)
    propose(paid)
    [case] = credit_cases(actor=SYSTEM)
    with pytest.raises(NotFound):
        reports.claim_credit(credit_id=case.id, by=paid.rival.manager, now=paid.now)
    with pytest.raises(NotAllowed):
        reports.claim_credit(credit_id=case.id, by=paid.acme.requester, now=paid.now)
    with pytest.raises(NotAllowed):
        reports.claim_credit(credit_id=case.id, by=paid.staff["support_manager"], now=paid.now)
    with pytest.raises(NotAllowed):
        reports.approve_credit(credit_id=case.id, by=paid.engineer, now=paid.now)
    with pytest.raises(NotAllowed):
        reports.propose_credits(period="2026-03", by=paid.engineer, now=paid.now)
    assert credit_cases(actor=paid.rival.manager) == ()
    assert credit_cases(actor=paid.acme.manager)[0].may == {"claim", "waive"}
    assert credit_cases(actor=paid.acme.requester)[0].may == frozenset()


def test_the_worker_proposes_when_a_month_is_over_and_follows_restated_figures(paid: World) -> None:
    ticket = paid.file("P0")
    desk.reply(ticket_id=ticket, body="Late.", by=paid.engineer, now=paid.wait(hours=5))
    assert crediting.propose(now=datetime(2026, 3, 31, 15, tzinfo=UTC)) == 0
    paid.now = APRIL
    paid.settle()
    assert crediting.propose(now=APRIL) == 1
    assert crediting.propose(now=APRIL) == 0
    [found] = credit_cases(actor=paid.acme.manager)
    assert (str(found.period), found.state) == ("2026-03", "proposed")
    desk.change_severity(
        ticket_id=ticket, severity="P2", basis="correction", reason="A question.", by=paid.engineer, now=APRIL
    )
    assert crediting.propose(now=paid.wait(days=30)) == 1
    assert credit_cases(actor=paid.acme.manager)[0].amount != found.amount
