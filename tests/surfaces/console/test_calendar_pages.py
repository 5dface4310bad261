"""Calendars on the contract's pages: what is known, what ends soon, and how further years are added."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest

from factories.calendars import germany, office, publish
from surfaces.console.test_statements import statements
from upheld.contracts.models import ContractVersion


@pytest.fixture
def contract(console) -> int:
    """Known up to the end of this year: its days are listed by hand."""
    # It takes effect after the other contract, so that it is the one that covers what is filed.
    holidays = f"dates: ['{year(console)}-05-01'], horizon: {year(console)}"
    return publish(console.world, office(holidays, start="2026-01-02"))


def year(console) -> int:
    now: datetime = console.world.now
    return now.year


def place(contract: int) -> str:
    return f"contracts/{contract}/calendars?version=1"


def source(console, dates: str = "['{}-05-01']") -> str:
    further = year(console) + 1
    return f"office:\n  horizon: {further}\n  dates: {dates.format(further)}\n"


def text_of(page: str) -> str:
    [found] = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    return unescape(found)


def seen_of(page: str) -> str:
    [found] = re.findall(r'type="hidden" name="seen" value="([0-9a-f]*)"', page)
    return found


def test_the_contract_says_how_far_its_calendars_are_known(console, contract: int) -> None:
    page = console.get(f"contracts/{contract}")
    assert f"holidays known until 31 Dec {year(console)}" in page
    assert "Edition 1" in page
    assert ContractVersion.objects.get(contract=contract).sha256[:12] in page
    assert "Add further years" not in page
    assert "Add further years" in console.get(f"contracts/{contract}", "support_manager")
    assert "holidays known" not in console.get(f"contracts/{console.world.acme.contract_id}")


def test_a_calendar_that_ends_is_told_in_the_list_and_on_the_page(console) -> None:
    now = year(console)
    ended = publish(console.world, office(f"dates: [], horizon: {now - 1}"))
    said = f"Calendar ended 31 Dec {now - 1}"
    assert said in console.get(f"contracts/{ended}")
    assert said in console.get("contracts")


def test_a_calendar_known_for_long_is_no_matter(console) -> None:
    known = publish(console.world, office(f"dates: [], horizon: {year(console) + 1}"))
    assert "Calendar end" not in console.get(f"contracts/{known}")
    assert "Calendar end" not in console.get("contracts")


def test_days_listed_by_hand_begin_with_an_example_that_is_not_yet_called_wrong(console, contract: int) -> None:
    page = console.get(place(contract), "support_manager")
    assert f"horizon: {year(console) + 1}" in text_of(page)
    assert "says" not in page
    assert "Publish this edition" not in page
    sent = console.post(place(contract), "support_manager", 422, source=text_of(page))
    assert "office.dates[0]" in sent


def test_what_was_decreed_stands_there_ready(console) -> None:
    known = publish(console.world, office(germany(2026)))
    page = console.get(place(known), "support_manager")
    assert "- 2027-01-01\n" in text_of(page)
    assert "Publish this edition" in page
    console.post(place(known), "support_manager", source=text_of(page), seen=seen_of(page))
    assert ContractVersion.objects.filter(contract=known, edition=2).exists()


def test_what_is_wrong_stands_beside_its_line_and_nothing_is_published(console, contract: int) -> None:
    wrong = source(console, "['{}-05-01', someday]")
    page = console.post(place(contract), "support_manager", 422, source=wrong)
    [line] = re.findall(r'<li id="L3".*?</li>', page, re.DOTALL)
    assert "office.dates[1]" in line
    assert text_of(page) == wrong
    assert "Publish this edition" not in page
    broken = console.post(place(contract), "support_manager", 422, source="office: [")
    assert "says" in broken
    assert not ContractVersion.objects.filter(contract=contract, edition=2).exists()


def test_what_would_be_added_is_shown_before_it_is_published(console, contract: int) -> None:
    ticket = console.world.file("P1")
    page = console.post(place(contract), "support_manager", 200, source=source(console))
    assert f"<dt>office {year(console) + 1}</dt><dd>1 day off</dd>" in page
    assert "1 open ticket goes over to it" in page
    assert not ContractVersion.objects.filter(contract=contract, edition=2).exists()
    answer = console.open("support_manager").post(
        f"/console/{place(contract)}", {"source": source(console), "seen": seen_of(page)}, follow=True
    )
    told = answer.content.decode()
    assert "The edition is published" in told
    assert "Edition 2" in told
    assert f"holidays known until 31 Dec {year(console) + 1}" in told
    assert "Calendar edition 2 applies" in console.get(f"tickets/{ticket}")


def test_days_changed_after_they_were_shown_are_shown_again(console, contract: int) -> None:
    page = console.post(place(contract), "support_manager", 200, source=source(console))
    changed = source(console, "['{0}-05-01', '{0}-05-02']")
    again = console.post(place(contract), "support_manager", 200, source=changed, seen=seen_of(page))
    assert "2 days off" in again
    assert not ContractVersion.objects.filter(contract=contract, edition=2).exists()


def test_a_year_without_any_day_off_is_asked_about(console, contract: int) -> None:
    page = console.post(place(contract), "support_manager", 200, source=source(console, "[]"))
    assert "none at all: is that meant?" in page


def test_published_meanwhile_by_somebody_else_it_is_refused_in_place(console, contract: int) -> None:
    page = console.post(place(contract), "support_manager", 200, source=source(console))
    sent = {"source": source(console), "seen": seen_of(page)}
    console.post(place(contract), "admin", **sent)
    again = console.post(place(contract), "support_manager", 422, **sent)
    assert "office.horizon" in again


@pytest.mark.parametrize("role", ["engineer", "csm", "arbiter"])
def test_only_managers_add_years(console, contract: int, role: str) -> None:
    console.get(place(contract), role, 403)
    console.post(place(contract), role, 403, source=source(console))


def test_a_version_without_such_a_calendar_leads_back_to_its_contract(console) -> None:
    console.get(place(console.world.acme.contract_id), "admin", 302)
    console.get("contracts/999999/calendars", "admin", 404)


def test_a_contract_costs_the_same_with_three_editions(console, contract: int) -> None:
    one = statements(console, f"contracts/{contract}")
    for further in (1, 2):
        known = year(console) + further
        page = console.post(place(contract), "admin", 200, source=f"office: {{horizon: {known}, dates: []}}")
        console.post(place(contract), "admin", source=text_of(page), seen=seen_of(page))
    assert "Edition 3" in console.get(f"contracts/{contract}")
    assert statements(console, f"contracts/{contract}") == one
