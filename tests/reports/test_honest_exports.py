"""Exports that nobody meddled with agree, whatever happened to the tickets, their people and their contracts."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from factories.calendars import KNOWN, at_the_end_of_the_year, extend, office
from factories.world import World
from reports.chance import live
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Organisation
from upheld.accounts.operations.erasure import erase_person
from upheld.database import row_security
from upheld.demo import build
from upheld.desk.models import Ticket
from upheld.reports.archive import EDITIONS, names_in
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
from upheld.reports.recompute import recompute
from upheld.reports.tickets_read import ERASED

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    yield from at_the_end_of_the_year(office(KNOWN))


def agreeing(organisation: int, period: str, as_of: datetime) -> tuple[int, bool]:
    """How many tickets are in an export, all of whose figures agree, and whether it holds earlier editions."""
    file = io.BytesIO()
    write_export(file, organisation_id=organisation, period=read_period(period), as_of=as_of, actor=SYSTEM)
    outcome = recompute(file)
    assert outcome.differences == ()
    return outcome.tickets, EDITIONS in names_in(file)


def test_every_export_of_the_demonstration_agrees(db: None) -> None:
    row_security.enter(None)
    build.build(now=NOW, progress=lambda _done, _all: None, tickets=40, days=60)
    customers = Organisation.objects.filter(kind=Organisation.Kind.CUSTOMER).values_list("pk", flat=True)
    instants = [NOW, NOW - timedelta(days=9), NOW - timedelta(days=30)]
    counts = [
        agreeing(customer, period, as_of)[0]
        for customer in customers
        for period in ("2026-10", "2026-11", "2026-Q4")
        for as_of in instants
    ]
    assert sum(count > 0 for count in counts) > len(counts) // 2


@pytest.mark.parametrize("seed", range(6))
def test_tickets_under_several_editions_agree_at_every_instant(world: World, seed: int) -> None:
    chance = random.Random(seed)
    tickets = [world.file("P0"), world.file("P1"), world.file("P2")]
    instants = [world.now]
    for days in ("", "office: {horizon: 2027, dates: ['2027-01-01']}", "office: {horizon: 2028, dates: []}"):
        if days:
            extend(world, days)
        live(world, chance, acts=12, tickets=tickets)
        instants.append(world.now)
    own = [agreeing(world.acme.id, "2027-Q1", as_of) for as_of in instants]
    assert own[0][1] is False
    assert own[-1] == (own[-1][0], True)
    assert own[-1][0] > 0


def test_persons_who_were_erased_leave_exports_that_agree(world: World) -> None:
    number = world.file("P1")
    erase_person(user_id=world.acme.requester.id, by=world.staff["admin"], now=world.wait(minutes=5))
    assert Ticket.objects.get(pk=number).subject == ERASED
    assert agreeing(world.acme.id, "2026-12", world.now)[0] == 1
