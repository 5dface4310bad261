"""A customer reads how far the holidays of a contract are known, and by which edition."""

from __future__ import annotations

from django.utils import timezone

from factories.accounts import browser
from factories.calendars import office, publish
from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.contracts.models import ContractVersion
from upheld.contracts.operations import publish_edition
from upheld.desk import acts as desk
from upheld.desk.models import Ticket


def test_a_contract_names_its_editions_and_until_when_holidays_are_known(world: World) -> None:
    contract = publish(world, office("dates: ['2026-10-01'], horizon: 2026"))
    client = browser(world.acme.requester)
    page = client.get(f"/portal/contracts/{contract}").content.decode()
    assert "Edition 1" in page
    assert "office: holidays known until 31 Dec 2026" in page
    assert "Calendar editions" not in page
    publish_edition(
        contract_id=contract, number=1, source="office: {horizon: 2027, dates: []}", by=SYSTEM, now=timezone.now()
    )
    page = client.get(f"/portal/contracts/{contract}").content.decode()
    assert "office: holidays known until 31 Dec 2027" in page
    assert "Calendar editions" in page
    assert all(
        one in page for one in ContractVersion.objects.filter(contract=contract).values_list("sha256", flat=True)
    )
    assert "Edition" not in client.get(f"/portal/contracts/{world.acme.contract_id}").content.decode()


def test_an_open_ticket_tells_that_it_went_over_to_an_edition(world: World) -> None:
    contract = publish(world, office("dates: ['2026-10-01'], horizon: 2026", start="2026-01-02"))
    world.now = timezone.now()
    ticket = world.file("P1")
    client = browser(world.acme.requester)
    assert "Calendar known for further years" not in client.get(f"/portal/tickets/{ticket}").content.decode()
    publish_edition(
        contract_id=contract, number=1, source="office: {horizon: 2027, dates: []}", by=SYSTEM, now=timezone.now()
    )
    assert "Calendar known for further years" in client.get(f"/portal/tickets/{ticket}").content.decode()


def test_a_ticket_whose_calendar_has_ended_can_be_reopened_without_a_known_end(world: World) -> None:
    source = office("dates: ['2025-10-01'], horizon: 2026", start="2026-01-02")
    publish(
        world,
        source.replace("reopening: {within: 10d, calendar: always}", "reopening: {within: 300bd, calendar: office}"),
    )
    world.now = timezone.now()
    ticket = world.file("P1")
    done = desk.provide_resolution(ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.wait(minutes=1))
    desk.accept_delivery(ticket_id=ticket, delivery_id=done, by=world.acme.requester, now=world.wait(minutes=1))
    client = browser(world.acme.requester)
    assert "the end is not known" in client.get(f"/portal/tickets/{ticket}").content.decode()
    client.post(f"/portal/tickets/{ticket}/reopening", {"reason": "Still there."})
    assert Ticket.objects.get(pk=ticket).state == "open"
