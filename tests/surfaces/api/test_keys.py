"""Idempotency keys: a write sent twice happens once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from factories.api import Caller, calls_as
from factories.world import World, build
from upheld.accounts import pace
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk.models import Message, Ticket
from upheld.escalation.models import WebhookEndpoint
from upheld.ledger.models import Entry
from upheld.operations import disk
from upheld.operations.models import IdempotencyKey


@pytest.fixture
def customer(world: World) -> Caller:
    return calls_as(world.acme.requester)


def new_ticket(world: World, **given: object) -> dict[str, Any]:
    values = {"organisation_id": world.acme.id, "product_id": world.product_id, "severity": "P0"}
    return {**values, "subject": "Nobody can join", "body": "Every join fails.", **given}


def test_the_same_request_is_answered_as_before_and_done_once(world: World, customer: Caller) -> None:
    first = customer.post("/tickets", new_ticket(world), key="order-1")
    second = customer.post("/tickets", new_ticket(world), key="order-1")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_an_answer_without_content_is_replayed_too(world: World, customer: Caller) -> None:
    number = world.file("P1")
    for replayed in (None, "true"):
        answer = customer.post(f"/tickets/{number}/withdrawal", key="w")
        assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (204, replayed)


def test_another_body_under_the_same_key_is_refused(world: World, customer: Caller) -> None:
    customer.post("/tickets", new_ticket(world), key="k")
    other = customer.post("/tickets", new_ticket(world, severity="P1"), key="k")
    assert (other.status_code, other.json()["code"]) == (409, "key_used")
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Ticket.objects.count() == 1


def test_a_key_counts_for_one_token_and_one_address(world: World, customer: Caller) -> None:
    number = world.file("P1")
    body = {"body": "The same words."}
    assert customer.post(f"/tickets/{number}/messages", body, key="k").status_code == 201
    assert calls_as(world.acme.requester).post(f"/tickets/{number}/messages", body, key="k").status_code == 201
    other = world.file("P1")
    assert customer.post(f"/tickets/{other}/messages", body, key="k").status_code == 201
    assert Message.objects.filter(body="The same words.").count() == 3


def test_what_is_refused_is_not_kept(world: World, customer: Caller) -> None:
    number = world.file("P1")
    path, raised = f"/tickets/{number}/impact-reports", {"severity": "P2", "reason": "Worse."}
    assert customer.post(path, raised, key="k").status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert customer.post(path, {**raised, "severity": "P0"}, key="k").status_code == 204


def test_a_key_is_forgotten_after_a_day(world: World, customer: Caller) -> None:
    customer.post("/tickets", new_ticket(world), key="k")
    IdempotencyKey.objects.update(created_at=datetime.now(UTC) - timedelta(hours=25))
    customer.post("/tickets", new_ticket(world, severity="P1"), key="k")
    assert Ticket.objects.count() == 2


def test_a_secret_is_not_kept(world: World) -> None:
    manager = calls_as(world.staff["admin"])
    body = {"url": "https://hooks.example.com/upheld"}
    first = manager.post("/webhooks", body, key="k")
    assert first.status_code == 201, first.content
    secret = first.json()["secret"]
    again = manager.post("/webhooks", body, key="k")
    assert (again.status_code, again.json()["code"]) == (409, "secret_shown_once")
    assert WebhookEndpoint.objects.count() == 1
    assert secret not in IdempotencyKey.objects.get().answer


@pytest.mark.parametrize("key", ["x" * 201, "with space", "é", " "])
def test_a_key_is_bounded(world: World, customer: Caller, key: str) -> None:
    answer = customer.post("/tickets", new_ticket(world), key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_key")


def test_an_upload_under_a_key_is_taken_once(world: World, customer: Caller) -> None:
    number = world.file("P1")
    path = f"/tickets/{number}/attachments"
    first = customer.upload(path, b"log" * 1000, key="k", name="sdk.log")
    second = customer.upload(path, b"log" * 1000, key="k", name="sdk.log")
    assert first.status_code == 201, first.content
    assert first.json() == second.json()
    assert customer.upload(path, b"other", key="k", name="sdk.log").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_acts_and_the_other_waits_for_its_answer() -> None:
    row_security.enter(None)
    contract_queries.forget()
    world = build()
    callers = [calls_as(world.acme.requester)]
    callers.append(Caller())
    callers[1].client.defaults.update(callers[0].client.defaults)
    answers = _at_once(callers * 4, new_ticket(world))
    assert {(code, body) for code, body, _ in answers} == {(201, answers[0][1])}
    assert sorted(replayed for _, _, replayed in answers) == [False, *[True] * 7]
    row_security.enter(None)
    assert Ticket.objects.count() == 1
    assert Entry.objects.filter(type="ticket.filed").count() == 1


def _at_once(callers: list[Caller], body: dict[str, Any]) -> list[tuple[int, bytes, bool]]:
    answers: list[tuple[int, bytes, bool]] = []
    together = threading.Barrier(len(callers))

    def call(caller: Caller) -> None:
        try:
            together.wait(timeout=30)
            answer = caller.post("/tickets", body, key="at-once")
            answers.append((answer.status_code, answer.content, "Idempotency-Replayed" in answer.headers))
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=[caller]) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == len(callers)
    return answers


def test_a_post_that_only_reads_stores_no_answer(world: World, customer: Caller) -> None:
    answers = [customer.post("/contract-checks", {"source": "a: 1"}, key="c") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert not IdempotencyKey.objects.exists()


def test_no_answer_is_stored_on_a_full_disk(world: World, customer: Caller) -> None:
    number = world.file("P1")
    with disk.reading(lambda: disk.Space(0, disk.MIB)):
        answer = customer.delete(f"/tickets/{number}/drafts/public", key="d")
    assert (answer.status_code, IdempotencyKey.objects.exists()) == (507, False)


def test_stored_answers_count_as_text(world: World, customer: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "TEXTS_OF_MEMBER", pace.Pace(most=2500, per_minute=1000))
    number = world.file("P1")
    answers = [customer.delete(f"/tickets/{number}/drafts/public", key=f"d{turn}") for turn in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 429]
    assert IdempotencyKey.objects.count() == 2
