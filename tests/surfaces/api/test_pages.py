"""Lists by pages: nothing is hidden or repeated, and a page is all that is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.api import Caller, calls_as
from factories.terms import always
from factories.world import World
from upheld.accounts import operations as accounts
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk
from upheld.desk.models import Message
from upheld.escalation.operations import create_endpoint
from upheld.operations.paging import write_cursor
from upheld.reports.document import sha256
from upheld.reports.models import CreditCase, Publication

NOW = datetime.now(UTC)
LISTS = {
    "/contracts": 1,
    "/groups": 1,
    "/products": 1,
    "/publications": 1,
    "/credits": 1,
    "/tokens": 1,
    "/webhooks": 1,
    "/saved-replies": 1,
    "/cases": 3,
    "/organisations/{acme}/invitations": 1,
    "/tickets/{ticket}/people": 1,
    "/tickets/{ticket}/messages": 1,
    "/tickets/{ticket}/history": 1,
    "/tickets": 1,
    "/queue": 1,
    "/organisations": 1,
    "/organisations/{acme}/people": 1,
    "/search?q=join": 1,
}
"""How many statements each cuts its page with."""
MORE = 7
DECISIONS, RESTATEMENTS = "/attainment/decisions", "/attainment/restatements"


@pytest.fixture
def admin(world: World) -> Caller:
    return calls_as(world.staff["admin"])


@pytest.fixture
def known(world: World) -> dict[str, int]:
    return {"acme": world.acme.id, "ticket": world.file("P1")}


def grow(world: World, known: dict[str, int], turn: str) -> None:
    """Seven more of everything, some with equal names."""
    boss = world.staff["admin"]
    for number in range(MORE):
        name = f"n{number // 2}"
        contracts.create_product(slug=f"{turn}{number}", name=name, components=["a"], by=boss, now=NOW)
        _contract(world, name)
        accounts.create_group(name=f"{turn}{number}", line="first", by=boss, now=NOW)
        accounts.issue_token(name=name, scopes=["read"], by=boss, now=NOW)
        accounts.invite_person(
            organisation_id=world.acme.id, address=f"{turn}{number}@acme.example", roles=["requester"], by=boss, now=NOW
        )
        create_endpoint(url=f"https://hooks.example.com/{turn}{number}", by=boss, now=NOW)
        desk.save_reply(title=name, body_en="b", body_zh="", by=boss, now=NOW)
        _case(world, number)
        desk.reply(ticket_id=known["ticket"], body=f"m{number}", by=world.engineer, now=world.now)
        _figures(world, number, turn)


def _contract(world: World, name: str) -> None:
    boss = world.staff["admin"]
    made = contracts.create_contract(
        organisation_id=world.acme.id, name=name, plan="p", product_ids=[world.product_id], by=boss, now=NOW
    )
    for version in (1, 2):
        draft = contracts.save_draft(contract_id=made, source=always(version=version), by=boss, now=NOW)
        contracts.publish_version(version_id=draft, by=boss, now=NOW)


def _case(world: World, number: int) -> None:
    """A dispute, a claim and a proposal in turn, all of one instant."""
    ticket = world.file("P1")
    if number % 3 == 0:
        desk.dispute_severity(ticket_id=ticket, severity="P0", reason="r", by=world.acme.requester, now=world.now)
    elif number % 3 == 1:
        hour = {"from_at": world.now - timedelta(hours=1), "to_at": world.now}
        claim = {"clause": "outdated_sdk", "evidence": "3.0", "fields": {"sdk_version": "3.0"}, **hour}
        desk.claim_exclusion(ticket_id=ticket, **claim, by=world.engineer, now=world.now)
    else:
        desk.propose_cancellation(ticket_id=ticket, reason="out_of_scope", note="n", by=world.engineer, now=world.now)


def _figures(world: World, number: int, turn: str) -> None:
    owner = (world.acme, world.rival)[number % 2]
    CreditCase.objects.create(
        organisation_id=owner.id,
        contract_version_id=owner.version_id,
        period=f"202{6 if turn == 'a' else 7}-0{1 + number // 2}",
        amount="10.00",
        currency="USD",
        lines={"lines": [], "capped": False, "base": "1000.00"},
        as_of=world.now,
    )
    Publication.objects.create(
        period=f"2026-0{1 + number // 2}",
        as_of=NOW,
        figures={},
        sha256=sha256({}),
        published_at=NOW - timedelta(number // 2),
    )


def get(caller: Caller, path: str, **query: str) -> Any:
    place, _, text = path.partition("?q=")
    answer = caller.get(place, **({"q": text} if text else {}), **query)
    assert answer.status_code == 200, (path, answer.content)
    return answer.json()


def read(caller: Caller, path: str, limit: int) -> list[list[Any]]:
    """The pages of a list."""
    pages: list[list[Any]] = []
    cursor: dict[str, str] = {}
    for _ in range(60):
        page = get(caller, path, limit=str(limit), **cursor)
        pages.append(page["items"])
        if page["next"] is None:
            return pages
        cursor = {"cursor": page["next"]}
    raise AssertionError("the pages do not come to an end")


def statements(caller: Caller, path: str) -> list[str]:
    """Those of a page of three."""
    with CaptureQueriesContext(connection) as captured:
        get(caller, path, limit="3")
    return [one["sql"] for one in captured if "set_config" not in one["sql"]]


def test_a_page_is_all_that_is_read(world: World, admin: Caller, known: dict[str, int]) -> None:
    grow(world, known, "a")
    get(admin, "/me")
    few = {path: statements(admin, path.format(**known)) for path in LISTS}
    assert {path: sum("LIMIT 4" in sql for sql in asked) for path, asked in few.items()} == LISTS
    grow(world, known, "b")
    many = {path: len(statements(admin, path.format(**known))) for path in LISTS}
    assert many == {path: len(asked) for path, asked in few.items()}


@pytest.mark.parametrize("limit", [1, 3])
def test_pages_are_the_list(world: World, admin: Caller, known: dict[str, int], limit: int) -> None:
    grow(world, known, "a")
    for path in LISTS:
        [whole] = read(admin, path.format(**known), 200)
        parts = read(admin, path.format(**known), limit)
        assert len(whole) > 1, path
        assert [one for part in parts for one in part] == whole, path
        assert {len(part) for part in parts[:-1]} <= {limit}, path


def test_cases_are_listed_as_they_are_due(world: World, admin: Caller, known: dict[str, int]) -> None:
    grow(world, known, "a")
    [whole] = read(admin, "/cases", 200)
    assert {one["kind"] for one in whole} == {"dispute", "exclusion", "cancellation"}
    dated = [one["due_at"] is not None for one in whole]
    assert dated == sorted(dated, reverse=True)
    assert all(one["due_at"] for one in whole if one["kind"] == "dispute")
    for due, opened in ((True, "due_at"), (False, "opened_at")):
        instants = [one[opened] for one in whole if (one["due_at"] is not None) is due]
        assert instants == sorted(instants)


def test_a_ticket_tells_the_newest_and_its_messages_the_rest(world: World, known: dict[str, int]) -> None:
    number = known["ticket"]
    author = {"ticket_id": number, "organisation_id": world.acme.id, "author_id": world.engineer.id}
    said = Message.objects.bulk_create(
        Message(**author, body=f"m{place}", kind=kind, from_customer=False, created_at=world.now)
        for place, kind in enumerate(["public", "internal"] * 200)
    )
    assert len(said) == 400
    for caller, count in ((calls_as(world.engineer), 401), (calls_as(world.acme.requester), 201)):
        ticket = get(caller, f"/tickets/{number}")
        shown = [one["id"] for one in ticket["messages"]]
        assert len(shown) == 200
        assert shown == sorted(shown)
        rest = get(caller, f"/tickets/{number}/messages", cursor=ticket["messages_next"], limit="200")["items"]
        more = [part["id"] for page in read(caller, f"/tickets/{number}/messages", 90) for part in page]
        assert len(more) == count
        assert [*shown[::-1], *(one["id"] for one in rest)] == more[: 200 + len(rest)]
        assert rest[0]["id"] < shown[0]
    assert all(one["kind"] == "public" for one in rest)
    assert calls_as(world.rival.requester).get(f"/tickets/{number}/messages").status_code == 404


def test_a_ticket_tells_its_newest_history_and_its_pages_the_rest(world: World, known: dict[str, int]) -> None:
    number, by = known["ticket"], world.engineer
    for place in range(110):
        desk.add_note(ticket_id=number, body="n", by=by, now=world.now)
        desk.describe(ticket_id=number, platform=f"p{place}", by=by, now=world.now)
    desk.reply(ticket_id=number, body="m", by=by, now=world.now)
    for caller, capped in ((calls_as(by), True), (calls_as(world.acme.requester), False)):
        ticket = get(caller, f"/tickets/{number}")
        shown = [one["index"] for one in ticket["history"]]
        assert (len(shown) == 200, ticket["history_next"] is not None) == (capped, capped)
        assert shown == sorted(shown)
        pages = read(caller, f"/tickets/{number}/history", 60)
        assert [len(page) for page in pages[:-1]] == [60] * (len(pages) - 1)
        whole = [one for page in pages for one in page]
        assert whole[: len(shown)] == ticket["history"][::-1]
        assert [one["index"] for one in whole] == sorted({one["index"] for one in whole}, reverse=True)
        assert whole[-1]["type"] == "ticket.filed"
        if capped:
            rest = get(caller, f"/tickets/{number}/history", cursor=ticket["history_next"], limit="200")["items"]
            assert rest == whole[200:]
    assert not [one for one in whole if one["data"].get("internal")]
    assert len([one for one in whole if one["type"] == "vendor.replied"]) == 1
    assert calls_as(world.rival.requester).get(f"/tickets/{number}/history").status_code == 404
    assert calls_as(by).get(f"/tickets/{number}/history", cursor="x").status_code == 422


def test_a_short_conversation_is_told_whole_with_its_files(world: World, known: dict[str, int]) -> None:
    number, by = known["ticket"], world.acme.requester
    file = desk.attach(ticket_id=number, name="a.log", content_type="text/plain", chunks=[b"x"], by=by, now=world.now)
    desk.reply(ticket_id=number, body="Attached.", attachments=[file], by=by, now=world.now)
    caller = calls_as(by)
    ticket = get(caller, f"/tickets/{number}")
    assert ticket["messages_next"] is None
    assert [[one["name"] for one in said["attachments"]] for said in ticket["messages"]] == [[], ["a.log"]]
    assert get(caller, f"/tickets/{number}/messages")["items"] == ticket["messages"][::-1]


def test_decisions_are_told_as_of_one_instant(world: World) -> None:
    for _ in range(5):
        world.file("P0")
    world.wait(hours=1)
    caller = calls_as(world.acme.manager)
    asked = {"period": "2026-03", "objective": "response", "limit": "2"}
    before = [one["ticket_id"] for one in get(caller, DECISIONS, **{**asked, "limit": "200"})["items"]]
    page = get(caller, DECISIONS, **asked)
    seen = page["items"]
    number = world.file("P0")
    while page["next"]:
        late = desk.reply if len(seen) == 2 else None
        if late:
            world.wait(minutes=1)
            late(ticket_id=number, body="On it.", by=world.engineer, now=world.now)
        page = get(caller, DECISIONS, **asked, cursor=page["next"])
        seen += page["items"]
    assert [one["ticket_id"] for one in seen] == before
    assert len(before) == len(set(before)) == 5


def test_restatements_are_paged_and_repeat_nothing(world: World) -> None:
    numbers = [world.file("P0") for _ in range(3)]
    world.wait(hours=9)
    since = world.now.isoformat().replace("+00:00", "Z")
    world.wait(minutes=1)
    for number in numbers:
        change = {"severity": "P2", "basis": "correction", "reason": "A question."}
        desk.change_severity(ticket_id=number, **change, by=world.engineer, now=world.now)
    world.wait(minutes=1)
    caller = calls_as(world.acme.manager)
    whole = get(caller, RESTATEMENTS, period="2026-03", since=since, limit="200")["items"]
    assert len(whole) >= 3
    seen, cursor = [], {}
    for _ in range(20):
        page = get(caller, RESTATEMENTS, period="2026-03", since=since, limit="2", **cursor)
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert [told(one) for one in seen] == [told(one) for one in whole]


def told(one: Any) -> tuple[Any, ...]:
    """Not by how much a promise is missed: that grows until it is kept."""
    return one["before"], one["after"], one["decision"]["ticket_id"], one["decision"]["objective"]


@pytest.mark.parametrize("path", ["/attainment/decisions", "/attainment/restatements"])
@pytest.mark.parametrize(
    "values",
    [
        [NOW, 1],
        [NOW.replace(year=1999), 1, "response", 1],
        [NOW.replace(year=2999), NOW, 1, "response", 1],
        ["x", NOW, 1, "response", 1],
    ],
)
def test_a_place_that_no_page_gave_is_refused(world: World, path: str, values: list[Any]) -> None:
    since = "2026-02-01T00:00:00Z"
    asked = {"period": "2026-03", **({"since": since} if path == RESTATEMENTS else {})}
    answer = calls_as(world.acme.manager).get(path, **asked, cursor=write_cursor(values))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "cursor")


def test_a_cursor_is_of_the_instant_that_it_was_given_for(world: World) -> None:
    for _ in range(3):
        world.file("P0")
    world.wait(hours=1)
    caller = calls_as(world.acme.manager)
    page = get(caller, DECISIONS, period="2026-03", limit="1", as_of="2026-03-20T00:00:00Z")
    same = {"period": "2026-03", "cursor": page["next"]}
    assert (
        get(caller, DECISIONS, **same, as_of="2026-03-20T00:00:00Z")["items"] == get(caller, DECISIONS, **same)["items"]
    )
    other = caller.get(DECISIONS, **same, as_of="2026-03-21T00:00:00Z")
    assert (other.status_code, other.json()["code"]) == (422, "bad_cursor")
