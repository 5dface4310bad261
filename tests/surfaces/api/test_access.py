"""Tokens, scopes, rates; files up and down; a fixed number of statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.api import Caller, calls_as, token_of
from factories.world import World
from upheld.accounts import operations
from upheld.accounts.limits import Limit, TooManyAttempts
from upheld.accounts.models import ApiToken
from upheld.api.wire.rate import RESERVED_CALLS, CallBudget

NOW = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer uph_x", "Basic uph_x", "Bearer " + "uph_" + "x" * 9000]
)
def test_without_a_working_token_there_is_nothing(world: World, header: str) -> None:
    caller = Caller()
    caller.client.defaults["HTTP_AUTHORIZATION"] = header
    answer = caller.get("/tickets")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_opens_no_api(world: World) -> None:
    assert Caller().get("/me").status_code == 401


def test_a_revoked_or_expired_token_is_none(world: World) -> None:
    caller = calls_as(world.acme.requester)
    assert caller.get("/me").status_code == 200
    ApiToken.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert caller.get("/me").status_code == 401
    ApiToken.objects.update(expires_at=None, revoked_at=datetime.now(UTC))
    assert caller.get("/me").status_code == 401


def test_a_scope_allows_what_it_says(world: World) -> None:
    number = world.file("P1")
    reads, writes = calls_as(world.acme.requester, scopes=["read"]), calls_as(world.acme.requester, scopes=["write"])
    body = {"body": "More."}
    assert reads.get(f"/tickets/{number}").status_code == 200
    refused = reads.post(f"/tickets/{number}/messages", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert writes.get(f"/tickets/{number}").status_code == 403
    assert writes.post(f"/tickets/{number}/messages", body).status_code == 201


def test_a_token_makes_no_tokens_and_may_be_revoked(world: World) -> None:
    caller = calls_as(world.acme.manager)
    held = caller.get("/tokens").json()["items"]
    assert [set(one) & {"digest", "secret"} for one in held] == [set()]
    assert caller.post("/tokens", {"name": "x", "scopes": ["read"]}).status_code == 405
    assert caller.delete(f"/tokens/{held[0]['id']}").status_code == 204
    assert caller.get("/me").status_code == 401


def test_the_caller_is_told_who_they_are(world: World) -> None:
    caller = calls_as(world.acme.requester)
    assert caller.get("/me").json()["memberships"] == [{"organisation_id": world.acme.id, "role": "requester"}]
    assert caller.patch("/me", {"timezone": "Europe/Paris"}).status_code == 204
    assert caller.get("/me").json()["timezone"] == "Europe/Paris"
    wrong = caller.patch("/me", {"timezone": "Mars/Olympus"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "timezone")


@pytest.mark.django_db
def test_a_rate_is_shared_by_processes_and_never_exceeded() -> None:
    limit = Limit("test.calls", 4 * RESERVED_CALLS, timedelta(minutes=1))
    budgets = [CallBudget(limit), CallBudget(limit)]
    spent = 0

    def spend_all() -> None:
        nonlocal spent
        for turn in range(10 * RESERVED_CALLS):
            budgets[turn % 2].spend(7, now=NOW)
            spent += 1

    with pytest.raises(TooManyAttempts) as refused:
        spend_all()
    assert spent <= limit.most
    wait = timedelta(seconds=refused.value.retry_after)
    with pytest.raises(TooManyAttempts):
        CallBudget(limit).spend(7, now=NOW + wait - timedelta(seconds=2))
    CallBudget(limit).spend(7, now=NOW + wait)


def test_too_many_calls_are_told_when_to_come_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = calls_as(world.acme.requester)
    monkeypatch.setattr(
        "upheld.api.wire.gate.call_budget", CallBudget(Limit("test.few", RESERVED_CALLS, timedelta(minutes=1)))
    )
    answers = [caller.get("/me") for _ in range(RESERVED_CALLS + 1)]
    assert {answer.status_code for answer in answers[:RESERVED_CALLS]} == {200}
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 120


def test_a_file_goes_up_and_comes_down(world: World) -> None:
    number = world.file("P1")
    caller = calls_as(world.acme.requester)
    data = bytes(range(256)) * 3000
    made = caller.upload(f"/tickets/{number}/attachments", data, name="<b>日志.html", content_type="text/html")
    assert made.status_code == 201, made.content
    body = {"body": "Attached.", "attachments": [made.json()["id"]]}
    assert caller.post(f"/tickets/{number}/messages", body).status_code == 201
    down = caller.get(f"/tickets/{number}/attachments/{made.json()['id']}")
    assert b"".join(down.streaming_content) == data
    assert down.headers["Content-Type"] == "application/octet-stream"
    assert down.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in down.headers["Content-Security-Policy"]
    assert calls_as(world.rival.requester).get(f"/tickets/{number}/attachments/{made.json()['id']}").status_code == 404


def test_a_file_is_bounded(world: World, settings: object) -> None:
    number = world.file("P1")
    caller = calls_as(world.acme.requester)
    settings.UPLOAD_LIMIT = 1000  # type: ignore[attr-defined]
    path = f"/tickets/{number}/attachments"
    assert caller.upload(path, b"x" * 1001, name="a.log").status_code == 413
    assert caller.upload(path, b"x" * 10, name="a.exe").json()["errors"][0]["field"] == "file"
    assert caller.upload(path, b"x" * 10).status_code == 400
    assert caller.post(path + "?name=a.log", {"x": 1}).status_code == 415


@pytest.mark.parametrize(
    ("path", "most"),
    [("/tickets", 1), ("/queue", 1), ("/contracts", 3), ("/organisations", 1), ("/products", 1), ("/groups", 2)],
)
def test_lists_cost_the_same_for_one_and_for_many(world: World, path: str, most: int) -> None:
    caller = calls_as(world.staff["admin"])
    world.file("P1", tags=["one"])
    caller.get(path)
    few = _statements(caller, path)
    for _ in range(4):
        world.file("P1", tags=["two"])
        other = operations.create_organisation(name="Other", by=world.staff["admin"], now=world.now)
        operations.create_group(name=f"Group {other}", by=world.staff["admin"], now=world.now)
    assert _statements(caller, path) == few == most + 1


def test_a_ticket_costs_the_same_however_long_it_is(world: World) -> None:
    caller = calls_as(world.engineer)
    number = world.file("P1")
    caller.post(f"/tickets/{number}/messages", {"body": "On it."})
    path = f"/tickets/{number}"
    caller.get(path)
    few = _statements(caller, path)
    for turn in range(5):
        caller.post(f"/tickets/{number}/notes", {"body": f"Note {turn}."})
    assert _statements(caller, path) == few <= 20


def test_filing_costs_no_more_than_its_operation(world: World) -> None:
    caller = Caller(token_of(world.acme.requester))
    values = {"organisation_id": world.acme.id, "product_id": world.product_id, "severity": "P0"}
    body = {**values, "subject": "x", "body": "y"}
    caller.post("/tickets", body)
    with CaptureQueriesContext(connection) as alone:
        world.file("P0")
    with CaptureQueriesContext(connection) as called:
        assert caller.post("/tickets", body).status_code == 201
    with CaptureQueriesContext(connection) as keyed:
        assert caller.post("/tickets", body, key="k").status_code == 201
    assert len(called) - len(alone) <= 2, [one["sql"][:90] for one in called]
    assert len(keyed) - len(called) <= 4


def _statements(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = caller.get(path)
    assert answer.status_code == 200, answer.content
    return sum(1 for one in captured if "set_config" not in one["sql"])
