"""An exclusion claim brings the evidence that its clause names, field by field."""

from __future__ import annotations

import json

import pytest

from factories.accounts import browser
from factories.api import calls_as
from factories.terms import always
from factories.world import World, build
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.errors import CannotAct
from upheld.desk.models import ExclusionClaim
from upheld.ledger.models import Erasable

STORM = "  - {id: storm, clause: {en: Storms}, objectives: [restoration], evidence: [public_record]}\n"


@pytest.fixture
def two_clauses(db: None) -> World:
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always().replace("disputes:", STORM + "disputes:"))


def claim(world: World, ticket: int, evidence: str = "", **fields: object) -> int:
    return desk.claim_exclusion(
        ticket_id=ticket, clause="outdated_sdk", evidence=evidence, fields=fields, by=world.engineer, now=world.now
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "evidence_missing"),
        ({"sdk_version": ""}, "evidence_missing"),
        ({"sdk_version": None}, "evidence_missing"),
        ({"sdk_version": 3}, "wrong_evidence"),
        ({"sdk_version": "  "}, "empty"),
        ({"sdk_version": "3.0", "moon_phase": "full"}, "wrong_evidence"),
    ],
)
def test_what_the_clause_does_not_ask_for_or_lacks_is_refused(
    world: World, fields: dict[str, object], code: str
) -> None:
    ticket = world.file("P0")
    with pytest.raises(CannotAct) as refused:
        claim(world, ticket, "A text says nothing of it.", **fields)
    assert refused.value.code == code
    assert str(refused.value.field).startswith("fields.")
    assert not ExclusionClaim.objects.exists()


def test_an_arbiter_states_reasons_also_for_accepting(world: World) -> None:
    ticket = world.file("P0")
    number = claim(world, ticket, sdk_version="3.0")
    decision = {"ticket_id": ticket, "claim_id": number, "accepted": True, "now": world.wait(minutes=1)}
    with pytest.raises(CannotAct) as refused:
        desk.decide_exclusion(**decision, reason=" ", by=world.arbiter)
    assert (refused.value.code, refused.value.field) == ("empty", "reason")
    desk.decide_exclusion(**decision, reason="", by=world.acme.manager)
    assert ExclusionClaim.objects.get().customer_decision == "accepted"


def test_it_stands_in_the_ledger_apart_and_on_both_sides(world: World) -> None:
    ticket = world.file("P0")
    pk = claim(world, ticket, sdk_version="3.0")
    assert ExclusionClaim.objects.get(pk=pk).fields == {"sdk_version": "3.0"}
    kept = Erasable.objects.get(field="fields", entry__type="exclusion.claimed")
    assert json.loads(kept.value) == {"sdk_version": "3.0"}
    for reader, page in ((world.acme.requester, "portal"), (world.arbiter, "console")):
        text = browser(reader).get(f"/{page}/tickets/{ticket}").content.decode()
        assert "<dd>3.0</dd>" in text
        assert "the SDK version installed" in text


def test_the_form_asks_for_it_and_says_what_is_missing(world: World) -> None:
    ticket = world.file("P0")
    client, address = browser(world.engineer), f"/console/tickets/{ticket}/exclusions"
    assert 'name="fields.sdk_version"' in client.get(address).content.decode()
    answer = client.post(address, {"clause": "outdated_sdk", "evidence": "Old."})
    assert answer.status_code == 422
    assert "The clause asks for this evidence: the SDK version installed." in answer.content.decode()
    sent = {"clause": "outdated_sdk", "fields.sdk_version": "3.0", "evidence": ""}
    assert client.post(address, sent).status_code == 302


def test_missing_evidence_is_named_in_the_language_of_the_reader(world: World) -> None:
    ticket = world.file("P0")
    with pytest.raises(CannotAct) as refused:
        claim(world, ticket)
    assert refused.value.text("zh") == "该条款要求提供以下证据：已安装的 SDK 版本。"


def test_evidence_that_only_some_clauses_need_is_not_called_optional(two_clauses: World) -> None:
    ticket = two_clauses.file("P0")
    page = browser(two_clauses.engineer).get(f"/console/tickets/{ticket}/exclusions").content.decode()
    label = page.partition('for="exclusion-fields.sdk_version"')[2].partition("</label>")[0]
    assert "needed for outdated_sdk" in label
    assert "optional" not in label


def test_a_higher_impact_brings_evidence_that_both_sides_read(world: World) -> None:
    ticket = world.file("P1")
    client, address = browser(world.acme.requester), f"/portal/tickets/{ticket}/impact"
    assert 'name="evidence-service_down_minutes"' in client.get(address).content.decode()
    sent = {"severity": "P0", "reason": "All is down.", "evidence-service_down_minutes": "12"}
    assert client.post(address, sent).status_code == 302
    for reader, page in ((world.acme.requester, "portal"), (world.engineer, "console")):
        text = browser(reader).get(f"/{page}/tickets/{ticket}").content.decode()
        assert "All is down. · minutes of complete unavailability = 12" in text


def test_evidence_of_a_higher_impact_is_of_declared_names_and_types(world: World) -> None:
    ticket = world.file("P1")
    level = {"severity": "P0", "reason": "Down."}
    caller = calls_as(world.acme.requester)
    for wrong in ({"moon_phase": 1}, {"service_down_minutes": "12"}):
        answer = caller.post(f"/tickets/{ticket}/impact-reports", {**level, "evidence": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_evidence")
    right = {**level, "evidence": {"service_down_minutes": 12}}
    assert caller.post(f"/tickets/{ticket}/impact-reports", right).status_code == 204
