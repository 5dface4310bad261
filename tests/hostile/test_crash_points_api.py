"""A death inside a write of the API: its key was never used, and using it again is the first time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from factories.api import Caller, calls_as
from factories.world import World, build
from support.crashes import MOST_STATEMENTS, Crash, Rows, check_laws, crash_after, growth, rows
from upheld.contracts import queries as contract_queries
from upheld.database import row_security

pytestmark = pytest.mark.django_db(transaction=True)
NOTED_APART = {"accounts_apitoken", "accounts_attempt"}
"""When a token was last used, and how often somebody called: nothing follows from them."""


@pytest.fixture
def committed_world() -> Iterator[World]:
    row_security.enter(None)
    contract_queries.forget()
    yield build()
    contract_queries.forget()


def acts(world: World) -> dict[str, tuple[str, dict[str, object]]]:
    number = world.file("P0")
    filing = {"organisation_id": world.acme.id, "product_id": world.product_id, "severity": "P0"}
    return {
        "file": ("/tickets", {**filing, "subject": "Nobody can join", "body": "Every join fails."}),
        "reply": (f"/tickets/{number}/messages", {"body": "More of it."}),
    }


@pytest.mark.parametrize("act", ["file", "reply"])
def test_a_write_that_dies_may_be_sent_again_under_its_key(committed_world: World, act: str) -> None:
    path, body = acts(committed_world)[act]
    caller = calls_as(committed_world.acme.requester)
    before = written()
    assert _until_it_survives(caller, path, body, before) > 10
    grown = growth(before, written())
    assert grown["common_idempotencykey"] == 1
    assert grown["desk_message"] == 1
    again = caller.post(path, body, key="k")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert growth(before, written()) == grown
    check_laws()


def _until_it_survives(caller: Caller, path: str, body: dict[str, object], before: Rows) -> int:
    """Send, dying after one statement more each time; gives how often it died."""
    for count in range(MOST_STATEMENTS):
        try:
            with crash_after(count):
                answer = caller.post(path, body, key="k")
        except Crash:
            assert written() == before, f"after statement {count}"
            continue
        assert answer.status_code == 201, answer.content
        assert "Idempotency-Replayed" not in answer.headers
        return count
    raise AssertionError("it never ends")


def written() -> Rows:
    """All rows, but for what is noted apart, in transactions of its own."""
    return {name: found for name, found in rows().items() if name not in NOTED_APART}
