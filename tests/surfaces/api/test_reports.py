"""Attainment, the decisions behind it, publications and credits by the API."""

from __future__ import annotations

from factories.api import calls_as
from factories.world import World
from upheld.desk import operations as desk
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
    assert manager.delete(f"/publications/{made.json()['id']}").status_code == 204
    assert manager.get("/publications").json()["items"] == []


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
    assert customer.post(f"/credits/{number}/claim").status_code == 204
    for move in ("approve", "pay"):
        assert vendor.post(f"/credits/{number}/{move}").status_code == 204
    assert customer.get("/credits").json()["items"][0]["state"] == "paid"
    assert calls_as(world.rival.manager).get("/credits").json()["items"] == []
