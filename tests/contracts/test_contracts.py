"""Contracts: which one covers, published once, immutable."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from factories.terms import always
from factories.world import World, build
from support.damage import damage
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts.models import ContractVersion
from upheld.contracts.operations.contracts import PUBLISHED
from upheld.contracts.queries import covering, terms_of
from upheld.desk.models import Ticket
from upheld.ledger.models import Entry
from upheld.operations.errors import NotAllowed


def publish(world: World, source: str) -> int:
    draft = contracts.save_draft(
        contract_id=world.acme.contract_id, source=source, by=world.staff["support_manager"], now=world.now
    )
    return contracts.publish_version(version_id=draft, by=world.staff["support_manager"], now=world.now)


def test_a_version_is_published_once(world: World) -> None:
    with pytest.raises(contracts.CannotPublish) as refused:
        contracts.publish_version(version_id=world.acme.version_id, by=SYSTEM, now=world.now)
    assert refused.value.code == "already_published"


def test_every_problem_is_told_with_its_path(world: World) -> None:
    wrong = always(version=2).replace("within: 15m", "within: 0m").replace("8h, calendar: always", "8h, calendar: none")
    with pytest.raises(contracts.CannotPublish) as refused:
        publish(world, wrong)
    paths = {problem.path for problem in refused.value.problems}
    assert len(paths) >= 2
    assert all(path.startswith("severities") for path in paths)
    assert all(problem.text("zh") and problem.text("en") for problem in refused.value.problems)


def test_the_version_of_the_document_is_the_next(world: World) -> None:
    with pytest.raises(contracts.CannotPublish) as refused:
        publish(world, always(version=7))
    assert refused.value.code == "wrong_version"


def test_a_ticket_keeps_the_version_under_which_it_was_filed(world: World) -> None:
    before = world.file("P0")
    world.wait(minutes=1)
    second = publish(world, always(version=2).replace("within: 15m", "within: 10m"))
    after = world.file("P0")
    assert Ticket.objects.get(pk=before).contract_version_id == world.acme.version_id
    assert Ticket.objects.get(pk=after).contract_version_id == second
    allowances = [world.clock(ticket, "response").allowance for ticket in (before, after)]
    assert allowances == [timedelta(minutes=15), timedelta(minutes=10)]


def test_the_ledger_keeps_the_hash_of_the_terms(world: World) -> None:
    version = ContractVersion.objects.get(pk=world.acme.version_id)
    entry = Entry.objects.get(type="contract.published", organisation_id=world.acme.id)
    assert version.sha256.encode() in bytes(entry.leaf)
    assert version.sha256 == contracts.terms_sha256(version.terms or {})
    assert len(version.sha256) == hashlib.sha256().digest_size * 2


@pytest.mark.parametrize(
    ("region", "environment", "at", "reason"),
    [
        ("cn", "production", datetime(2026, 6, 1, tzinfo=UTC), ""),
        ("us", "production", datetime(2026, 6, 1, tzinfo=UTC), "region_not_covered"),
        ("cn", "test", datetime(2026, 6, 1, tzinfo=UTC), "environment_not_covered"),
        ("cn", "production", datetime(2027, 6, 1, tzinfo=UTC), "not_effective"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_nearest_reason_is_given(region: str, environment: str, at: datetime, reason: str) -> None:
    world = build(source=always(end="2027-01-01"))
    damage("UPDATE contracts_contract SET regions = '{cn}', environments = '{production}'")
    cover = covering(
        organisation_id=world.acme.id, product_id=world.product_id, region=region, environment=environment, at=at
    )
    assert cover.uncovered == reason
    assert (cover.version_id is None) == bool(reason)


def test_only_managers_write_contracts(world: World) -> None:
    with pytest.raises(NotAllowed):
        contracts.save_draft(
            contract_id=world.acme.contract_id, source=always(version=2), by=world.engineer, now=world.now
        )


def test_holidays_become_dates(world: World) -> None:
    source = always(version=2).replace(
        "  always: 24x7\n",
        '  always: 24x7\n  office: {week: {mon-fri: ["09:00-18:00"]}, holidays: {country: CN, make_up_days: true}}\n',
    )
    terms = terms_of(publish(world, source))
    document = ContractVersion.objects.get(contract_id=world.acme.contract_id, number=2).terms or {}
    holidays = document["calendars"]["office"]["holidays"]
    assert "2026-10-01" in holidays["dates"]
    assert holidays["make_up"]["2026-10-10"] == "mon"
    assert holidays["horizon"] == 2026
    assert terms.version == 2


def test_publication_writes_every_column_that_a_draft_leaves_open() -> None:
    of_a_draft = {"id", "organisation", "contract", "number", "edition", "edition_of", "source", "created_at"}
    assert {field.name for field in ContractVersion._meta.concrete_fields} - of_a_draft == set(PUBLISHED)
