"""Attainment, the decisions behind it, publications and credits by the API."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

from factories.api import calls_as
from factories.world import World
from upheld.desk import acts as desk
from upheld.operations.paging import write_cursor
from upheld.reports.models import CreditCase


def decided(world: World) -> None:
    """One response that is met and one that is missed, in March."""
    met = world.file("P0")
    world.file("P0")
    world.wait(minutes=5)
    desk.reply(ticket_id=met, body="On it.", by=world.engineer, now=world.now)
    world.wait(hours=1)


def test_attainment_is_counted_and_its_decisions_are_shown(world: World) -> None:
    decided(world)
    caller = calls_as(world.acme.manager)
    report = caller.get("/attainment", period="2026-03", by="plan")
    assert report.status_code == 200, report.content
    rows = {(one["objective"], one["severity"]): one for one in report.json()["figures"]}
    response = rows["response", "P0"]
    assert (response["met"], response["missed"], response["attainment"]) == (1, 1, 0.5)
    assert response["dimensions"] == {"plan": "enterprise"}
    behind = caller.get("/attainment/decisions", period="2026-03", objective="response", limit="1").json()
    rest = caller.get(
        "/attainment/decisions", period="2026-03", objective="response", limit="1", cursor=behind["next"]
    ).json()
    assert {one["outcome"] for one in behind["items"] + rest["items"]} == {"met", "missed"}
    assert calls_as(world.rival.manager).get("/attainment", period="2026-03").json()["figures"] == []


def test_a_period_must_be_one(world: World) -> None:
    caller = calls_as(world.acme.requester)
    for period in ("2026-13", "2026", "1999-01", "2026-Q5", "26-01"):
        answer = caller.get("/attainment", period=period)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "period"), period


def test_figures_are_published_and_withdrawn(world: World) -> None:
    decided(world)
    manager = calls_as(world.staff["support_manager"])
    made = manager.post("/publications", {"period": "2026-03"})
    assert made.status_code == 201, made.content
    kept = calls_as(world.acme.requester).get("/publications").json()["items"]
    assert [(one["id"], one["period"]) for one in kept] == [(made.json()["id"], "2026-03")]
    assert manager.post("/publications", {"period": "2099-12"}).json()["code"] == "period_not_over"
    assert kept[0]["withdrawn_at"] is None
    place = f"/publications/{made.json()['id']}"
    for without in ("", "?reason=", "?reason=%20"):
        refused = manager.delete(place + without)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (
            400 if without != "?reason=%20" else 422,
            "reason",
        ), without
    assert manager.delete(f"{place}?reason=Too%20early").status_code == 204
    [withdrawn] = manager.get("/publications").json()["items"]
    assert (withdrawn["id"], withdrawn["withdrawn_because"]) == (made.json()["id"], "Too early")
    assert withdrawn["withdrawn_at"] is not None


def test_a_credit_is_claimed_approved_and_paid(world: World) -> None:
    number = CreditCase.objects.create(
        organisation_id=world.acme.id,
        contract_version_id=world.acme.version_id,
        period="2026-02",
        amount="10.00",
        currency="USD",
        lines={"lines": [], "capped": False, "base": "1000.00"},
        as_of=world.now,
    ).pk
    customer, vendor = calls_as(world.acme.manager), calls_as(world.staff["support_manager"])
    assert customer.get("/credits").json()["items"][0]["amount"] == "10.00"
    assert vendor.post(f"/credits/{number}/claim").status_code == 403
    for seen in ({"amount": "9.00"}, {"amount": "10.00", "currency": "CNY"}):
        refused = customer.post(f"/credits/{number}/claim", seen)
        assert (refused.status_code, refused.json()["code"]) == (409, "credit_other_amount"), seen
        assert "USD 10.00" in refused.json()["detail"]
    assert customer.post(f"/credits/{number}/claim", {"amount": "10.00", "currency": "USD"}).status_code == 204
    for move in ("approve", "pay"):
        assert vendor.post(f"/credits/{number}/{move}").status_code == 204
    assert customer.get("/credits").json()["items"][0]["state"] == "paid"
    assert calls_as(world.rival.manager).get("/credits").json()["items"] == []


def test_the_course_the_hours_and_the_evidence_are_told(world: World) -> None:
    decided(world)
    caller = calls_as(world.acme.manager)
    course = caller.get("/attainment/course", period="2026-03").json()["items"]
    assert [one["period"] for one in course] == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert (course[-1]["attainment"]["response"], course[0]["attainment"]["response"]) == (0.5, None)
    hours = caller.get("/attainment/hours", period="2026-03", objective="response").json()
    assert sum(hour["met"] for hour in hours["items"]) == sum(hour["missed"] for hour in hours["items"]) == 1
    answer = caller.get("/attainment/evidence", period="2026-03", customer=world.acme.id)
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        assert "cases.jsonl" in archive.namelist()
    assert caller.get("/attainment/evidence", period="2026-03", customer=world.rival.id).status_code == 404


def test_what_was_restated_names_its_decision(world: World) -> None:
    number = world.file("P0")
    world.wait(hours=1)
    before = world.now.isoformat().replace("+00:00", "Z")
    world.wait(minutes=1)
    desk.change_severity(
        ticket_id=number, severity="P2", basis="correction", reason="A question.", by=world.engineer, now=world.now
    )
    world.wait(minutes=1)
    caller = calls_as(world.acme.manager)
    found = caller.get("/attainment/restatements", period="2026-03", since=before).json()["items"]
    told = {one["decision"]["objective"]: (one["before"], one["after"]) for one in found}
    assert told["response"][0] == "missed P0"
    assert found[0]["decision"]["ticket_id"] == number


def test_nothing_is_told_as_of_an_instant_that_lies_ahead(world: World) -> None:
    """Open promises would be counted as missed, in figures and in archives that agree with themselves."""
    decided(world)
    caller, customer = calls_as(world.acme.manager), world.acme.id
    now = datetime.fromisoformat(caller.get("/attainment", period="2026-03").json()["as_of"])
    ahead = now + timedelta(days=40)
    asked = {"period": f"{ahead:%Y-%m}", "as_of": ahead.isoformat()}
    report = caller.get("/attainment", **asked).json()
    assert report["figures"] == []
    assert now <= datetime.fromisoformat(report["as_of"]) < ahead
    assert caller.get("/attainment/decisions", **asked).json()["items"] == []
    assert caller.get("/attainment/course", **asked).json()["items"][-1]["attainment"] == {
        "response": None, "update": None, "restoration": None, "resolution": None}  # fmt: skip
    assert caller.get("/attainment/hours", **asked, objective="update").json()["items"] == []
    assert caller.get("/attainment/restatements", **asked, since=ahead.isoformat()).json()["items"] == []
    evidence = caller.get("/attainment/evidence", **asked, customer=customer)
    with ZipFile(BytesIO(b"".join(evidence.streaming_content))) as archive:
        assert json.loads(archive.read("manifest.json"))["as_of"] < ahead.isoformat()


def test_pages_go_on_where_the_instant_asked_for_lies_ahead(world: World) -> None:
    decided(world)
    caller = calls_as(world.acme.manager)
    asked = {"period": "2026-03", "as_of": "2099-01-01T00:00:00Z", "objective": "response", "limit": "1"}
    first = caller.get("/attainment/decisions", **asked).json()
    second = caller.get("/attainment/decisions", **asked, cursor=first["next"]).json()
    assert {one["outcome"] for one in first["items"] + second["items"]} == {"met", "missed"}
    ahead = write_cursor([datetime(2099, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC), 1, "response", 1])
    assert caller.get("/attainment/decisions", **asked, cursor=ahead).status_code == 422
