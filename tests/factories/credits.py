"""Worlds whose contracts grant credits: their bands, second versions, late tickets and proposals."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from factories.remembered import remembered
from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase

QUARTERS = "attainment: {periods: [quarter]}\n"


def bands(cap: str, credit: str, *, objective: str = "response", currency: str = "CNY") -> str:
    band = f"{{objective: {objective}, severity: P0, below: 99%, credit: {credit}}}"
    return f"credits: {{currency: {currency}, cap: {cap}, bands: [{band}]}}\n"


def with_credits(terms: str, *, version: int = 1, start: str = "2026-01-01", end: str = "") -> str:
    """Terms whose tickets stay open for months: an update is due every three days, so that few clocks are made."""
    return always(version=version, start=start, end=end).replace("every: 1h", "every: 72h") + terms


def world_under(terms: str, *, end: str = "") -> World:
    """A world whose contracts cost 1,000.00 a month."""
    row_security.enter(None)
    contract_queries.forget()
    return build(source=with_credits(terms, end=end))


def second_version(world: World, terms: str, start: str = "2026-01-01", end: str = "") -> None:
    source = with_credits(terms, version=2, start=start, end=end)
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)
    contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)


def late(world: World) -> int:
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="Late.", by=world.engineer, now=world.wait(hours=5))
    return ticket


def on(world: World, month: int, day: int = 3) -> None:
    world.now = datetime(2026, month, day, tzinfo=UTC)
    world.settle()


def propose(world: World, period: str) -> int:
    return reports.propose_credits(period=period, by=SYSTEM, now=world.wait(minutes=1))


def amounts(period: str) -> list[tuple[int, Decimal]]:
    rows = CreditCase.objects.filter(period=period).order_by("contract_version__number")
    return list(rows.values_list("contract_version__number", "amount"))


@remembered
def months_and_quarter(credit: str = "15%") -> tuple[World, int]:
    """Version 1 grants by month until 15 May, version 2 with a cap of 250.00 by quarter from then on.

    One ticket is late in April and one in May, under version 1; one in June, under version 2. The ticket of May is
    returned.
    """
    world = world_under(bands("20%", credit))
    on(world, 4)
    late(world)
    on(world, 5)
    ticket = late(world)
    on(world, 5, 15)
    second_version(world, QUARTERS + bands("25%", "40%"))
    on(world, 6)
    late(world)
    on(world, 7)
    return world, ticket
