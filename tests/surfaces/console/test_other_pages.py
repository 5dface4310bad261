"""New tickets, saved replies, search, lists; every page in both languages."""

from __future__ import annotations

import re

import pytest

from upheld.accounts.models import User
from upheld.desk import acts as desk

PAGES = (
    "queue",
    "queue/rows",
    "queue/counts",
    "tickets",
    "tickets/new",
    "tickets/new?customer={customer}",
    "tickets/{ticket}",
    "tickets/{ticket}/history",
    "tickets/{ticket}/clocks/response/1",
    "tickets/{ticket}/assignment",
    "tickets/{ticket}/severity",
    "tickets/{ticket}/exclusions",
    "tickets/{ticket}/description",
    "tickets/{ticket}/cancellation",
    "tickets/{ticket}/watchers",
    "tickets/{ticket}/links",
    "docket",
    "contracts",
    "contracts/new",
    "contracts/{contract}",
    "contracts/{contract}/draft",
    "saved-replies",
    "saved-replies/options",
    "search",
    "search?q=join",
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("theme", ["dark"])
@pytest.mark.parametrize("place", PAGES)
def test_every_page_speaks_both_languages(console, place: str, language: str, theme: str) -> None:
    world = console.world
    ids = {"ticket": world.file("P1"), "customer": world.acme.id, "contract": world.acme.contract_id}
    User.objects.filter(pk=world.staff["admin"].id).update(language=language, theme=theme)
    page = console.get(place.format(**ids), "admin")
    if "<html" in page:
        assert f'<html lang="{language}" data-theme="dark"' in page
        assert ("队列" in page) == (language == "zh-hans")
        assert page.count("<h1") == 1


def test_staff_file_for_a_customer(console) -> None:
    world = console.world
    place = f"tickets/new?customer={world.acme.id}"
    given = {
        "requester": world.acme.requester.id,
        "product": world.product_id,
        "environment": "production",
        "severity": "P1",
        "subject": "Called in",
        "body": "They cannot join.",
        "tags": "phone, join",
    }
    assert world.acme.requester.name in console.get(place)
    console.post(place, **given)
    assert "Called in" in console.get("queue")
    refused = console.post(place, status=422, **{**given, "requester": world.rival.requester.id})
    assert "requester-error" in refused
    assert "Called in" in refused


def test_the_severities_are_those_of_the_contract_that_would_cover(console) -> None:
    world = console.world
    place = f"tickets/new/levels?customer={world.acme.id}&product={world.product_id}"
    assert "P0 · Urgent" in console.get(place)
    assert "Covered by the plan enterprise" in console.get(place)
    assert "Product not in the contract" in console.get(f"tickets/new/levels?customer={world.acme.id}&product=99999")
    console.get("tickets/new/levels", status=404)


def test_saved_replies_are_kept_changed_used_and_taken_away(console) -> None:
    console.post("saved-replies", title="Logs", body_en="Send **logs**", body_zh="请提供日志")
    page = console.get("saved-replies")
    number = re.search(r"/console/saved-replies/(\d+)", page)
    assert number is not None
    assert "<strong>logs</strong>" in page
    assert "请提供日志" in console.get("saved-replies/options?lang=zh")
    console.post(f"saved-replies/{number[1]}", title="Logs, please", body_en="Send logs", body_zh="")
    assert "Logs, please" in console.get("saved-replies")
    assert "Send logs" in console.get("saved-replies/options?lang=zh")
    console.post(f"saved-replies/{number[1]}/removal")
    assert "No saved replies yet" in console.get("saved-replies")
    console.get(f"saved-replies/{number[1]}", status=404)
    assert "title-error" in console.post("saved-replies", status=422, title="", body_en="x")


def test_search_finds_notes_for_staff(console) -> None:
    world = console.world
    ticket = world.file("P1", subject="Audio is gone")
    desk.add_note(ticket_id=ticket, body="Regression in mixer 77031", by=world.engineer, now=world.now)
    assert "Audio is gone" in console.get("search?q=77031")
    assert "Nothing found" in console.get("search?q=zzzzqqq")


def test_the_docket_is_for_arbiters_and_managers(console) -> None:
    assert "Nothing to decide" in console.get("docket", "arbiter")
    console.get("docket", "support_manager")
    console.get("docket", "engineer", 403)


def test_nobody_enters_without_signing_in(client) -> None:
    answer = client.get("/console/queue?person=me")
    assert answer.status_code == 302
    assert "/sign-in" in answer["Location"]
    assert "person%3Dme" in answer["Location"]
