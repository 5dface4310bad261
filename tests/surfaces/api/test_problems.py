"""Bad input: a clear problem that names the field, in the caller's language, in bounded time; nothing half-written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from factories.api import Caller, calls_as
from factories.world import World
from upheld.desk.models import Ticket


@pytest.fixture
def customer(world: World) -> Caller:
    return calls_as(world.acme.requester)


@pytest.fixture
def ticket(world: World) -> dict[str, Any]:
    values = {"organisation_id": world.acme.id, "product_id": world.product_id, "severity": "P0"}
    return {**values, "subject": "Nobody can join", "body": "Every join fails."}


def test_a_problem_says_all_that_it_should(world: World, customer: Caller, ticket: dict[str, Any]) -> None:
    answer = customer.post("/tickets", {**ticket, "severity": "P9"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    found = answer.json()
    assert set(found) == {"type", "title", "status", "detail", "code", "errors", "request_id"}
    assert (answer.status_code, found["status"], found["code"]) == (422, 422, "not_among")
    assert found["type"] == "urn:upheld:problem:not_among"
    assert found["errors"] == [{"field": "severity", "code": "not_among", "message": found["detail"]}]
    assert "P0, P1, P2" in found["detail"]


def test_problems_are_in_the_language_asked_for(world: World, ticket: dict[str, Any]) -> None:
    chinese = calls_as(world.acme.requester, language="zh-CN").post("/tickets", {**ticket, "severity": "P9"})
    assert "未被接受" in chinese.json()["title"]
    assert chinese.headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"colour": "red"}, "colour", "extra_forbidden"),
        ({"state": "resolved"}, "state", "extra_forbidden"),
        ({"subject": 7}, "subject", "string_type"),
        ({"subject": ""}, "subject", "string_too_short"),
        ({"subject": "x" * 201}, "subject", "string_too_long"),
        ({"subject": "a\x00b"}, "subject", "string_pattern_mismatch"),
        ({"product_id": "1"}, "product_id", "int_type"),
        ({"product_id": True}, "product_id", "int_type"),
        ({"product_id": 10**30}, "product_id", "less_than_equal"),
        ({"product_id": -1}, "product_id", "greater_than_equal"),
        ({"tags": ["x"] * 21}, "tags", "too_long"),
        ({"tags": "x"}, "tags", "list_type"),
        ({"environment": "moon"}, "environment", "literal_error"),
        ({"evidence": {"a": {"b": 1}}}, None, None),
        ({"evidence": {"a": 1e999}}, None, None),
    ],
)
def test_wrong_fields_are_named(
    world: World, customer: Caller, ticket: dict[str, Any], change: dict[str, Any], field: str | None, code: str | None
) -> None:
    answer = customer.post("/tickets", {**ticket, **change})
    assert (answer.status_code, answer.json()["code"]) in {(400, "invalid"), (400, "not_json")}, answer.content
    if field:
        assert [(one["field"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]
        assert answer.json()["errors"][0]["message"]
    assert not Ticket.objects.exists()


def test_a_missing_field_is_named(customer: Caller, ticket: dict[str, Any]) -> None:
    del ticket["subject"]
    assert customer.post("/tickets", ticket).json()["errors"][0]["field"] == "subject"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{}{}",
        b'{"subject": NaN}',
        b'{"subject": "\xff"}',
        b'{"subject": "\\ud800"}',
        '{"subject": "x"}'.encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"[" * 500_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":' + b"9" * 900_000 + b"}",
    ],
    ids=lambda raw: raw[:12].hex(),
)
def test_bodies_that_are_no_json_object_are_refused(customer: Caller, raw: bytes) -> None:
    answer = customer.post("/tickets", raw=raw)
    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_body_beyond_a_megabyte_is_refused_unread(customer: Caller) -> None:
    answer = customer.post("/tickets", raw=b'{"subject": "' + b"x" * (1024 * 1024) + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_form_is_not_json(customer: Caller) -> None:
    answer = customer.client.post("/api/v1/tickets", {"subject": "x"})
    assert answer.status_code == 415


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/x-www-form-urlencoded; charset=no-such"])
def test_a_broken_form_is_no_more_than_a_form(customer: Caller, kind: str) -> None:
    for client, status in ((customer.client, 415), (Client(), 401)):
        answer = client.generic("POST", "/api/v1/tickets", b"--x\r\n%00=\0", content_type=kind)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/tickets", {"limit": "0"}),
        ("/tickets", {"limit": "201"}),
        ("/tickets", {"limit": "1.5"}),
        ("/tickets", {"limit": "１"}),
        ("/tickets", {"limit": "9" * 5000}),
        ("/tickets", {"customer": "-1"}),
        ("/tickets", {"state": "unknown"}),
        ("/tickets", {"sort": "id"}),
        ("/tickets", {"organisation_id__gt": "0"}),
        ("/search", {}),
        ("/search", {"q": "x" * 201}),
        ("/queue", {"missed": "1"}),
    ],
)
def test_wrong_queries_are_named(customer: Caller, path: str, query: dict[str, str]) -> None:
    answer = customer.get(path, **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert [one["field"] for one in answer.json()["errors"]] == (list(query) or ["q"])


@pytest.mark.parametrize("cursor", ["x", "0", "-1", "1e3", "9" * 30, "'; DROP TABLE desk_ticket; --"])
def test_a_cursor_that_no_page_gave_is_refused(world: World, customer: Caller, cursor: str) -> None:
    answer = customer.get("/tickets", cursor=cursor)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")
    engineer = calls_as(world.engineer)
    assert engineer.get("/queue", cursor=cursor).status_code == 422
    assert engineer.get("/organisations", cursor=cursor).status_code == 422


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 400, "1.5", "%00", "１"])
def test_what_is_no_number_is_not_there(customer: Caller, number: str) -> None:
    assert customer.get(f"/tickets/{number}").status_code in {400, 404}


@pytest.mark.parametrize(
    "instant",
    [
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2026-02-30T00:00:00Z",
        "2026-03-02",
        5,
        "",
    ],
)
def test_odd_instants_are_refused(world: World, instant: object) -> None:
    number = world.file("P0")
    change = {"severity": "P1", "basis": "correction", "reason": "So it was.", "effective_from": instant}
    answer = calls_as(world.engineer).post(f"/tickets/{number}/severity-changes", change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "effective_from")


def test_a_body_where_none_belongs_is_refused(world: World, customer: Caller) -> None:
    number = world.file("P1")
    answer = customer.post(f"/tickets/{number}/withdrawal", {"state": "resolved"})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_body_expected")
    assert customer.post(f"/tickets/{number}/withdrawal", {}).status_code == 204


def test_another_method_is_a_problem_that_says_which(customer: Caller) -> None:
    answer = customer.delete("/tickets")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_an_unknown_address_is_a_problem(customer: Caller) -> None:
    answer = customer.get("/nowhere")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (404, "not_found")


def test_an_error_of_ours_tells_nothing(world: World, customer: Caller, settings: Any) -> None:
    settings.UPHELD_WIRING = "no.such.table"
    customer.client.raise_request_exception = False
    values = {"organisation_id": world.acme.id, "product_id": world.product_id, "severity": "P0"}
    answer = customer.post("/tickets", {**values, "subject": "x", "body": "y"})
    assert (answer.status_code, answer.json()["code"]) == (500, "our_fault")
    assert b"no.such.table" not in answer.content
    assert not Ticket.objects.exists()


def test_a_body_refused_whole_is_named_by_the_empty_path(customer: Caller) -> None:
    found = customer.post("/tickets", raw=b"[1").json()
    assert [(one["field"], one["code"]) for one in found["errors"]] == [("", "not_json")]
