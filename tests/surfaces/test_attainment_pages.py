"""Attainment as staff, customers and anybody see it."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.accounts import browser
from factories.api import calls_as
from factories.world import World
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.reports import operations as reports
from upheld.reports import pictures
from upheld.reports.models import Publication
from upheld.reports.periods import WIDEST, Period, period_at
from upheld.reports.recompute import recompute

H = timedelta(hours=1)
WHY = {"reason": "A test account was counted."}


@pytest.fixture
def over(world: World) -> Period:
    """A month that is over in every zone, with one promise kept and one missed."""
    period = period_at(timezone.now() - WIDEST, "month").previous
    world.now = period.starts_at() + timedelta(days=9)
    decide(world)
    world.now = timezone.now() - timedelta(minutes=5)
    world.settle()
    return period


def decide(world: World) -> None:
    for minutes in (30, 70):
        number = world.file("P1")
        desk.reply(ticket_id=number, body="Here.", by=world.engineer, now=world.wait(minutes=minutes))


def get(client: Client, address: str) -> str:
    answer = client.get(address)
    row_security.enter(None)
    assert answer.status_code == 200, answer.content[:2000]
    return answer.content.decode()


def test_staff_see_figures_and_the_tickets_behind_each(world: World, over: Period) -> None:
    client = browser(world.engineer)
    shown = get(client, f"/console/attainment?period={over}")
    assert "50.00%" in shown
    assert "objective=response&amp;severity=P1&amp;outcome=missed" in shown
    behind = get(client, f"/console/attainment/tickets?period={over}&objective=response&severity=P1&outcome=missed")
    assert behind.count("Nobody can join") == 1
    assert "/clocks/response/1" in behind


def test_an_earlier_instant_shows_what_was_known_then(world: World, over: Period) -> None:
    client = browser(world.engineer)
    before = (over.starts_at() + timedelta(days=8)).isoformat().replace("+", "%2B")
    shown = get(client, f"/console/attainment?period={over}&as_of={before}")
    assert "Nothing was decided in this period" in shown
    assert "As known at an earlier instant" in shown


def test_publishing_puts_it_on_the_public_page_and_withdrawing_takes_it_off(world: World, over: Period) -> None:
    manager = browser(world.staff["support_manager"])
    stranger = Client()
    assert "Nothing is published yet" in get(stranger, "/attainment")
    assert manager.post("/console/attainment/publications", {"period": str(over)}).status_code == 302
    row_security.enter(None)
    made = Publication.objects.get()
    shown = get(stranger, f"/attainment/{over}")
    assert made.sha256 in shown
    assert "Acme" not in shown
    document = stranger.get(f"/attainment/documents/{made.pk}").content
    assert hashlib.sha256(document).hexdigest() == made.sha256
    assert "See how promises were kept" in get(stranger, "/")
    assert manager.post(f"/console/attainment/publications/{made.pk}/withdrawal", WHY).status_code == 302
    assert "See how promises were kept" not in get(stranger, "/")
    assert "has taken back what was published" in get(stranger, f"/attainment/{over}")
    assert stranger.get(f"/attainment/documents/{made.pk}").status_code == 410


def test_the_public_page_says_what_was_taken_back(world: World, over: Period) -> None:
    """Or a restatement could go, and the better figures before it stand as if there had been none."""
    manager = world.staff["support_manager"]
    better = reports.publish_period(period=str(over), by=manager, now=world.now)
    desk.change_severity(
        ticket_id=_late(), severity="P2", basis="correction", reason="P2.", by=world.engineer, now=world.wait(minutes=1)
    )
    restated = reports.publish_period(period=str(over), by=manager, now=world.wait(minutes=1))
    assert "Taken back" not in get(Client(), f"/attainment/{over}")
    reports.withdraw_publication(publication_id=restated, reason="P1 after all.", by=manager, now=world.wait(minutes=1))
    shown = get(Client(), f"/attainment/{over}")
    current, withdrawn = shown.split('id="withdrawn"')
    assert "A later report, which had replaced these figures, was taken back." in current
    assert ("Current figures" in current, "Current figures" in withdrawn) == (True, False)
    assert '<span class="figure">50.00%</span>' in current
    assert '<span class="figure soft">100.00%</span>' in withdrawn, "P2 has more time"
    for mark in ("Taken back: these figures do not count", "by Vendor", "P1 after all."):
        assert mark in withdrawn
    assert "What changed" in shown
    gone = Client().get(f"/attainment/documents/{restated}").json()
    assert gone["figures"] == Publication.objects.get(pk=restated).figures
    console = get(browser(manager), f"/console/attainment?period={over}")
    assert "by support_manager at support_manager-1@vendor.example" in console
    assert console.count("Current figures") == 1
    assert '<span class="figure soft">100.00%</span>' in console
    listed = calls_as(world.acme.requester).get("/publications").json()["items"]
    assert [(one["id"], one["current"], one["withdrawn_by"]) for one in listed] == [
        (restated, False, gone["withdrawn_by"]),
        (better, True, ""),
    ]
    for number in (better, restated):
        assert Publication.objects.get(pk=number).sha256 in shown
    assert f"/attainment/documents/{better}" in shown
    assert f"/attainment/documents/{restated}" not in shown


def test_a_restated_period_shows_both_versions(world: World, over: Period) -> None:
    manager = world.staff["support_manager"]
    reports.publish_period(period=str(over), by=manager, now=world.now)
    desk.change_severity(
        ticket_id=_late(), severity="P2", basis="correction", reason="P2.", by=world.engineer, now=world.wait(minutes=1)
    )
    reports.publish_period(period=str(over), by=manager, now=world.wait(minutes=1))
    shown = get(Client(), f"/attainment/{over}")
    assert "Restated" in shown
    for publication in Publication.objects.all():
        assert publication.sha256 in shown
    changes = get(browser(manager), f"/console/attainment/changes?period={over}")
    assert "missed P1" in changes
    assert "met P2" in changes


def _late() -> int:
    from upheld.clocks.models import Clock

    return Clock.objects.get(objective="response", outcome="missed").ticket_id


def test_a_customer_recomputes_what_is_downloaded(world: World, over: Period) -> None:
    client = browser(world.acme.manager)
    answer = client.get(f"/portal/attainment/export?period={over}")
    assert answer.status_code == 200
    checked = recompute(io.BytesIO(b"".join(answer.streaming_content)))
    assert checked.differences == ()
    assert checked.tickets == 2


@pytest.mark.parametrize("place", ["attainment", "attainment/tickets", "attainment/course", "attainment/changes"])
def test_statements_do_not_grow(world: World, over: Period, place: str) -> None:
    client = browser(world.engineer)
    counts = []
    for _ in range(2):
        get(client, f"/console/{place}?period={over}")
        with CaptureQueriesContext(connection) as taken:
            get(client, f"/console/{place}?period={over}")
        counts.append(len(taken))
        world.now = over.starts_at() + timedelta(days=12)
        decide(world)
        world.now = timezone.now() - timedelta(minutes=4)
        world.settle()
    assert counts[0] == counts[1], [query["sql"][:120] for query in taken.captured_queries]


@pytest.mark.parametrize(
    "asked",
    [
        "period=9999-99",
        "period=2026-10&as_of=never",
        "customer=-1&by=everything",
        "hour=9-99&outcome=x&after=x",
        "as_of=0001-01-01",
    ],
)
def test_what_cannot_be_read_is_as_if_it_were_not_there(world: World, asked: str) -> None:
    client = browser(world.engineer)
    get(client, f"/console/attainment?{asked}")
    get(client, f"/console/attainment/tickets?{asked}")


@pytest.mark.parametrize("as_of", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00"])
def test_an_instant_at_the_edge_of_time_breaks_no_page(world: World, as_of: str) -> None:
    for who, page in ((world.staff["admin"], "/console/attainment"), (world.acme.manager, "/portal/attainment")):
        assert browser(who).get(page, {"as_of": as_of}).status_code == 200


def test_no_promise_is_told_late_by_nothing(world: World, over: Period) -> None:
    shown = get(browser(world.engineer), f"/console/attainment?period={over}")
    assert "0 min<" not in re.sub(r"\d0 min<", "", shown)
    assert pictures.span(timedelta()) == "under 1 min"
    assert pictures.spread({50: timedelta(), 90: timedelta(minutes=3)}) == (
        pictures.Spread("50%", "under 1 min"),
        pictures.Spread("90%", "3 min"),
    )
    assert pictures.spread({50: H, 90: H}) == (pictures.Spread("", "1 h"),)
    assert pictures.spread({}) == ()
