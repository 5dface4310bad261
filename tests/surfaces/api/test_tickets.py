"""Tickets by the API: what the pages do, with the same operations behind."""

from __future__ import annotations

import pytest

from factories.api import Caller, calls_as
from factories.terms import always
from factories.world import World
from upheld.contracts import operations as contracts
from upheld.desk.models import Ticket


@pytest.fixture
def customer(world: World) -> Caller:
    return calls_as(world.acme.requester)


@pytest.fixture
def engineer(world: World) -> Caller:
    return calls_as(world.engineer)


def new_ticket(world: World, **given: object) -> dict[str, object]:
    return {
        "organisation_id": world.acme.id,
        "product_id": world.product_id,
        "subject": "Nobody can join",
        "body": "Every join fails.",
        "severity": "P0",
        **given,
    }


def test_a_ticket_is_filed_read_and_listed(world: World, customer: Caller) -> None:
    answer = customer.post(
        "/tickets", new_ticket(world, tags=["Join"], region="eu", evidence={"service_down_minutes": 6})
    )
    assert answer.status_code == 201, answer.content
    number = answer.json()["id"]
    read = customer.get(f"/tickets/{number}").json()
    assert (read["subject"], read["severity"], read["tags"], read["uncovered"]) == (
        "Nobody can join",
        "P0",
        ["join"],
        "",
    )
    assert read["messages"][0]["body"] == "Every join fails."
    assert [one["id"] for one in customer.get("/tickets").json()["items"]] == [number]


def test_the_whole_way_of_a_ticket(world: World, customer: Caller, engineer: Caller) -> None:
    number = customer.post("/tickets", new_ticket(world)).json()["id"]
    assert engineer.post(f"/tickets/{number}/messages", {"body": "On it."}).status_code == 201
    wait = engineer.post(f"/tickets/{number}/information-requests", {"body": "Please.", "items": ["SDK log"]})
    assert customer.get(f"/tickets/{number}").json()["waits"][0]["id"] == wait.json()["id"]
    customer.post(f"/tickets/{number}/messages", {"body": "Here it is."})
    first = engineer.post(f"/tickets/{number}/workarounds", {"body": "Use the other edge."}).json()["id"]
    rejected = customer.post(f"/tickets/{number}/deliveries/{first}/rejection", {"reason": "It does not help."})
    assert rejected.status_code == 204, rejected.content
    second = engineer.post(f"/tickets/{number}/resolutions", {"body": "Fixed in 4.8.3."}).json()["id"]
    assert customer.post(f"/tickets/{number}/deliveries/{second}/acceptance").status_code == 204
    read = customer.get(f"/tickets/{number}").json()
    assert read["state"] == "resolved"
    assert [one["state"] for one in read["deliveries"]] == ["rejected", "accepted"]
    assert customer.post(f"/tickets/{number}/reopenings", {"reason": "It is back."}).status_code == 204
    assert customer.get(f"/tickets/{number}").json()["state"] == "open"


def test_a_dispute_is_opened_ruled_and_withdrawn(world: World, customer: Caller, engineer: Caller) -> None:
    number = world.file("P0")
    change = {"severity": "P1", "basis": "impact", "reason": "Half of them can join again."}
    assert engineer.post(f"/tickets/{number}/severity-changes", change).status_code == 204
    contested = {"severity": "P0", "reason": "Nobody can."}
    assert customer.post(f"/tickets/{number}/disputes", contested).status_code == 201
    arbiter = calls_as(world.arbiter)
    assert [one["kind"] for one in arbiter.get("/cases").json()["items"]] == ["dispute"]
    assert arbiter.post(f"/tickets/{number}/rulings", contested).status_code == 204
    assert customer.get(f"/tickets/{number}").json()["severity"] == "P0"
    assert customer.delete(f"/tickets/{number}/disputes/open").status_code == 409


def test_an_exclusion_is_claimed_and_decided(world: World, customer: Caller, engineer: Caller) -> None:
    number = world.file("P0")
    hour = {"from_at": "2026-03-02T01:00:00Z", "to_at": "2026-03-02T02:00:00+00:00"}
    claim = {"clause": "outdated_sdk", "fields": {"sdk_version": "3.0"}, "evidence": "Of 2023.", **hour}
    made = engineer.post(f"/tickets/{number}/exclusions", claim)
    assert made.status_code == 201, made.content
    path = f"/tickets/{number}/exclusions/{made.json()['id']}/decisions"
    assert customer.post(path, {"accepted": False, "reason": "We run 4.8."}).status_code == 204
    assert customer.post(path, {"accepted": True}).status_code == 422
    assert calls_as(world.arbiter).post(path, {"accepted": True, "reason": "The log says 3.0."}).status_code == 204


def test_endings_are_proposed_merged_and_withdrawn(world: World, customer: Caller, engineer: Caller) -> None:
    first, second, third = world.file("P1"), world.file("P1"), world.file("P1")
    proposal = {"reason": "duplicate", "into_id": first, "note": "The same outage."}
    made = engineer.post(f"/tickets/{second}/cancellations", proposal)
    assert made.status_code == 201, made.content
    path = f"/tickets/{second}/cancellations/{made.json()['id']}/decision"
    assert customer.post(path, {"agreed": True}).status_code == 204
    assert customer.get(f"/tickets/{second}").json()["merged_into"] == first
    assert customer.post(f"/tickets/{third}/merge", {"into_id": first}).status_code == 204
    assert customer.post(f"/tickets/{first}/withdrawal").status_code == 204
    assert set(Ticket.objects.values_list("state", flat=True)) == {"cancelled"}


def test_handling_is_assigned_watched_and_linked(world: World, engineer: Caller) -> None:
    number, other = world.file("P1"), world.file("P1")
    given = {"group_id": world.groups["first"], "assignee_id": world.engineer.id}
    assert engineer.put(f"/tickets/{number}/assignment", given).status_code == 204
    assert engineer.put(f"/tickets/{number}/watchers/{world.acme.manager.id}").status_code == 204
    assert engineer.put(f"/tickets/{number}/links/{other}").status_code == 204
    assert engineer.patch(f"/tickets/{number}", {"component": "audio", "tags": ["eu"]}).status_code == 204
    read = engineer.get(f"/tickets/{number}").json()
    assert (read["group_id"], read["assignee"]["id"]) == (world.groups["first"], world.engineer.id)
    assert ([one["id"] for one in read["watchers"]], read["links"][0]["id"]) == ([world.acme.manager.id], other)
    assert (read["component"], read["tags"]) == ("audio", ["eu"])
    assert engineer.delete(f"/tickets/{number}/watchers/{world.acme.manager.id}").status_code == 204
    assert engineer.delete(f"/tickets/{number}/links/{other}").status_code == 204


def test_who_wrote_meanwhile_is_told(world: World, customer: Caller, engineer: Caller) -> None:
    number = world.file("P1")
    seen = engineer.get(f"/tickets/{number}").json()["revision"]
    customer.post(f"/tickets/{number}/messages", {"body": "One more thing."})
    late = engineer.post(f"/tickets/{number}/messages", {"body": "Solved?", "seen_revision": seen})
    assert (late.status_code, late.json()["code"]) == (409, "someone_replied")


def test_notes_and_drafts_stay_where_they_belong(world: World, customer: Caller, engineer: Caller) -> None:
    number = world.file("P1")
    assert engineer.post(f"/tickets/{number}/notes", {"body": "They never pay."}).status_code == 201
    assert engineer.put(f"/tickets/{number}/drafts/public", {"body": "Dear", "revision": 1}).status_code == 204
    assert b"They never pay." not in customer.get(f"/tickets/{number}").content
    assert customer.get(f"/tickets/{number}").json()["drafts"] == []
    assert engineer.get(f"/tickets/{number}").json()["drafts"][0]["body"] == "Dear"
    assert engineer.delete(f"/tickets/{number}/drafts/public").status_code == 204


def test_saved_replies_are_kept_changed_and_deleted(engineer: Caller) -> None:
    made = engineer.post("/saved-replies", {"title": "Logs", "body_en": "Please send logs."}).json()["id"]
    assert engineer.put(f"/saved-replies/{made}", {"title": "Logs", "body_zh": "请提供日志。"}).status_code == 204
    assert engineer.get("/saved-replies").json()["items"][0]["body_zh"] == "请提供日志。"
    assert engineer.delete(f"/saved-replies/{made}").status_code == 204


def test_lists_are_filtered_and_paged(world: World, customer: Caller) -> None:
    numbers = [world.file(severity) for severity in ("P0", "P1", "P1", "P2")]
    page = customer.get("/tickets", limit="3").json()
    assert [one["id"] for one in page["items"]] == numbers[:0:-1]
    rest = customer.get("/tickets", limit="3", cursor=page["next"]).json()
    assert ([one["id"] for one in rest["items"]], rest["next"]) == (numbers[:1], None)
    assert len(customer.get("/tickets", severity="P1", status="open").json()["items"]) == 2


def test_the_clocks_and_their_reckoning(world: World, customer: Caller) -> None:
    number = customer.post("/tickets", new_ticket(world)).json()["id"]
    clocks = {one["objective"]: one for one in customer.get(f"/tickets/{number}/clocks").json()["items"]}
    assert (clocks["response"]["state"], clocks["response"]["allowance"]) == ("running", 900)
    assert [clock["share"] for clock in clocks["response"]["marks"] if clock["kind"] == "warn"] == ["1/2", "4/5"]
    why = customer.get(f"/tickets/{number}/clocks/response/1").json()
    assert why["clock"]["objective"] == "response"
    assert customer.get(f"/tickets/{number}/clocks/response/9").status_code == 404


def test_the_queue_is_by_deadline_and_for_staff(world: World, customer: Caller, engineer: Caller) -> None:
    late, soon = world.file("P1"), world.file("P0")
    page = engineer.get("/queue", limit="1").json()
    assert [one["ticket_id"] for one in page["items"]] == [soon]
    rest = engineer.get("/queue", limit="1", cursor=page["next"]).json()
    assert [one["ticket_id"] for one in rest["items"]] == [late]
    assert engineer.get("/queue/counts").json()["all"] == 2
    assert customer.get("/queue").status_code == 403


def test_search_finds_what_the_caller_may_see(world: World, customer: Caller) -> None:
    mine = world.file("P1", subject="音频卡顿 stutter")
    world.file("P1", customer=world.rival, subject="音频卡顿 stutter")
    found = customer.get("/search", q="卡顿").json()
    assert ([one["id"] for one in found["items"]], found["capped"]) == ([mine], False)


@pytest.mark.parametrize("evidence", [{"minutes": 6}, {"service_down_minutes": "six"}])
def test_evidence_of_no_criterion_or_of_a_wrong_type_is_refused(
    world: World, customer: Caller, evidence: dict[str, object]
) -> None:
    answer = customer.post("/tickets", new_ticket(world, evidence=evidence))
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_evidence")
    assert [one["field"] for one in answer.json()["errors"]] == [f"evidence:{name}" for name in evidence]
    assert not Ticket.objects.exists()


def test_what_is_provided_or_asked_for_carries_files_and_knows_what_was_read(
    world: World, customer: Caller, engineer: Caller
) -> None:
    number = customer.post("/tickets", new_ticket(world)).json()["id"]
    place = f"/tickets/{number}"
    for part, more in (("information-requests", {"items": ["log"]}), ("workarounds", {}), ("resolutions", {})):
        read = engineer.get(place).json()["revision"]
        customer.post(f"{place}/messages", {"body": "One more thing."})
        file = engineer.upload(f"{place}/attachments", b"patch", name="fix.patch").json()["id"]
        given = {"body": part, "attachments": [file], **more}
        late = engineer.post(f"{place}/{part}", {**given, "seen_revision": read})
        assert (late.status_code, late.json()["code"]) == (409, "someone_replied")
        sent = engineer.post(f"{place}/{part}", {**given, "seen_revision": engineer.get(place).json()["revision"]})
        assert sent.status_code == 201, sent.content
        last = customer.get(place).json()["messages"][-1]
        assert (last["body"], [one["id"] for one in last["attachments"]]) == (part, [file])


def test_a_ticket_shows_its_promises_before_it_is_filed(world: World, customer: Caller) -> None:
    about = {"organisation_id": world.acme.id, "product_id": world.product_id}
    answer = customer.post("/filing-previews", {**about, "evidence": {"service_down_minutes": 6}})
    assert answer.status_code == 200, answer.content
    offer = answer.json()
    assert (offer["proposed"], offer["uncovered"], offer["levels"][0]["id"]) == ("P0", "", "P0")
    assert offer["evidence"]["service_down_minutes"] == "number"
    due = {one["objective"]: one["due_at"] for one in offer["levels"][0]["promises"]}
    assert due["response"] is not None
    wrong = customer.post("/filing-previews", {**about, "evidence": {"x": 1}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "evidence:x")
    foreign = customer.post("/filing-previews", {**about, "organisation_id": world.rival.id})
    assert foreign.status_code == 404
    assert not Ticket.objects.exists()


def test_the_environment_of_the_ticket_counts_before_it_is_filed(world: World, customer: Caller) -> None:
    condition = "criteria: service_down_minutes > 5"
    source = always(version=2).replace(condition, condition.replace("service", 'environment != "test" && service', 1))
    admin = world.staff["admin"]
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=admin, now=world.now)
    contracts.publish_version(version_id=draft, by=admin, now=world.now)
    about = {"organisation_id": world.acme.id, "product_id": world.product_id, "evidence": {"service_down_minutes": 6}}
    for environment, level in (("production", "P0"), ("test", None)):
        offer = customer.post("/filing-previews", {**about, "environment": environment}).json()
        assert (offer["proposed"], offer["undetermined"]) == (level, [])


def test_both_outcomes_of_a_dispute_are_shown_beforehand(world: World, customer: Caller) -> None:
    number = customer.post("/tickets", new_ticket(world, severity="P1")).json()["id"]
    found = customer.get(f"/tickets/{number}/outcomes", kind="dispute", severity="P0").json()["items"]
    assert [(one["kind"], one["severity"]) for one in found] == [("disputed", "P0"), ("ruled", "P0"), ("ruled", "P1")]
    assert found[1]["clocks"][0]["due_at"] < found[2]["clocks"][0]["due_at"]
    now, then = customer.get(f"/tickets/{number}/outcomes", kind="impact", severity="P0").json()["items"]
    assert (now["kind"], then["kind"]) == ("now", "changed")
    wrong = customer.get(f"/tickets/{number}/outcomes", kind="impact", severity="P9")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "severity")


def test_who_can_be_named_depends_on_who_asks(world: World, customer: Caller, engineer: Caller) -> None:
    number = customer.post("/tickets", new_ticket(world)).json()["id"]
    own = {one["id"] for one in customer.get(f"/tickets/{number}/people").json()["items"]}
    assert own == {world.acme.requester.id, world.acme.manager.id}
    first = engineer.get(f"/tickets/{number}/people", limit="3").json()
    rest = engineer.get(f"/tickets/{number}/people", cursor=first["next"]).json()
    named = [one["id"] for one in first["items"] + rest["items"]]
    assert set(named) >= own | {one.id for one in world.staff.values()}
    assert len(named) == len(set(named))
