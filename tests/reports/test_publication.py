"""Published figures are named by their hash, restated beside the first, and never changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.accounts import browser
from factories.terms import always
from factories.world import START, World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts.queries import forget
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.ledger.models import Entry
from upheld.operations.errors import NotAllowed
from upheld.reports.document import sha256
from upheld.reports.models import Publication
from upheld.reports.operations import CannotPublish, publish_period, withdraw_publication
from upheld.reports.periods import read_period
from upheld.reports.queries import publications as queries
from upheld.reports.queries.publications import changes, publication, publications, restated
from upheld.sla.engine import ENGINE

APRIL = datetime(2026, 4, 3, tzinfo=UTC)


def a_month(world: World) -> int:
    """One response in time, one late; the second ticket's number."""
    first, second = world.file("P0"), world.file("P0")
    desk.reply(ticket_id=first, body="Here.", by=world.engineer, now=world.wait(minutes=5))
    desk.reply(ticket_id=second, body="Late.", by=world.engineer, now=world.wait(hours=1))
    world.now = APRIL
    world.settle()
    return second


def publish(world: World) -> int:
    return publish_period(period="2026-03", by=world.staff["support_manager"], now=world.wait(minutes=1))


def test_a_publication_is_its_bytes_and_their_hash(world: World) -> None:
    a_month(world)
    found = publication(publication_id=publish(world))
    assert found is not None
    assert hashlib.sha256(found.document).hexdigest() == found.sha256
    told = json.loads(found.document)
    started = START.astimezone(ZoneInfo(told["hours"]["zone"]))
    response = next(one for one in told["figures"] if one["objective"] == "response")
    assert (response["met"], response["missed"], response["attainment"], response["plan"]) == (
        1,
        1,
        "50.00%",
        "enterprise",
    )
    assert told["hours"]["met_missed"][0][started.hour] == [1, 1]


def test_no_customer_person_or_ticket_is_in_it(world: World) -> None:
    a_month(world)
    found = publication(publication_id=publish(world))
    assert found is not None
    for private in (b"Acme", b"Rival", b"example", b"Nobody can join"):
        assert private not in found.document


def test_a_ruling_restates_and_both_versions_say_what_changed(world: World) -> None:
    late = a_month(world)
    first = publication(publication_id=publish(world))
    claim = desk.claim_exclusion(
        ticket_id=late,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        scope=None,
        evidence="4.0",
        by=world.engineer,
        now=world.wait(hours=1),
    )
    desk.decide_exclusion(
        ticket_id=late, claim_id=claim, accepted=True, reason="", by=world.acme.manager, now=world.wait(hours=1)
    )
    desk.change_severity(
        ticket_id=late,
        severity="P1",
        basis="correction",
        reason="It was P1.",
        by=world.engineer,
        now=world.wait(hours=1),
    )
    second = publication(publication_id=publish(world))
    assert first is not None
    assert second is not None
    assert publication(publication_id=first.id) == replace(first, current=False)
    assert second.current
    found = {
        (change.objective, change.severity): (change.before.get("missed"), change.after.get("missed"))
        for change in changes(first.figures, second.figures)
    }
    assert found["response", "P0"] == (1, 0)
    assert found["response", "P1"] == (None, 1)
    told = restated(period=read_period("2026-03"), before=first.as_of, after=second.as_of, actor=SYSTEM)
    assert {(one.line.ticket_id, one.before, one.after) for one in told if one.line.objective == "response"} == {
        (late, "missed P0", "missed P1")
    }


def test_the_same_figures_are_not_published_twice(world: World) -> None:
    a_month(world)
    publish(world)
    world.wait(hours=1)
    with pytest.raises(CannotPublish, match="same_figures"):
        publish(world)


def test_a_period_that_is_not_over_is_not_published(world: World) -> None:
    world.file("P0")
    with pytest.raises(CannotPublish, match="period_not_over"):
        publish(world)
    assert publications(period=read_period("2026-03")) == ()


def test_a_period_is_over_when_it_is_over_in_the_zone_of_every_contract(db: None) -> None:
    row_security.enter(None)
    forget()
    world = build(source=always().replace("Asia/Shanghai", "Pacific/Honolulu"))
    a_month(world)
    manager = world.staff["support_manager"]
    world.now = read_period("2026-03").ends_at("Pacific/Honolulu") - timedelta(hours=1)
    world.settle()
    page = browser(manager).get("/console/attainment?period=2026-03").content.decode()
    assert 'action="/console/attainment/publications"' in page, "by now it is over everywhere"
    with pytest.raises(CannotPublish, match="period_not_over"):
        publish_period(period="2026-03", by=manager, now=world.now)
    assert publish_period(period="2026-03", by=manager, now=world.wait(hours=1))


def test_what_is_withdrawn_is_shown_no_more_and_its_hash_stays_in_the_ledger(world: World) -> None:
    a_month(world)
    made = publish(world)
    manager = world.staff["support_manager"]
    withdraw_publication(publication_id=made, reason="Too early.", by=manager, now=world.wait(hours=1))
    assert publications(period=read_period("2026-03")) == ()
    assert publication(publication_id=made) is None
    kept = publications(period=read_period("2026-03"), withdrawn=True)[0]
    entries = Entry.objects.filter(subject="attainment/2026-03").order_by("index")
    assert [entry.type for entry in entries] == ["attainment.published", "attainment.withdrawn"]
    assert json.loads(bytes(entries[0].leaf))["data"]["sha256"] == kept.sha256


@pytest.mark.parametrize("role", ["engineer", "expert", "csm", "arbiter"])
def test_only_managers_publish(world: World, role: str) -> None:
    with pytest.raises(NotAllowed):
        publish_period(period="2026-03", by=world.staff[role], now=APRIL)


def _published_by_the_first_engine(world: World, **changes: object) -> None:
    """As engine 1 published: no engine is named, updates without a decided cycle were counted as met."""
    row = Publication.objects.get()
    figures = {name: value for name, value in row.figures.items() if name != "engine"}
    [responses] = [figure for figure in figures["figures"] if figure["objective"] == "response"]
    responses.update(changes)
    Publication.objects.create(
        period=row.period, as_of=row.as_of, figures=figures, sha256=sha256(figures), published_at=world.wait(hours=1)
    )


def test_what_an_older_engine_published_is_restated_by_a_fact_alone(world: World) -> None:
    ticket = a_month(world)
    publish(world)
    assert publications(period=read_period("2026-03"))[0].engine == ENGINE
    _published_by_the_first_engine(world, met=7)
    with pytest.raises(CannotPublish, match="same_figures"):
        publish(world)
    assert publications(period=read_period("2026-03"))[0].engine == 1
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="correction", reason="P1.", by=world.engineer, now=world.wait(hours=1)
    )
    publish(world)
    assert [one.engine for one in publications(period=read_period("2026-03"))] == [ENGINE, 1, ENGINE]


def _rows(world: World, period: str, count: int, *, withdrawn: bool) -> None:
    """Publications as rows, each an hour newer than the one before."""
    figures = {**Publication.objects.order_by("pk")[0].figures, "period": period}
    for _ in range(count):
        at = world.now = world.now + timedelta(hours=1)
        Publication.objects.create(
            period=period,
            as_of=at,
            figures=figures,
            sha256=sha256(figures),
            published_at=at,
            withdrawn_at=at if withdrawn else None,
        )


@pytest.mark.parametrize("period", ["2026-02", "2026-03"])
def test_what_stands_is_shown_however_much_was_withdrawn(
    world: World, monkeypatch: pytest.MonkeyPatch, period: str
) -> None:
    """More is withdrawn later, of this period or of another, than a list holds."""
    monkeypatch.setattr(queries, "MOST", 3)
    a_month(world)
    made = publish(world)
    _rows(world, period, 5, withdrawn=True)
    [standing] = publications(period=read_period("2026-03"))
    assert standing.id == made
    for address in ("/attainment", "/attainment/2026-03"):
        answer = Client().get(address)
        assert (answer.status_code, standing.sha256 in answer.content.decode()) == (200, True), address
    row_security.enter(None)
    later = publications(period=read_period("2026-03"), withdrawn=True)
    assert [report.published_at for report in later] == sorted((report.published_at for report in later), reverse=True)


def test_public_pages_take_as_many_statements_however_much_was_published(world: World) -> None:
    a_month(world)
    publish(world)
    _rows(world, "2026-02", 1, withdrawn=False)
    _rows(world, "2026-01", 1, withdrawn=True)
    counts = []
    for _ in range(2):
        for address in ("/", "/attainment", "/attainment/2026-03"):
            with CaptureQueriesContext(connection) as statements:
                assert Client().get(address).status_code == 200
            counts.append(len(statements))
        row_security.enter(None)
        for month in range(1, 13):
            _rows(world, f"2025-{month:02}", 2, withdrawn=month % 2 == 0)
    assert counts[:3] == counts[3:]
    pages = Client().get("/attainment").content.decode()
    assert pages.count('href="/attainment/20') == 15
