"""A restatement shows every published value that changed, and nothing published moves or goes without a trace."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from factories.accounts import browser
from factories.api import calls_as
from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Organisation
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.ledger.models import Entry
from upheld.reports.changed_words import comparisons
from upheld.reports.leaves import HEADER, changed_values, values_of
from upheld.reports.models import Publication
from upheld.reports.operations import CannotPublish, publish_period, withdraw_publication
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment
from upheld.reports.queries.publications import publications

APRIL = datetime(2026, 4, 3, tzinfo=UTC)
MARCH = read_period("2026-03")


def a_month(world: World) -> tuple[int, int]:
    """A response in time and a late one. Nothing else is delivered, so that restorations go on being late."""
    first, second = world.file("P0"), world.file("P0")
    desk.reply(ticket_id=first, body="Here.", by=world.engineer, now=world.wait(minutes=5))
    desk.reply(ticket_id=second, body="Late.", by=world.engineer, now=world.wait(hours=1))
    world.now = APRIL
    world.settle()
    return first, second


def publish(world: World) -> Publication:
    number = publish_period(period="2026-03", by=world.staff["support_manager"], now=world.wait(hours=1))
    return Publication.objects.get(pk=number)


def withdraw(world: World, row: Publication, reason: str = "A test account was counted.") -> None:
    manager = world.staff["support_manager"]
    withdraw_publication(publication_id=row.pk, reason=reason, by=manager, now=world.wait(hours=1))


def move_vendor(world: World, zone: str) -> None:
    vendor = Organisation.objects.get(kind="vendor")
    accounts.update_organisation(
        organisation_id=vendor.pk, name=vendor.name, timezone=zone, language="en", by=SYSTEM, now=world.wait(hours=1)
    )


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every scalar of a document stands, read without the code under test."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        return [path]
    return [place for name, item in items for place in places(item, (*path, name))]


def changed(document: Any, place: tuple[Any, ...]) -> Any:
    other = copy.deepcopy(document)
    *way, last = place
    target = other
    for name in way:
        target = target[name]
    target[last] = [1, 1] if target[last] is None else f"{target[last]}1" if isinstance(target[last], str) else 99
    return other


def test_every_value_of_a_document_that_changes_is_listed(world: World) -> None:
    a_month(world)
    document = json.loads(json.dumps(publish(world).figures))
    published = [place for place in places(document) if place[0] not in HEADER]
    assert len(published) > 7 * 24, "the hours of the week are there"
    for place in published:
        assert changed_values(document, changed(document, place)), place
        if document["figures"] and place[0] == "figures":
            assert changed_values(changed(document, place), document), place
    for place in set(places(document)) - set(published):
        assert changed_values(document, changed(document, place)) == (), place


def test_a_key_that_this_version_does_not_know_is_listed_too(world: World) -> None:
    a_month(world)
    document = publish(world).figures
    assert changed_values(document, {**document, "new": {"deep": [{"x": 1}]}})
    assert len(values_of({**document, "new": 1})) == len(values_of(document)) + 1


def test_lateness_that_grows_by_itself_restates_nothing_and_a_fact_that_moves_it_does(world: World) -> None:
    first, _ = a_month(world)
    publish(world)
    world.wait(hours=30)
    with pytest.raises(CannotPublish, match="same_figures"):
        publish(world)
    desk.provide_workaround(ticket_id=first, body="Restart.", by=world.engineer, now=world.wait(hours=1))
    old, new = Publication.objects.get(), publish(world)
    assert {value.path[4] for value in changed_values(old.figures, new.figures)} <= {"lateness", "speed"}


def test_a_change_of_the_vendors_zone_moves_nothing_published_and_is_in_its_log(world: World) -> None:
    a_month(world)
    before = publish(world)
    zone = before.figures["hours"]["zone"]
    move_vendor(world, "America/Los_Angeles")
    with pytest.raises(CannotPublish, match="same_figures"):
        publish(world)
    report = attainment(period=MARCH, as_of=world.now, actor=SYSTEM)
    assert (report.vendor_zone, zone != "America/Los_Angeles") == (zone, True)
    other = attainment(period=MARCH.next, as_of=world.now, actor=SYSTEM)
    assert other.vendor_zone == "America/Los_Angeles"
    entry = json.loads(bytes(Entry.objects.get(type="vendor.zone_changed").leaf))
    assert entry["data"] == {"before": zone, "after": "America/Los_Angeles"}


def test_withdrawing_and_publishing_again_in_another_zone_keeps_the_zone(world: World) -> None:
    a_month(world)
    before = publish(world)
    withdraw(world, before)
    move_vendor(world, "America/Los_Angeles")
    again = publish(world)
    assert again.figures["hours"] == before.figures["hours"]


def test_the_only_publication_withdrawn_is_still_there_as_withdrawn(world: World) -> None:
    a_month(world)
    row = publish(world)
    withdraw(world, row)
    stranger = browser(world.acme.requester)
    shown = stranger.get("/attainment/2026-03").content.decode()
    assert row.sha256 in shown
    assert "A test account was counted." in shown
    assert '<span class="figure soft">50.00%</span>' in shown
    assert "Current figures" not in shown
    assert stranger.get("/attainment").content.decode().count(row.sha256) == 1
    document = stranger.get(f"/attainment/documents/{row.pk}")
    assert (document.status_code, document.json()["withdrawn_because"]) == (410, "A test account was counted.")
    [item] = calls_as(world.acme.requester).get("/publications").json()["items"]
    assert (item["sha256"], item["withdrawn_because"]) == (row.sha256, "A test account was counted.")
    assert item["withdrawn_at"]
    row_security.enter(None)
    entry = json.loads(bytes(Entry.objects.get(type="attainment.withdrawn").leaf))
    assert entry["data"]["reason"] == "A test account was counted."


def test_publishing_after_withdrawing_shows_what_differs(world: World) -> None:
    _, late = a_month(world)
    old = publish(world)
    withdraw(world, old)
    desk.change_severity(
        ticket_id=late, severity="P1", basis="correction", reason="P1.", by=world.engineer, now=world.wait(hours=1)
    )
    publish(world)
    shown = browser(world.acme.requester).get("/attainment/2026-03").content.decode()
    assert 'id="changes"' in shown
    assert "A test account was counted." in shown
    row_security.enter(None)
    later, earlier = publications(period=read_period("2026-03"), withdrawn=True)
    [pair] = comparisons([(earlier, later)])
    assert {(figure.objective, figure.severity) for figure in pair.figures} >= {("response", "P0"), ("response", "P1")}
    names = [line.name for line in pair.others]
    assert "enterprise · Response P0 · Late by 50%" in names
    assert not [name for name in names if name.endswith(("objective", "severity", "plan"))]
    assert any("Hours of the week" in line.name for line in pair.others) == (
        old.figures["hours"] != later.figures["hours"]
    )


def test_the_reason_of_a_withdrawal_cannot_be_changed_afterwards(world: World) -> None:
    a_month(world)
    row = publish(world)
    withdraw(world, row)
    change = "UPDATE reports_publication SET withdrawn_because = 'Another.' WHERE id = %s"
    with pytest.raises(DatabaseError, match="withdrawn once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [row.pk])


def test_a_reason_has_a_bound(world: World) -> None:
    a_month(world)
    row = publish(world)
    with pytest.raises(CannotPublish, match="reason_too_long") as refused:
        withdraw(world, row, "x" * 501)
    assert refused.value.field == "reason"
