"""What is published, exported and credited agrees with its own instant, whoever acts at the same moment."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from factories.terms import always
from factories.world import World, build
from support.races import Act, in_flight, meanwhile, until_it_waits
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.ledger import operations as ledger
from upheld.ledger.models import Entry
from upheld.reports import operations as reports
from upheld.reports.export import write_export
from upheld.reports.models import CreditCase, Publication
from upheld.reports.operations.publication import CannotPublish, document_of
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment
from upheld.reports.recompute import recompute

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = read_period("2026-03")
APRIL = datetime(2026, 4, 3, tzinfo=UTC)


def bands(cap: str, credit: str) -> str:
    band = f"{{objective: response, severity: P0, below: 99%, credit: {credit}}}"
    return f"credits: {{currency: CNY, cap: {cap}, bands: [{band}]}}\n"


@pytest.fixture
def world() -> World:
    """The world, really committed."""
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always() + bands("30%", "20%"))


def late(world: World) -> int:
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="Late.", by=world.engineer, now=world.wait(hours=5))
    return ticket


def to_april(world: World) -> None:
    world.now = APRIL
    world.settle()


def correct(world: World, ticket: int, at: datetime | None = None) -> None:
    """It was no P0 after all, so that the miss and its credit go."""
    now = at or world.now
    desk.change_severity(ticket_id=ticket, severity="P1", basis="correction", reason="P1.", by=world.engineer, now=now)


def afterwards(world: World) -> datetime:
    """A later instant than that of acts dated now."""
    return world.now + timedelta(minutes=1)


def publish(world: World) -> int:
    return reports.publish_period(period="2026-03", by=world.staff["support_manager"], now=afterwards(world))


def propose(world: World) -> int:
    return reports.propose_credits(period="2026-03", by=SYSTEM, now=afterwards(world))


def agrees_with_its_instant(number: int) -> bool:
    row = Publication.objects.get(pk=number)
    report = attainment(period=MARCH, as_of=row.as_of, actor=SYSTEM, by=("plan",), heat_of="response")
    return bool(document_of(report, row.figures["vendor"]) == row.figures)


def test_an_act_under_way_is_in_the_figures_published_as_of_a_later_instant(world: World) -> None:
    ticket = late(world)
    to_april(world)
    with in_flight(lambda: correct(world, ticket)):
        publishing = Act(lambda: publish(world))
        until_it_waits(publishing)
    assert agrees_with_its_instant(publishing.result())


def test_the_first_act_of_an_account_is_awaited_too(world: World) -> None:
    """Its place in the ledger is not visible to others before it is committed."""
    own = accounts.create_organisation(name="New", by=SYSTEM, now=world.now)
    until = world.wait(hours=1)
    with in_flight(lambda: ledger.lock(organisation_id=own, now=until, actor_id=0)):
        settling = Act(lambda: ledger.settle(organisation_ids=[own], until=until))
        until_it_waits(settling)
        assert not settling.has_ended()
    assert settling.result() == until


def test_people_file_while_figures_are_computed_and_are_dated_after_them(world: World) -> None:
    ticket = late(world)
    to_april(world)
    later = afterwards(world)
    number = meanwhile(lambda: correct(world, ticket, later), before='FROM "clocks_clock"', run=lambda: publish(world))
    row = Publication.objects.get(pk=number)
    entry = Entry.objects.get(subject=f"ticket/{ticket}", type="severity.changed")
    assert row.as_of < entry.recorded_at
    assert agrees_with_its_instant(number)
    assert next(figure for figure in row.figures["figures"] if figure["objective"] == "response")["missed"] == 1


def test_a_period_that_somebody_publishes_meanwhile_is_published_once(world: World) -> None:
    late(world)
    to_april(world)
    with pytest.raises(CannotPublish, match="published_meanwhile"):
        meanwhile(lambda: publish(world), before='FROM "clocks_clock"', run=lambda: publish(world))
    assert Publication.objects.count() == 1


def test_an_export_reads_one_snapshot(world: World) -> None:
    """A person is erased after the subjects were read and before the salts that prove them."""
    late(world)
    to_april(world)
    file, requester = io.BytesIO(), world.acme.requester.id

    def erase() -> None:
        accounts.erase_person(user_id=requester, by=world.staff["admin"], now=afterwards(world))

    meanwhile(erase, before="ledger_erasable", run=lambda: export(world, file))
    file.seek(0)
    assert recompute(file).differences == ()


def export(world: World, file: io.BytesIO) -> None:
    write_export(file, organisation_id=world.acme.id, period=MARCH, as_of=afterwards(world), actor=world.acme.manager)


def test_an_export_awaits_the_act_under_way(world: World) -> None:
    ticket = late(world)
    to_april(world)
    first, second = io.BytesIO(), io.BytesIO()
    with in_flight(lambda: correct(world, ticket)):
        exporting = Act(lambda: export(world, first))
        until_it_waits(exporting)
    exporting.result()
    export(world, second)
    assert first.getvalue() == second.getvalue(), "the same instant, the same bytes"


def test_a_credit_is_computed_once_its_account_is_locked(world: World) -> None:
    ticket = late(world)
    to_april(world)
    with in_flight(lambda: correct(world, ticket)):
        proposing = Act(lambda: propose(world))
        until_it_waits(proposing)
    proposing.result()
    assert propose(world) == 0, "what was proposed is true already"


def test_a_claim_under_way_counts_against_the_cap(world: World) -> None:
    """By hand, of 1,000.00 with a cap of 300.00: 200.00 are being claimed, so the other version's 150.00 become 100."""
    late(world)
    source = always(version=2) + bands("25%", "15%")
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)
    contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)
    second = world.file("P1")
    desk.reply(ticket_id=second, body="In time for P1.", by=world.engineer, now=world.wait(minutes=30))
    to_april(world)
    propose(world)
    now = world.wait(hours=1)
    desk.change_severity(ticket_id=second, severity="P0", basis="correction", reason="P0.", by=world.engineer, now=now)
    first = CreditCase.objects.get(contract_version_id=world.acme.version_id)
    with in_flight(lambda: reports.claim_credit(credit_id=first.pk, by=world.acme.manager, now=world.now)):
        proposing = Act(lambda: propose(world))
        until_it_waits(proposing)
    proposing.result()
    amounts = CreditCase.objects.order_by("contract_version__number").values_list("amount", flat=True)

    assert list(amounts) == [Decimal("200.00"), Decimal("100.00")]
