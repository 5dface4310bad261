"""A later calendar edition of a published version: open tickets get their deadlines, ended ones stay as they ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest

from factories.calendars import KNOWN, NEXT_YEAR, at_the_end_of_the_year, extend, office
from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.clocks.differences import differences
from upheld.contracts import operations as contracts
from upheld.contracts import queries
from upheld.contracts.models import ContractVersion
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.escalation.models import Notice
from upheld.ledger.leaf import decode
from upheld.ledger.models import Entry
from upheld.operations.errors import NotAllowed, NotFound
from upheld.reports.export import write_export
from upheld.reports.models import CreditCase
from upheld.reports.operations.credits import propose_credits
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment
from upheld.reports.recompute import recompute
from upheld.reports.slices import Slice
from upheld.sla import horizons

CREDITS = """
credits:
  currency: CNY
  base: monthly_fee
  cap: 30%
  bands: [{objective: response, severity: P0, below: 99%, credit: 5%}]
"""
TERMS = office(KNOWN) + CREDITS


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(TERMS)


def documents(kind: str) -> list[dict[str, object]]:
    return [decode(entry.leaf) for entry in Entry.objects.filter(type=kind).order_by("index")]


def ended(world: World) -> int:
    """A ticket that has come and gone."""
    ticket = world.file("P1")
    world.wait(minutes=1)
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.now)
    return ticket


def resolved(world: World, severity: str = "P1") -> int:
    """A ticket that was answered after an hour, by its resolution."""
    ticket = world.file(severity)
    delivery = desk.provide_resolution(
        ticket_id=ticket, body="Fixed in 4.2.", by=world.engineer, now=world.wait(hours=1)
    )
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=world.acme.requester, now=world.wait(minutes=1))
    return ticket


def test_an_open_ticket_gets_the_deadline_that_it_could_not_have(world: World) -> None:
    ticket = world.file("P1")
    assert world.clock(ticket, "response").due_at is None
    restoration = world.clock(ticket, "restoration").due_at
    world.wait(minutes=5)
    edition = extend(world)
    # Two hours on the last day of the year, one more on the Saturday that is worked, then Monday's first.
    clock = world.clock(ticket, "response")
    assert clock.due_at == datetime(2027, 1, 2, 3, tzinfo=UTC)
    assert clock.next_transition_at is not None
    assert world.clock(ticket, "restoration").due_at == restoration
    assert Ticket.objects.get(pk=ticket).contract_version_id == edition
    assert not list(differences())


def test_the_ledger_says_what_was_added_and_to_which_tickets(world: World) -> None:
    ticket = world.file("P1")
    world.wait(minutes=5)
    edition = ContractVersion.objects.get(pk=extend(world))
    [extended] = documents("contract.extended")
    first = ContractVersion.objects.get(pk=world.acme.version_id)
    said = extended["data"]
    assert isinstance(said, dict)
    assert (said["version"], said["edition"], said["known_until"]) == (1, 2, {"office": 2027})
    assert (said["sha256_before"], said["sha256"]) == (first.sha256, edition.sha256)
    [moved] = documents("ticket.calendar_extended")
    assert moved["subject"] == f"ticket/{ticket}"
    assert moved["contract"] == {"id": str(world.acme.contract_id), "version": 1, "sha256": edition.sha256}
    assert edition.sha256 == contracts.terms_sha256(edition.terms or {})
    assert edition.edition_of_id == first.pk


def test_an_ended_ticket_stays_under_the_edition_with_which_it_ended(world: World) -> None:
    ticket = ended(world)
    extend(world)
    assert Ticket.objects.get(pk=ticket).contract_version_id == world.acme.version_id
    assert not documents("ticket.calendar_extended")


def test_a_ticket_that_comes_back_goes_over_to_the_newest_edition(world: World) -> None:
    ticket = resolved(world)
    edition = extend(world)
    assert Ticket.objects.get(pk=ticket).contract_version_id == world.acme.version_id
    desk.reopen(ticket_id=ticket, reason="Still there.", by=world.acme.requester, now=world.wait(minutes=1))
    assert Ticket.objects.get(pk=ticket).contract_version_id == edition
    [extended] = documents("ticket.calendar_extended")
    assert extended["contract"] == {
        "id": str(world.acme.contract_id),
        "version": 1,
        "sha256": ContractVersion.objects.get(pk=edition).sha256,
    }
    assert not list(differences())


SILENT = TERMS.replace(
    "acceptance: {after: 3d, calendar: always}", "acceptance: {after: 3bd, calendar: office}"
).replace("reopening: {within: 10d, calendar: always}", "reopening: {within: 3bd, calendar: office}")
"""A contract whose silence and reopening are counted by the calendar that ends."""


@pytest.fixture
def silent(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(SILENT)


def delivered(world: World) -> tuple[int, int]:
    ticket = world.file("P1")
    by, now = world.engineer, world.wait(hours=1)
    return ticket, desk.provide_resolution(ticket_id=ticket, body="Fixed in 4.2.", by=by, now=now)


def test_an_edition_that_comes_late_takes_no_rejection_back(silent: World) -> None:
    ticket, delivery = delivered(silent)
    by, now = silent.acme.requester, silent.wait(days=18)
    desk.reject_delivery(ticket_id=ticket, delivery_id=delivery, reason="Still broken.", by=by, now=now)
    silent.wait(days=1)
    extend(silent)
    assert Ticket.objects.get(pk=ticket).state == "open"
    assert Ticket.objects.get(pk=ticket).contract_version_id == silent.acme.version_id
    assert not list(differences())


def test_an_edition_that_comes_late_accepts_nothing_by_a_silence_that_is_over_already(silent: World) -> None:
    ticket, delivery = delivered(silent)
    silent.wait(days=18)
    extend(silent)
    assert Ticket.objects.get(pk=ticket).state == "delivered"
    by, now = silent.acme.requester, silent.wait(minutes=1)
    desk.reject_delivery(ticket_id=ticket, delivery_id=delivery, reason="Still broken.", by=by, now=now)
    assert Ticket.objects.get(pk=ticket).state == "open"


def test_an_edition_that_comes_in_time_says_when_silence_accepts(silent: World) -> None:
    ticket, _ = delivered(silent)
    extend(silent)
    assert Ticket.objects.get(pk=ticket).contract_version_id != silent.acme.version_id
    silent.wait(days=18)
    assert Ticket.objects.get(pk=ticket).state == "resolved"


def test_who_may_reopen_by_the_edition_of_then_may_though_the_newest_says_too_late(silent: World) -> None:
    ticket, delivery = delivered(silent)
    by = silent.acme.requester
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=by, now=silent.wait(minutes=1))
    silent.wait(days=18)
    extend(silent)
    desk.reopen(ticket_id=ticket, reason="Still there.", by=by, now=silent.wait(minutes=1))
    assert Ticket.objects.get(pk=ticket).state == "open"
    assert Ticket.objects.get(pk=ticket).contract_version_id == silent.acme.version_id
    assert not list(differences())


def test_a_ticket_filed_afterwards_stands_under_the_edition_at_once(world: World) -> None:
    edition = extend(world)
    world.wait(minutes=1)
    ticket = world.file("P1")
    assert Ticket.objects.get(pk=ticket).contract_version_id == edition
    assert world.clock(ticket, "response").due_at is not None


def test_another_customers_tickets_are_not_touched(world: World) -> None:
    theirs = world.file("P1", world.rival)
    extend(world)
    assert world.clock(theirs, "response").due_at is None
    assert Ticket.objects.get(pk=theirs).contract_version_id == world.rival.version_id


def test_editions_follow_one_another(world: World) -> None:
    ticket = world.file("P1")
    extend(world)
    third = extend(world, "office: {horizon: 2028, dates: ['2028-01-03']}")
    assert Ticket.objects.get(pk=ticket).contract_version_id == third
    assert horizons(queries.terms_of(third)) == {"office": 2028}
    view = queries.contract(contract_id=world.acme.contract_id, organisation_ids=None)
    assert view is not None
    [version] = view.versions
    assert (version.id, [edition.edition for edition in version.editions]) == (third, [3, 2, 1])
    assert version.published_at == ContractVersion.objects.get(pk=world.acme.version_id).published_at


def test_a_new_version_keeps_what_an_edition_added(world: World) -> None:
    extend(world)
    draft = contracts.save_draft(
        contract_id=world.acme.contract_id, source=TERMS.replace("version: 1", "version: 2"), by=SYSTEM, now=world.now
    )
    second = contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)
    assert horizons(queries.terms_of(second)) == {"office": 2027}
    world.wait(minutes=1)
    assert world.clock(world.file("P1"), "response").due_at == datetime(2027, 1, 2, 3, 1, tzinfo=UTC)


def test_a_new_version_does_not_disturb_editions_of_the_one_before(world: World) -> None:
    ticket = world.file("P1")
    draft = contracts.save_draft(
        contract_id=world.acme.contract_id, source=TERMS.replace("version: 1", "version: 2"), by=SYSTEM, now=world.now
    )
    second = contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)
    edition = extend(world, number=1)
    assert Ticket.objects.get(pk=ticket).contract_version_id == edition
    world.wait(minutes=1)
    assert Ticket.objects.get(pk=world.file("P1")).contract_version_id == second


@pytest.mark.parametrize(
    ("days", "path", "code"),
    [
        ("office: {horizon: 2027, dates: ['2026-12-31']}", "office", "edition_day"),
        ("nights: {horizon: 2027}", "nights", "edition_calendar"),
        ("office: [", "", "yaml_syntax"),
        ("{}", "", "edition_empty"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(world: World, days: str, path: str, code: str) -> None:
    ticket = world.file("P1")
    entries = Entry.objects.count()
    with pytest.raises(contracts.CannotPublish) as refused:
        extend(world, days)
    assert {(problem.path, problem.code) for problem in refused.value.problems} == {(path, code)}
    assert ContractVersion.objects.filter(edition__gt=1).count() == 0
    assert Entry.objects.count() == entries
    assert world.clock(ticket, "response").due_at is None


def test_only_managers_publish_editions_and_only_of_what_is_published(world: World) -> None:
    with pytest.raises(NotAllowed):
        contracts.publish_edition(
            contract_id=world.acme.contract_id, number=1, source=NEXT_YEAR, by=world.engineer, now=world.now
        )
    contracts.save_draft(contract_id=world.acme.contract_id, source="", by=SYSTEM, now=world.now)
    with pytest.raises(NotFound):
        extend(world, number=2)
    with pytest.raises(NotFound):
        contracts.publish_edition(contract_id=0, number=1, source=NEXT_YEAR, by=SYSTEM, now=world.now)


def test_nobody_is_mailed_because_a_calendar_is_known_further(world: World) -> None:
    world.file("P1")
    before = Notice.objects.count()
    extend(world)
    assert Notice.objects.count() == before


def test_figures_and_credits_count_all_editions_of_a_version_together(world: World) -> None:
    """Two answers too late, each under another edition: one figure of the version, one credit, one export."""
    late = [resolved(world, "P0")]
    extend(world)
    late.append(resolved(world, "P0"))
    assert [Ticket.objects.get(pk=one).contract_version_id for one in late] != [world.acme.version_id] * 2
    world.wait(days=40)
    month = read_period("2026-12")
    told = attainment(period=month, as_of=world.now, actor=SYSTEM, of=Slice(version=world.acme.version_id))
    [response] = [one.row for one in told.figures if (one.row.objective, one.row.severity) == ("response", "P0")]
    assert (response.met, response.missed) == (0, 2)
    propose_credits(period=str(month), by=SYSTEM, now=world.now)
    [case] = CreditCase.objects.filter(organisation_id=world.acme.id)
    assert case.contract_version_id == world.acme.version_id
    file = BytesIO()
    write_export(file, organisation_id=world.acme.id, period=month, as_of=world.now, actor=world.acme.manager)
    checked = recompute(file)
    assert (checked.tickets, checked.differences) == (2, ())
