"""Terms whose office hours have holidays that are known up to a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts import queries
from upheld.database import row_security

KNOWN = "dates: ['2026-10-01'], horizon: 2026"
NEXT_YEAR = """
office:
  horizon: 2027
  dates: ["2027-01-01"]
  make_up: {"2027-01-02": mon}
"""
LAST_AFTERNOON = datetime(2026, 12, 31, 8, tzinfo=UTC)
"""16:00 in Shanghai: two hours of the year are left, and no deadline of four can be told."""


def at_the_end_of_the_year(source: str) -> Iterator[World]:
    """The world on the last afternoon of the last year that is known, for a fixture."""
    row_security.enter(None)
    queries.forget()
    made = build(source=source)
    made.now = LAST_AFTERNOON
    yield made
    queries.forget()


def extend(world: World, days: str = NEXT_YEAR, number: int = 1) -> int:
    """Publish an edition of the first customer's contract, as a manager; its id."""
    return contracts.publish_edition(
        contract_id=world.acme.contract_id,
        number=number,
        source=days,
        by=world.staff["support_manager"],
        now=world.now,
    )


def office(holidays: str, *, version: int = 1, start: str = "2026-01-01", end: str = "") -> str:
    """Terms in YAML with a calendar ``office`` beside the one round the clock."""
    week = f'  office:\n    week: {{mon-fri: ["09:00-18:00"]}}\n    holidays: {{{holidays}}}\n'
    return (
        always(version=version, start=start, end=end)
        .replace("  always: 24x7\n", f"  always: 24x7\n{week}")
        .replace("response: {within: 1h, calendar: always}", "response: {within: 4h, calendar: office}")
    )


def germany(known: int) -> str:
    """The holidays of a country whose days follow from statutes, as they were resolved up to a year."""
    return f"country: DE, dates: ['{known}-12-25'], horizon: {known}"


def publish(world: World, source: str, *, contract_id: int | None = None) -> int:
    """Publish terms for the first customer, in a contract of their own unless told otherwise; the contract's id."""
    wanted = contract_id or contracts.create_contract(
        organisation_id=world.acme.id,
        name="Office support",
        plan="office",
        product_ids=[world.product_id],
        by=SYSTEM,
        now=world.now,
    )
    draft = contracts.save_draft(contract_id=wanted, source=source, by=SYSTEM, now=world.now)
    contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)
    return wanted
