"""One cap for each contract and period, fees of the published version, and what an older engine proposed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.cli import cli
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.contracts.models import Contract, ContractVersion
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase

APRIL = datetime(2026, 4, 3, tzinfo=UTC)


def bands(cap: str, credit: str) -> str:
    band = f"{{objective: response, severity: P0, below: 99%, credit: {credit}}}"
    return f"credits: {{currency: CNY, cap: {cap}, bands: [{band}]}}\n"


@pytest.fixture
def paid(db: None) -> World:
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always() + bands("30%", "20%"))


def second_version(world: World, terms: str) -> None:
    draft = contracts.save_draft(
        contract_id=world.acme.contract_id, source=always(version=2) + terms, by=SYSTEM, now=world.now
    )
    contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)


def late(world: World) -> int:
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="Late.", by=world.engineer, now=world.wait(hours=5))
    return ticket


def two_versions(world: World, terms: str) -> None:
    late(world)
    second_version(world, terms)
    late(world)
    world.now = APRIL
    world.settle()


def propose(world: World) -> int:
    return reports.propose_credits(period="2026-03", by=SYSTEM, now=world.wait(minutes=1))


def amounts() -> list[tuple[int, Decimal, bool]]:
    rows = CreditCase.objects.select_related("contract_version").order_by("contract_version__number")
    return [(row.contract_version.number, row.amount, row.lines["capped"]) for row in rows]


def test_two_versions_of_a_contract_share_the_highest_cap(paid: World) -> None:
    """By hand, of 1,000.00: version 1 grants 20 %, version 2 grants 15 % with a cap of 25 %: together 30 %."""
    two_versions(paid, bands("25%", "15%"))
    assert propose(paid) == 2
    assert amounts() == [(1, Decimal("200.00"), False), (2, Decimal("100.00"), True)]
    assert propose(paid) == 0


def test_a_credit_that_was_claimed_leaves_the_other_version_the_rest(paid: World) -> None:
    two_versions(paid, bands("25%", "15%"))
    propose(paid)
    first = CreditCase.objects.get(contract_version_id=paid.acme.version_id)
    reports.claim_credit(credit_id=first.pk, by=paid.acme.manager, now=paid.wait(hours=1))
    assert propose(paid) == 0
    assert amounts() == [(1, Decimal("200.00"), False), (2, Decimal("100.00"), True)]


def test_a_new_price_moves_no_credit_of_a_version_published_before(paid: World) -> None:
    late(paid)
    Contract.objects.filter(pk=paid.acme.contract_id).update(monthly_fee=Decimal("9000.00"))
    second_version(paid, bands("30%", "20%"))
    paid.now = APRIL
    paid.settle()
    propose(paid)
    assert amounts() == [(1, Decimal("200.00"), False)]
    fees = ContractVersion.objects.filter(contract_id=paid.acme.contract_id).order_by("number")
    assert list(fees.values_list("monthly_fee", flat=True)) == [Decimal("1000.00"), Decimal("9000.00")]


def test_what_an_older_engine_proposed_moves_by_facts_alone(paid: World) -> None:
    ticket = late(paid)
    paid.now = APRIL
    paid.settle()
    propose(paid)
    row = CreditCase.objects.get()
    older = {name: value for name, value in row.lines.items() if name != "engine"}
    CreditCase.objects.update(lines=older | {"share": "25%"}, amount=Decimal("250.00"))
    assert propose(paid) == 0
    assert amounts() == [(1, Decimal("250.00"), False)]
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="correction", reason="P1.", by=paid.engineer, now=paid.wait(hours=1)
    )
    assert propose(paid) == 1
    assert amounts() == [(1, Decimal("0.00"), False)]


OTHER_BASE = always(version=2) + bands("30%", "20%").replace("cap:", "base: banana, cap:")


def test_a_base_that_is_not_computed_is_an_error_at_check_and_publication(paid: World, tmp_path: Path) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(OTHER_BASE, encoding="utf-8")
    checked = CliRunner().invoke(cli, ["contract", "check", str(file)])
    assert checked.exit_code == 1
    assert "credits.base" in checked.output
    assert "banana" in checked.output
    draft = contracts.save_draft(contract_id=paid.acme.contract_id, source=OTHER_BASE, by=SYSTEM, now=paid.now)
    with pytest.raises(contracts.CannotPublish) as refused:
        contracts.publish_version(version_id=draft, by=SYSTEM, now=paid.now)
    assert [problem.path for problem in refused.value.problems] == ["credits.base"]


@pytest.mark.parametrize(("lang", "mark"), [("en", "**Mark:**"), ("zh", "**注意：**")])
def test_a_version_published_with_another_base_is_read_and_marked(tmp_path: Path, lang: str, mark: str) -> None:
    file = tmp_path / "terms.yaml"
    file.write_text(OTHER_BASE, encoding="utf-8")
    shown = CliRunner().invoke(cli, ["contract", "show", str(file), "--lang", lang])
    assert shown.exit_code == 0
    assert mark in shown.output
    assert "banana" in shown.output
