"""Every page of the portal is shown, in both languages, at a statement count that does not grow with what is on it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.accounts import browser
from factories.api import calls_as
from factories.world import World, build
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Delivery
from upheld.portal.urls import urlpatterns


@pytest.fixture
def world(db: None) -> World:
    from django.utils import timezone

    contract_queries.forget()
    made = build()
    made.now = timezone.now().replace(microsecond=0) - timedelta(days=2)
    return made


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:2000]
    return answer.content.decode()


def busy(world: World, count: int) -> list[int]:
    """Tickets that have everything on them."""
    numbers = []
    for _ in range(count):
        number = world.file("P0")
        desk.reply(ticket_id=number, body="Looking.", by=world.engineer, now=world.now)
        desk.request_information(ticket_id=number, body="Logs?", items=["log"], by=world.engineer, now=world.now)
        desk.reply(ticket_id=number, body="Here.", by=world.acme.requester, now=world.now)
        desk.provide_workaround(ticket_id=number, body="Try this.", by=world.engineer, now=world.now)
        desk.claim_exclusion(
            ticket_id=number,
            clause="outdated_sdk",
            fields={"sdk_version": "3.0"},
            evidence="4.0",
            by=world.engineer,
            now=world.now,
        )
        numbers.append(number)
    return numbers


PLACES = (
    "/portal/",
    "/portal/?status=closed&mine=1",
    "/portal/tickets/new",
    "/portal/search?q=join",
    "/portal/contracts",
    "/portal/attainment?period={month}",
    "/portal/attainment?period={month}&by=product",
    "/portal/attainment/course?period={month}",
    "/portal/attainment/tickets?period={month}",
    "/portal/attainment/credits",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_shown(world: World, language: str) -> None:
    [number] = busy(world, 1)
    who = world.acme.manager
    from upheld.accounts.models import User

    User.objects.filter(pk=who.id).update(language=language)
    client = browser(who)
    own = [place.format(month=f"{world.now:%Y-%m}") for place in PLACES]
    own += [f"/portal/tickets/{number}", f"/portal/tickets/{number}/clocks/response/1"]
    own += [f"/portal/tickets/{number}/dispute", f"/portal/tickets/{number}/dispute?severity=P2"]
    own += [f"/portal/tickets/new?product={world.product_id}", f"/portal/contracts/{world.acme.contract_id}"]
    own += [f"/portal/tickets/new/levels?product={world.product_id}&evidence-service_down_minutes=9"]
    for place in own:
        answer = client.get(place, follow=True)
        assert answer.status_code == 200, (place, answer.content[:2000])


@pytest.mark.parametrize("place", PLACES)
def test_statements_do_not_grow_with_what_is_shown(world: World, place: str) -> None:
    client = browser(world.acme.manager)
    address = place.format(month=f"{world.now:%Y-%m}")
    counts = []
    for more in (1, 2):
        row_security.enter(None)
        busy(world, more)
        client.get(address, follow=True)
        with CaptureQueriesContext(connection) as taken:
            client.get(address, follow=True)
        counts.append(len(taken))
    assert counts[0] == counts[1], [query["sql"][:150] for query in taken.captured_queries]


def test_the_statements_of_a_ticket_do_not_grow_with_its_messages(world: World) -> None:
    client = browser(world.acme.manager)
    row_security.enter(None)
    [number] = busy(world, 1)
    counts = []
    for _ in range(2):
        client.get(f"/portal/tickets/{number}")
        with CaptureQueriesContext(connection) as taken:
            assert client.get(f"/portal/tickets/{number}").status_code == 200
        counts.append(len(taken))
        row_security.enter(None)
        for _ in range(3):
            desk.reply(ticket_id=number, body="More.", by=world.engineer, now=world.now)
    assert counts[0] == counts[1], [query["sql"][:150] for query in taken.captured_queries]


def test_another_customers_ticket_is_not_there(world: World) -> None:
    [number] = busy(world, 1)
    delivery = Delivery.objects.get(ticket_id=number).pk
    client = browser(world.rival.manager)
    for place in (f"/portal/tickets/{number}", f"/portal/tickets/{number}/clocks", f"/portal/tickets/{number}/dispute"):
        read(client, place, 404)
    answer = client.post(f"/portal/tickets/{number}/deliveries/{delivery}/acceptance")
    assert answer.status_code == 404
    read(client, f"/portal/contracts/{world.acme.contract_id}", 404)
    read(client, f"/portal/attainment/export?organisation={world.acme.id}", 404)


def test_strangers_are_sent_to_sign_in_and_staff_find_nothing(world: World) -> None:
    assert browser().get("/portal/").status_code == 302
    assert browser(world.engineer).get("/portal/").status_code == 404


def test_every_view_says_whom_it_is_for() -> None:
    from upheld.accounts.audience import audience_of

    for urlpattern in urlpatterns:
        audience = audience_of(urlpattern.callback)
        assert audience is not None, urlpattern.name
        assert audience.kind == "customer", urlpattern.name


def test_the_form_names_the_limits_that_hold_for_files(world: World, settings) -> None:
    settings.UPLOAD_LIMIT = 3 * 1024 * 1024
    page = read(browser(world.acme.requester), "/portal/tickets/new").replace("\xa0", " ")
    assert "up to 10 files of 3.0 MB each, 15.0 MB together" in page


@pytest.mark.parametrize("side", ["portal", "console"])
def test_what_was_answered_at_filing_is_seen_by_both_sides(world: World, side: str) -> None:
    number = world.file("P0", evidence={"service_down_minutes": 6, "core_function_down": True, "region": "eu"})
    reader = world.acme.requester if side == "portal" else world.engineer
    page = browser(reader).get(f"/{side}/tickets/{number}").content.decode()
    assert "<dt>Minutes of complete unavailability</dt><dd>6</dd>" in page
    assert "<dt>A core function is down</dt><dd>Yes</dd>" in page
    assert calls_as(reader).get(f"/tickets/{number}").json()["evidence"]["service_down_minutes"] == 6
