"""What was told of an ended ticket is told again after it was reopened and moved to a later calendar edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.calendars import KNOWN, at_the_end_of_the_year, extend, office
from factories.world import World
from support.damage import damage
from upheld.accounts.actor import SYSTEM
from upheld.clocks.queries import reckoning
from upheld.contracts.queries import editions_up_to, forget
from upheld.desk import acts as desk
from upheld.desk.editions import EditionHistory, editions_as_of
from upheld.desk.models import Ticket
from upheld.escalation.brief import Occasion, briefs_of
from upheld.ledger import leaf
from upheld.ledger.models import Entry
from upheld.operations.errors import Damaged
from upheld.reports.export import write_export
from upheld.reports.periods import Period, read_period
from upheld.reports.queries.attainment import attainment
from upheld.reports.recompute import recompute
from upheld.reports.slices import Slice

JANUARY, FEBRUARY = read_period("2027-01"), read_period("2027-02")
EDITIONS = ("office: {horizon: 2027, dates: ['2027-01-01']}", "office: {horizon: 2028, dates: []}")


NO_CLOCKS = "  - {id: P3, name: {en: Low, zh: 低}, objectives: {}}\n"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(office(KNOWN).replace("acceptance:", f"{NO_CLOCKS}acceptance:"))


def ended(world: World, *, days: int = 20) -> tuple[int, int]:
    """A ticket that was answered and accepted in January; its number and its delivery."""
    filed = world.file("P1")
    by = world.acme.requester
    delivery = desk.provide_resolution(ticket_id=filed, body="Fixed.", by=world.engineer, now=world.wait(days=days))
    desk.accept_delivery(ticket_id=filed, delivery_id=delivery, by=by, now=world.wait(minutes=5))
    return filed, delivery


def reopen(world: World, ticket: int) -> None:
    desk.reopen(ticket_id=ticket, reason="Again.", by=world.acme.requester, now=world.wait(days=1))


def export(world: World, as_of: datetime, period: Period = JANUARY) -> bytes:
    file = BytesIO()
    write_export(file, organisation_id=world.acme.id, period=period, as_of=as_of, actor=SYSTEM)
    checked = recompute(file)
    assert checked.differences == ()
    return file.getvalue()


def figures(world: World, as_of: datetime) -> list[object]:
    of = Slice(customer=world.acme.id)
    cached, computed = (
        attainment(period=JANUARY, as_of=as_of, actor=SYSTEM, of=of, from_facts=from_facts).figures
        for from_facts in (False, True)
    )
    assert cached == computed
    return [*cached]


def explanation(ticket: int, as_of: datetime) -> object:
    return reckoning(ticket_id=ticket, objective="response", cycle=1, actor=SYSTEM, now=as_of)


def notice(ticket: int, as_of: datetime) -> object:
    content = {
        "objective": "response",
        "cycle": 1,
        "as_of": as_of.isoformat(),
        "reached_at": as_of.isoformat(),
        "step": 0,
        "audience": "engineer",
        "in_place_of": "",
        "zone": "UTC",
    }
    return briefs_of([Occasion(1, ticket, content)])[1].reckoning


def everything(world: World, ticket: int, as_of: datetime) -> tuple[object, ...]:
    return figures(world, as_of), explanation(ticket, as_of), notice(ticket, as_of), export(world, as_of)


@pytest.mark.parametrize("days", [EDITIONS[:1], EDITIONS])
def test_a_reopening_changes_nothing_of_before(world: World, days: tuple[str, ...]) -> None:
    ticket, _ = ended(world)
    world.wait(days=1)
    instants = [world.now]
    for edition in days:
        extend(world, edition)
        instants.append(world.wait(days=1))
    before = [everything(world, ticket, as_of) for as_of in instants]
    reopen(world, ticket)
    assert Ticket.objects.get(pk=ticket).contract_version_id != world.acme.version_id
    assert [everything(world, ticket, as_of) for as_of in instants] == before
    after = everything(world, ticket, world.wait(minutes=1))
    assert all(now != then for now, then in zip(after, before[-1], strict=True))


def test_a_ticket_that_ended_before_the_period_stays_out_of_its_export(world: World) -> None:
    """It was reopened after the instant, moved to an edition, and ended again."""
    ticket, _ = ended(world, days=28)
    world.wait(days=4)
    as_of = world.now
    assert FEBRUARY.window()[0] < as_of
    before = export(world, as_of, FEBRUARY)
    extend(world, EDITIONS[0])
    reopen(world, ticket)
    assert export(world, as_of, FEBRUARY) == before
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(minutes=5))
    assert export(world, as_of, FEBRUARY) == before
    assert export(world, world.wait(minutes=1), FEBRUARY) != before


@pytest.mark.parametrize("severity", ["P1", "P3"])
def test_an_early_export_of_a_period_stays(world: World, severity: str) -> None:
    """As of an instant before the period, after which the ticket ended, also before the period."""
    filed = world.file(severity)
    world.wait(minutes=5)
    as_of = world.now
    before = export(world, as_of, FEBRUARY)
    desk.withdraw_ticket(ticket_id=filed, by=world.acme.requester, now=world.wait(minutes=5))
    assert FEBRUARY.window()[0] > world.now
    assert export(world, as_of, FEBRUARY) == before


def test_a_ticket_without_clocks_that_ended_in_the_period_is_in_its_export(world: World) -> None:
    without = export(world, world.now)
    filed = world.file("P3")
    world.wait(days=10)
    desk.withdraw_ticket(ticket_id=filed, by=world.acme.requester, now=world.now)
    world.wait(minutes=5)
    assert recompute(BytesIO(without)).tickets == 0
    assert recompute(BytesIO(export(world, world.now))).tickets == 1


def numbers(world: World, ticket: int, instants: list[datetime]) -> list[int]:
    version = Ticket.objects.values_list("contract_version_id", flat=True).get(pk=ticket)
    assert version is not None
    return [editions_as_of({ticket: version}, as_of)[ticket].number for as_of in instants]


def lived(world: World) -> tuple[int, list[datetime]]:
    """A ticket that was filed under the second of four editions and skipped the third, and instants between."""
    extend(world, EDITIONS[0])
    world.wait(minutes=1)
    long_ago = world.now.replace(year=2020)
    ticket, _ = ended(world)
    instants = [long_ago, world.wait(days=1)]
    for year in (2028, 2029):
        extend(world, f"office: {{horizon: {year}, dates: []}}")
        instants.append(world.wait(days=1))
    reopen(world, ticket)
    return ticket, [*instants, world.now]


def test_a_ticket_keeps_the_edition_that_it_was_filed_under_until_it_moves(world: World) -> None:
    ticket, instants = lived(world)
    assert numbers(world, ticket, instants) == [2, 2, 2, 2, 4]


def test_without_entries_of_moves_the_newest_published_edition_counts(world: World) -> None:
    """As the programs did that recorded no move."""
    ticket, _ = ended(world)
    instants = [world.now]
    for edition in EDITIONS:
        world.wait(days=1)
        moved = extend(world, edition)
        instants.append(world.now)
    Ticket.objects.filter(pk=ticket).update(contract_version=moved)
    assert numbers(world, ticket, instants) == [1, 2, 3]
    first, *later = editions_up_to([moved])[moved]
    damaged = EditionHistory((first, later[-1]))
    assert [damaged.as_of(at) for at in instants] == [None, None, later[-1]]


@pytest.mark.parametrize("value", [b"{", b"other terms"], ids=["no JSON", "other terms"])
@pytest.mark.django_db(transaction=True)
def test_a_move_that_cannot_be_read_leaves_the_ticket_out(world: World, value: bytes) -> None:
    ticket, _ = lived(world)
    move = Entry.objects.get(subject=f"ticket/{ticket}", type="ticket.calendar_extended")
    document = leaf.decode(move.leaf)
    document["contract"]["sha256"] = "0" * 64
    data = leaf.encode(document) if value == b"other terms" else value
    damage("UPDATE ledger_entry SET leaf = %s WHERE id = %s", [data, move.pk])
    assert attainment(period=JANUARY, as_of=world.wait(minutes=1), actor=SYSTEM, from_facts=True).damaged == (ticket,)
    with pytest.raises(Damaged):
        explanation(ticket, world.now)
    assert notice(ticket, world.now) is None


def statements(ask: Callable[[], object]) -> int:
    forget()
    with CaptureQueriesContext(connection) as counted:
        ask()
    return len(counted)


def test_moves_cost_two_statements_however_many_tickets_moved(world: World) -> None:
    tickets = [world.file("P1") for _ in range(3)]
    versions = [world.acme.version_id, extend(world)]
    counts = [statements(lambda own=own: editions_as_of(dict.fromkeys(tickets, own), world.now)) for own in versions]
    assert counts == [1, 3]
