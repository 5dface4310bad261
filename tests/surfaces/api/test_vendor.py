"""Contracts, customers, people, groups, webhooks and the outbox by the API."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from factories.api import Caller, calls_as
from factories.terms import always
from factories.world import World
from upheld.accounts.models import Organisation
from upheld.outbox.enqueue import enqueue_mail


@pytest.fixture
def admin(world: World) -> Caller:
    return calls_as(world.staff["admin"])


def test_a_contract_is_made_drafted_and_published(world: World, admin: Caller) -> None:
    given = {"organisation_id": world.acme.id, "name": "Second", "plan": "standard", "product_ids": [world.product_id]}
    number = admin.post("/contracts", {**given, "monthly_fee": "12.50"}).json()["id"]
    assert admin.put(f"/contracts/{number}/draft", {"source": "upheld: [1"}).status_code == 200
    refused = admin.post(f"/contracts/{number}/publication")
    assert (refused.status_code, refused.json()["code"]) == (422, "terms_invalid")
    assert refused.json()["errors"][0]["field"].startswith("source:")
    admin.put(f"/contracts/{number}/draft", {"source": always()})
    assert admin.post(f"/contracts/{number}/publication").status_code == 201
    assert admin.post(f"/contracts/{number}/publication").status_code == 404
    read = calls_as(world.acme.manager).get(f"/contracts/{number}").json()
    assert (read["monthly_fee"], read["versions"][0]["number"]) == ("12.50", 1)
    full = admin.get(f"/contracts/{number}/versions/1").json()
    assert full["terms"]["severities"][0]["id"] == "P0"
    assert full["sha256"]


def test_publishing_asks_once_about_very_frequent_updates(world: World, admin: Caller) -> None:
    number = world.acme.contract_id
    admin.put(f"/contracts/{number}/draft", {"source": always(version=2).replace("every: 1h", "every: 1s")})
    refused = admin.post(f"/contracts/{number}/publication")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_confirmed")
    assert refused.json()["errors"][0]["field"] == "source:severities[0].objectives.update"
    assert admin.post(f"/contracts/{number}/publication", {"confirmed": False}).status_code == 422
    assert admin.post(f"/contracts/{number}/publication", {"confirmed": True}).status_code == 201


def test_terms_are_checked_with_every_error_at_once(world: World) -> None:
    caller = calls_as(world.acme.requester)
    wrong = caller.post("/contract-checks", {"source": always().replace("15m", "0m").replace("24x7", "25x7")}).json()
    assert (wrong["valid"], wrong["terms"]) == (False, None)
    assert len(wrong["errors"]) >= 2
    assert all(one["field"] and one["message"] for one in wrong["errors"])
    assert caller.post("/contract-checks", {"source": always()}).json()["valid"] is True


@pytest.mark.parametrize(
    "source", ["", "a: &a [*a, *a]\n", "- " * 50_000, "x: !!python/object:os.system {}", "{" * 5000]
)
def test_hostile_terms_are_answered(world: World, source: str) -> None:
    answer = calls_as(world.acme.requester).post("/contract-checks", {"source": source})
    assert answer.status_code == 200, answer.content
    assert answer.json()["valid"] is False


def test_customers_are_made_described_and_listed(world: World, admin: Caller) -> None:
    number = admin.post("/organisations", {"name": "Nova"}).json()["id"]
    given = {"name": "Nova Games", "timezone": "Europe/Berlin", "csm_id": world.staff["csm"].id}
    assert admin.put(f"/organisations/{number}", given).status_code == 204
    assert admin.get(f"/organisations/{number}").json()["csm"]["id"] == world.staff["csm"].id
    assert [one["name"] for one in admin.get("/organisations", q="nova").json()["items"]] == ["Nova Games"]
    page = admin.get("/organisations", limit="2").json()
    rest = admin.get("/organisations", limit="2", cursor=page["next"]).json()
    assert [one["name"] for one in page["items"] + rest["items"]] == ["Acme", "Nova Games", "Rival"]
    assert [one["name"] for one in calls_as(world.acme.requester).get("/organisations").json()["items"]] == ["Acme"]


def test_people_are_invited_given_roles_and_shut_out(world: World, admin: Caller) -> None:
    place = f"/organisations/{world.acme.id}"
    assert (
        admin.post(f"{place}/invitations", {"address": "new@acme.example", "roles": ["requester"]}).status_code == 204
    )
    offered = admin.get(f"{place}/invitations").json()["items"]
    assert [one["address"] for one in offered] == ["new@acme.example"]
    assert admin.delete(f"/invitations/{offered[0]['id']}").status_code == 204
    role = f"{place}/people/{world.acme.requester.id}/roles/customer_manager"
    assert admin.put(role).status_code == 204
    held = {one["id"]: one["roles"] for one in admin.get(f"{place}/people").json()["items"]}
    assert set(held[world.acme.requester.id]) == {"requester", "customer_manager"}
    assert admin.delete(role).status_code == 204
    person = f"/people/{world.acme.requester.id}"
    assert admin.put(f"{person}/deactivation").status_code == 204
    assert admin.get(person).json()["is_active"] is False
    assert admin.delete(f"{person}/deactivation").status_code == 204


def test_a_token_without_admin_changes_no_accounts(world: World) -> None:
    weak = calls_as(world.staff["admin"], scopes=["read", "write"])
    for path in ("/organisations", "/groups", "/products", "/contracts", "/webhooks"):
        assert weak.post(path, {}).json()["code"] == "scope_missing", path


def test_groups_are_made_renamed_and_filled(world: World, admin: Caller) -> None:
    number = admin.post("/groups", {"name": "Night"}).json()["id"]
    assert admin.put(f"/groups/{number}", {"name": "Night shift", "line": "expert"}).status_code == 204
    assert admin.put(f"/groups/{number}/members/{world.engineer.id}").status_code == 204
    read = admin.get(f"/groups/{number}").json()
    assert (read["name"], read["line"], read["members"][0]["id"]) == ("Night shift", "expert", world.engineer.id)
    assert admin.delete(f"/groups/{number}/members/{world.engineer.id}").status_code == 204
    assert admin.post("/groups", {"name": "Night shift"}).json()["errors"][0]["field"] == "name"
    customer = calls_as(world.acme.manager)
    assert customer.get("/groups").json()["items"] == []
    assert customer.get(f"/groups/{number}").status_code == 404


def test_products_are_added_and_listed(world: World, admin: Caller) -> None:
    assert admin.post("/products", {"slug": "chat", "name": "Chat", "components": ["push"]}).status_code == 201
    assert [one["slug"] for one in admin.get("/products").json()["items"]] == ["chat", "rtc"]
    assert admin.post("/products", {"slug": "chat", "name": "Chat"}).json()["errors"][0]["field"] == "slug"


def test_the_components_of_a_product_are_set(world: World, admin: Caller) -> None:
    place = f"/products/{world.product_id}/components"
    assert admin.put(place, {"components": ["video", "audio"]}).status_code == 204
    assert admin.get("/products").json()["items"][0]["components"] == ["video", "audio"]
    malformed = (["x" * 61], ["a\0"], [str(number) for number in range(101)])
    for wrong, status in (*((one, 400) for one in malformed), (["a", "A"], 422), (["  "], 422)):
        refused = admin.put(place, {"components": wrong})
        assert (refused.status_code, refused.json()["errors"][0]["field"].split(".")[0]) == (status, "components")
    assert admin.get("/products").json()["items"][0]["components"] == ["video", "audio"]
    assert admin.put(place, {"components": []}).status_code == 204
    assert admin.put("/products/987654/components", {"components": []}).json()["code"] == "no_product"


def test_products_are_renamed_retired_and_restored(world: World, admin: Caller) -> None:
    place = f"/products/{world.product_id}"
    assert admin.put(place, {"name": "Realtime"}).status_code == 204
    assert admin.put(f"{place}/retirement").status_code == admin.put(f"{place}/retirement").status_code == 204
    assert admin.get("/products").json()["items"] == []
    [shown] = calls_as(world.acme.requester).get("/products", retired="true").json()["items"]
    assert (shown["slug"], shown["name"], shown["is_active"]) == ("rtc", "Realtime", False)
    new = {"organisation_id": world.acme.id, "product_id": world.product_id, "subject": "s", "body": "b"}
    refused = calls_as(world.acme.requester).post("/tickets", {**new, "severity": "P1"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "product")
    assert admin.delete(f"{place}/retirement").status_code == 204
    assert calls_as(world.acme.requester).post("/tickets", {**new, "severity": "P1"}).status_code == 201
    wrong = admin.put(place, {"name": "  "})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "name")
    for answer in (admin.put("/products/987654", {"name": "n"}), admin.put("/products/987654/retirement")):
        assert (answer.status_code, answer.json()["code"]) == (404, "no_product")


def test_webhooks_are_made_shut_and_tried(world: World, admin: Caller) -> None:
    number = admin.post("/webhooks", {"url": "https://hooks.example.com/upheld"}).json()["id"]
    assert "secret" not in admin.get("/webhooks").json()["items"][0]
    assert admin.post(f"/webhooks/{number}/tests").json()["key"].startswith("test:")
    assert admin.put(f"/webhooks/{number}/deactivation").status_code == 204
    assert admin.delete(f"/webhooks/{number}/deactivation").status_code == 204
    wrong = admin.post("/webhooks", {"url": "ftp://example.com"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "url")
    assert calls_as(world.staff["csm"]).get("/webhooks").status_code == 403


def test_the_outbox_is_shown_page_by_page(world: World, admin: Caller) -> None:
    for number in range(3):
        enqueue_mail(key=f"k{number}", to="a@b.example", template="t", language="en", content={}, now=datetime.now(UTC))
    page = admin.get("/outbox", limit="2").json()
    rest = admin.get("/outbox", limit="2", cursor=page["next"]).json()
    assert [one["key"] for one in page["items"] + rest["items"]] == ["k2", "k1", "k0"]
    assert admin.post(f"/outbox/{page['items'][0]['id']}/retries").json()["code"] == "not_to_resend"
    assert calls_as(world.engineer, scopes=["read"]).get("/outbox").status_code == 403


def test_a_foreign_customer_is_like_none(world: World) -> None:
    stranger = calls_as(world.rival.manager)
    vendor = Organisation.objects.get(kind="vendor").pk
    for place in (world.acme.id, vendor, 99_999):
        for part in ("", "/people", "/invitations"):
            answer = stranger.get(f"/organisations/{place}{part}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (place, part)


LISTS = (
    *("/contracts", "/groups", "/products", "/publications", "/credits", "/tokens", "/webhooks", "/saved-replies"),
    *("/cases", "/organisations", "/outbox", "/tickets", "/queue"),
)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_read_by_pages(world: World, admin: Caller, path: str) -> None:
    for wrong in ({"limit": "0"}, {"limit": "201"}, {"colour": "red"}):
        assert admin.get(path, **wrong).status_code == 400, (path, wrong)
    answer = admin.get(path, limit="1")
    assert answer.status_code == 200, answer.content
    assert set(answer.json()) == {"items", "next"}
    lost = admin.get(path, cursor="no-such-line")
    assert (lost.status_code, lost.json()["errors"][0]["field"]) == (422, "cursor")


def test_pages_of_a_list_hide_and_repeat_nothing(world: World, admin: Caller) -> None:
    for name in ("a", "b", "c"):
        admin.post("/products", {"slug": name, "name": name})
    found: list[int] = []
    cursor: dict[str, str] = {}
    for _ in range(9):
        page = admin.get("/products", limit="1", **cursor).json()
        found += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == [one["id"] for one in admin.get("/products").json()["items"]]
    assert len(found) == len(set(found)) == 4


def test_what_is_being_written_is_the_vendors_alone(world: World, admin: Caller) -> None:
    given = {"organisation_id": world.acme.id, "name": "Secret", "plan": "p", "product_ids": [world.product_id]}
    hidden = admin.post("/contracts", given).json()["id"]
    admin.put(f"/contracts/{world.acme.contract_id}/draft", {"source": "upheld: 1"})
    customer = calls_as(world.acme.manager)
    lines = customer.get("/contracts").json()["items"]
    assert [(line["id"], line["has_draft"]) for line in lines] == [(world.acme.contract_id, False)]
    assert customer.get(f"/contracts/{hidden}").status_code == 404
    assert {one["id"]: one["has_draft"] for one in admin.get("/contracts").json()["items"]}[hidden] is False
    assert {one["id"]: one["has_draft"] for one in admin.get("/contracts").json()["items"]}[world.acme.contract_id]


def test_a_version_is_told_in_plain_words(world: World) -> None:
    place = f"/contracts/{world.acme.contract_id}/versions/1"
    english = calls_as(world.acme.requester).get(place).json()["plain"]
    chinese = calls_as(world.acme.requester, language="zh-CN").get(place).json()["plain"]
    assert "P0" in english
    assert english != chinese


def test_a_program_may_bind_a_draft_to_what_it_has_read(world: World, admin: Caller) -> None:
    draft, publication = (f"/contracts/{world.acme.contract_id}/{part}" for part in ("draft", "publication"))
    first, second = (always(version=2, start=f"2099-01-0{day}") for day in (1, 2))
    sha256_of_first, sha256_of_second = (hashlib.sha256(source.encode()).hexdigest() for source in (first, second))
    assert admin.put(draft, {"source": first, "replaces_sha256": ""}).status_code == 200
    assert admin.put(draft, {"source": second, "replaces_sha256": sha256_of_first}).status_code == 200
    refused = admin.put(draft, {"source": "x: 1", "replaces_sha256": sha256_of_first})
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_saved_meanwhile")
    refused = admin.post(publication, {"seen_sha256": sha256_of_first})
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_changed")
    assert admin.post(publication, {"seen_sha256": sha256_of_second}).status_code == 201
