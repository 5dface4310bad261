"""What a machine's token says is automatic: it stops no clock. What a person's token says tells that it came by API."""

from __future__ import annotations

import pytest

from factories.accounts import browser
from factories.api import Caller, calls_as
from factories.world import World
from upheld.accounts.models import ApiToken
from upheld.i18n import words
from upheld.ledger.queries import entries_of


@pytest.fixture
def machine(world: World) -> Caller:
    return calls_as(world.engineer, kind="machine")


@pytest.fixture
def person(world: World) -> Caller:
    return calls_as(world.engineer, kind="person")


def data_of(ticket: int, kind: str) -> list[dict[str, object]]:
    return [one.document["data"] for one in entries_of([ticket], [kind])[ticket]]


@pytest.mark.parametrize("channel", ["reply", "call", "chat"])
def test_a_machine_s_reply_by_any_channel_stops_no_clock(world: World, machine: Caller, channel: str) -> None:
    ticket = world.file("P0")
    world.wait(minutes=3)
    assert machine.post(f"/tickets/{ticket}/messages", {"body": "Received.", "channel": channel}).status_code == 201
    assert world.clock(ticket, "response").stopped_at is None
    [message] = machine.get(f"/tickets/{ticket}").json()["messages"][1:]
    assert (message["automatic"], message["via"]) == (True, "machine")
    [data] = data_of(ticket, "vendor.replied")
    assert (data["automatic"], data["via"]) == (1, "machine")


def test_a_person_s_reply_by_api_counts_and_says_so(world: World, person: Caller) -> None:
    ticket = world.file("P0")
    world.wait(minutes=3)
    person.post(f"/tickets/{ticket}/messages", {"body": "On it."})
    assert world.clock(ticket, "response").stopped_at is not None
    [data] = data_of(ticket, "vendor.replied")
    assert (data["automatic"], data["via"]) == (0, "person")
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    assert f"{world.engineer.name}, by API with their token" in page
    person.post(f"/tickets/{ticket}/severity-changes", {"severity": "P1", "basis": "impact", "reason": "Less."})
    page = browser(world.engineer).get(f"/console/tickets/{ticket}").content.decode()
    assert page.count(f"{world.engineer.name}, by API with their token") == 2
    assert words.say("via", "person", lang="zh-hans", name="李娜") == "李娜（通过其 API 令牌）"


def test_an_act_on_a_page_leaves_the_leaf_as_it_was(world: World) -> None:
    ticket = world.file("P0")
    world.wait(minutes=3)
    browser(world.engineer).post(f"/console/tickets/{ticket}/reply", {"body": "On it.", "seen": "0"})
    for entries in entries_of([ticket]).values():
        assert all("via" not in entry.document["data"] for entry in entries)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("information-requests", {"body": "Which version?", "items": ["version"]}),
        ("workarounds", {"body": "Restart."}),
        ("resolutions", {"body": "Version 2.1 is out."}),
    ],
)
def test_a_machine_neither_pauses_a_clock_nor_delivers(
    world: World, machine: Caller, person: Caller, path: str, body: dict[str, object]
) -> None:
    ticket = world.file("P0")
    refused = machine.post(f"/tickets/{ticket}/{path}", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "needs_a_person")
    assert person.post(f"/tickets/{ticket}/{path}", body).status_code == 201


def test_a_machine_raises_a_severity_and_does_not_lower_it(world: World, machine: Caller, person: Caller) -> None:
    ticket = world.file("P1")
    path = f"/tickets/{ticket}/severity-changes"
    for basis in ("impact", "correction"):
        refused = machine.post(path, {"severity": "P2", "basis": basis, "reason": "Less."})
        assert (refused.status_code, refused.json()["code"]) == (403, "needs_a_person")
    assert world.clock(ticket, "restoration").severity == "P1"
    assert machine.post(path, {"severity": "P0", "basis": "impact", "reason": "More."}).status_code == 204
    assert person.post(path, {"severity": "P1", "basis": "impact", "reason": "Less."}).status_code == 204


def test_a_machine_does_not_judge(world: World) -> None:
    ticket = world.file("P1")
    calls_as(world.acme.requester).post(f"/tickets/{ticket}/disputes", {"severity": "P0", "reason": "All is down."})
    judge = calls_as(world.arbiter, kind="machine")
    refused = judge.post(f"/tickets/{ticket}/rulings", {"severity": "P2", "reason": "By rule 4."})
    assert (refused.status_code, refused.json()["code"]) == (403, "needs_a_person")


def test_a_customer_s_machine_does_what_a_customer_may(world: World, person: Caller) -> None:
    ticket = world.file("P0")
    asked = {"body": "Which version?", "items": ["version"]}
    person.post(f"/tickets/{ticket}/information-requests", asked)
    machine = calls_as(world.acme.requester, kind="machine")
    assert machine.post(f"/tickets/{ticket}/messages", {"body": "4.2.1"}).status_code == 201
    assert machine.get(f"/tickets/{ticket}").json()["waits"][0]["ended_at"] is not None


def test_the_page_issues_either_kind_and_asks_which(world: World) -> None:
    client = browser(world.engineer)
    for kind in ("person", "machine"):
        sent = {"name": kind, "kind": kind, "scopes": ["read"], "days": "9"}
        assert client.post("/profile/tokens", sent).status_code == 200
    assert dict(ApiToken.objects.values_list("name", "kind")) == {"person": "person", "machine": "machine"}
    assert client.post("/profile/tokens", {"name": "x", "scopes": ["read"], "days": "9"}).status_code == 422
    unknown = {"name": "x", "kind": "x", "scopes": ["read"], "days": "9"}
    assert client.post("/profile/tokens", unknown).status_code == 422


def test_a_token_tells_its_kind(machine: Caller, person: Caller) -> None:
    assert (machine.get("/me").json()["token_kind"], person.get("/me").json()["token_kind"]) == ("machine", "person")
    assert sorted(one["kind"] for one in machine.get("/tokens").json()["items"]) == ["machine", "person"]
