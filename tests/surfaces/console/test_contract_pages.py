"""Contracts: read in plain words, written in YAML with errors in place, published once."""

from __future__ import annotations

import html
import re
from zoneinfo import ZoneInfo

import pytest
import yaml

from factories.terms import always
from surfaces.portal.test_weighty_acts import confirmed
from upheld.console.contracts.lines import annotate, excerpt
from upheld.contracts.models import Product
from upheld.contracts.queries import contract, products
from upheld.database.timekeeping.present import now
from upheld.sla import Problem
from upheld.sla.instant import there


def line_of(page: str, number: int) -> str:
    found = re.search(rf'<li id="L{number}"[^>]*>.*?</li>', page, re.DOTALL)
    assert found is not None
    return found[0]


def source_in(page: str) -> str:
    """What the editor holds."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def test_a_contract_reads_as_plain_words_with_its_versions(console) -> None:
    page = console.get(f"contracts/{console.world.acme.contract_id}")
    assert "Version 1" in page
    assert "in effect now" in page
    assert "15 min" in page


def test_the_list_can_be_searched(console) -> None:
    assert "acme support" in console.get("contracts?q=ACME")
    assert "acme support" not in console.get("contracts?q=rival")


def test_an_error_stands_beside_its_line(console) -> None:
    contract_id = console.world.acme.contract_id
    source = (
        always(version=2)
        .lstrip()
        .replace("within: 15m", "within: 0m")
        .replace("every: 1h, calendar: always", "every: 1h, calendar: nights")
    )
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=source)
    page = console.get(f"contracts/{contract_id}/draft", "support_manager")
    number = next(n for n, line in enumerate(source.splitlines(), 1) if "within: 0m" in line)
    assert "2 errors" in page
    assert "says" in line_of(page, number)
    assert "nights" in line_of(page, number + 1)
    assert "publication" not in page


def test_a_source_that_is_no_yaml_is_kept_and_explained(console) -> None:
    contract_id = console.world.acme.contract_id
    console.post(f"contracts/{contract_id}/draft", "support_manager", source="a: [1, 2\nb: {")
    page = console.get(f"contracts/{contract_id}/draft", "support_manager")
    assert "b: {" in page
    assert "error" in page


def test_a_version_is_written_and_published(console) -> None:
    contract_id = console.world.acme.contract_id
    assert "version: 2" in console.get(f"contracts/{contract_id}/draft", "support_manager")
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=always(version=2))
    page = console.get(f"contracts/{contract_id}/draft", "support_manager")
    fold = confirmed(page, f"/console/contracts/{contract_id}/publication")
    assert fold.startswith("Publish Version 2 can never be changed again.")
    assert fold.endswith("Publish version 2")
    console.post(f"contracts/{contract_id}/publication", "support_manager")
    found = contract(contract_id=contract_id, organisation_ids=None)
    assert found is not None
    assert [one.number for one in found.versions if one.published_at] == [2, 1]


@pytest.mark.parametrize("form", ["effective: {from: 2026-01-01}", "effective:\n  from: '2026-01-01'"])
def test_a_new_version_is_in_effect_from_today_on(console, form: str) -> None:
    contract_id, start = console.world.acme.contract_id, "effective: {from: 2026-01-01}"
    source = always(version=2)
    assert start in source
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=source.replace(start, form))
    console.post(f"contracts/{contract_id}/publication", "support_manager")
    third = yaml.safe_load(source_in(console.get(f"contracts/{contract_id}/draft", "support_manager")))
    assert third["version"] == 3
    assert str(third["effective"]["from"]) == f"{there(now(), ZoneInfo(third['timezone'])):%Y-%m-%d}"


def test_a_new_version_keeps_a_date_that_lies_ahead(console) -> None:
    contract_id = console.world.acme.contract_id
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=always(version=2, start="2099-01-01"))
    console.post(f"contracts/{contract_id}/publication", "support_manager")
    page = console.get(f"contracts/{contract_id}/draft", "support_manager")
    assert "from: 2099-01-01" in page


def test_what_stands_against_publication_is_said(console) -> None:
    contract_id = console.world.acme.contract_id
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=always(version=7))
    page = console.post(f"contracts/{contract_id}/publication", "support_manager", 422)
    assert "7" in re.findall(r'role="alert">(.*?)</div>', page, re.DOTALL)[0]


def test_updates_every_few_seconds_are_published_only_when_confirmed(console) -> None:
    contract_id = console.world.acme.contract_id
    source = always(version=2).replace("every: 1h", "every: 1s")
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=source)
    page = console.get(f"contracts/{contract_id}/draft", "support_manager")
    assert "more often than every 5 minutes" in page
    assert 'name="confirmed" value="yes" required' in page
    page = console.post(f"contracts/{contract_id}/publication", "support_manager", 422)
    assert "Confirm the marked warning" in page
    assert page.count("more often than every 5 minutes") == 1
    console.post(f"contracts/{contract_id}/publication", "support_manager", confirmed="yes")
    assert contract(contract_id=contract_id, organisation_ids=None).draft is None


def test_a_draft_without_doubts_asks_nothing(console) -> None:
    contract_id = console.world.acme.contract_id
    console.post(f"contracts/{contract_id}/draft", "support_manager", source=always(version=2))
    assert 'name="confirmed"' not in console.get(f"contracts/{contract_id}/draft", "support_manager")


def test_a_new_contract_begins_with_a_ready_one(console) -> None:
    world = console.world
    console.post(
        "contracts/new", "admin", organisation=world.acme.id, name="Second", plan="typical", products=[world.product_id]
    )
    made = max(int(one) for one in re.findall(r"/console/contracts/(\d+)\"", console.get("contracts", "admin")))
    assert "enterprise" in console.get(f"contracts/{made}/draft", "admin")
    assert "severities:" in console.get(f"contracts/{made}/draft?start=enterprise", "admin")
    assert "No version is published" in console.get(f"contracts/{made}")


def test_a_wrong_fee_is_refused_beside_its_field(console) -> None:
    world = console.world
    page = console.post(
        "contracts/new",
        "admin",
        422,
        organisation=world.acme.id,
        name="Second",
        plan="typical",
        products=[world.product_id],
        monthly_fee="-1",
    )
    assert "monthly_fee-error" in page


@pytest.mark.parametrize("role", ["engineer", "csm", "arbiter"])
def test_only_managers_write(console, role: str) -> None:
    contract_id = console.world.acme.contract_id
    assert "New version" not in console.get(f"contracts/{contract_id}", role)
    console.get(f"contracts/{contract_id}/draft", role, 403)
    console.post(f"contracts/{contract_id}/publication", role, 403)
    console.get("contracts/new", role, 403)


def test_an_unknown_contract_is_not_there(console) -> None:
    console.get("contracts/999999", status=404)
    console.get("contracts/999999/draft", "admin", 404)


def test_a_product_is_added_and_then_offered_to_contracts(console) -> None:
    console.post("products", "support_manager", name="Voice", slug="voice", components="echo，video, ")
    page = console.get("products", "support_manager")
    assert "Voice" in page
    assert "echo, video" in page
    assert "Voice" in console.get("contracts/new", "support_manager")
    assert "/console/products" in console.get("contracts", "support_manager")


def test_a_product_that_cannot_be_added_says_why(console) -> None:
    assert "is taken" in console.post("products", "admin", 422, name="Again", slug=slug_of_the_first(console))
    assert "for example rtc-web" in console.post("products", "admin", 422, name="Spaced", slug="a b")
    long = console.post("products", "admin", 422, name="Long", slug="long", components="x" * 61)
    assert "60" in re.findall(r'class="error"[^>]*>(.*?)<', long, re.DOTALL)[0]


def test_the_components_of_a_product_are_changed(console) -> None:
    place = f"products/{console.world.product_id}"
    console.post(f"{place}/components", "admin", components="video, high\r\n\r\n audio \r\n")
    page = console.get(place, "admin")
    assert re.search(r"<textarea[^>]*>\s*video, high\naudio</textarea>", page)
    assert "new tickets name one of these" in page
    for wrong in ("video\nVideo", "x" * 61, "\n".join(f"c{number}" for number in range(101))):
        refused = console.post(f"{place}/components", "admin", 422, components=wrong)
        assert 'id="parts-components-error"' in refused
        assert wrong.split("\n")[-1] in refused
    assert re.search(r"video, high\naudio</textarea>", console.get(place, "admin"))
    console.post(f"{place}/components", "admin", components="")
    assert "whatever component they like" in console.get(place, "admin")


def test_a_product_is_renamed_retired_and_restored(console) -> None:
    world = console.world
    place = f"products/{world.product_id}"
    filing = f"tickets/new?customer={world.acme.id}"
    offered = f'<option value="{world.product_id}">'
    assert f'href="/console/{place}"' in console.get("products", "admin")
    assert 'value="RTC"' in console.get(place, "support_manager")
    console.post(place, "support_manager", name="Realtime")
    assert "<h1>Realtime</h1>" in console.get(place, "admin")
    assert f"{offered}Realtime" in console.get(filing)
    console.post(f"{place}/retire", "admin")
    assert "retired" in console.get("products", "admin")
    assert offered not in console.get(filing)
    refused = console.post(
        filing,
        status=422,
        requester=world.acme.requester.id,
        product=world.product_id,
        environment="production",
        severity="P1",
        subject="Called in",
        body="They cannot join.",
    )
    assert "product-error" in refused
    assert "Choose one of the products in service." in refused
    assert f'value="{world.product_id}"' in console.get("attainment")
    console.post(f"{place}/restore", "admin")
    assert f"{offered}Realtime" in console.get(filing)
    assert "name-error" in console.post(place, "admin", 422, name=" ")
    console.get("products/987654", "admin", 404)
    console.post("products/987654/retire", "admin", 404)
    console.get(place, "engineer", 403)


def test_without_products_a_new_contract_says_where_to_make_one(console) -> None:
    Product.objects.update(is_active=False)
    page = console.get("contracts/new", "admin")
    assert "No products yet" in page
    assert 'href="/console/products"' in page
    assert "No products yet" not in console.get("products", "admin")


def slug_of_the_first(console) -> str:
    return products()[0].slug


def test_only_the_lines_near_a_remark_are_shown_with_it_under_their_own_numbers() -> None:
    source = "".join(f"key{number}: {number}\n" for number in range(1, 41))
    remarks = [Problem("key10", "expected_document", {}), Problem("key30", "expected_document", {})]
    shown = excerpt(annotate(source, remarks, (), "en"))
    assert [line.number for line in shown] == [*range(6, 15), *range(26, 35)]
    assert [line.number for line in shown if line.after_gap] == [26]


def hidden(page: str, name: str) -> str:
    return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', page)[0]


def test_only_the_draft_that_was_read_is_published(console) -> None:
    contract_id = console.world.acme.contract_id
    address, publication = f"contracts/{contract_id}/draft", f"contracts/{contract_id}/publication"
    console.post(address, "support_manager", source=always(version=2), replaces="")
    page = console.get(address, "admin")
    others = always(version=2).replace("within: 15m", "within: 9h")
    console.post(address, "support_manager", source=others, replaces=hidden(page, "replaces"))
    refusal = console.post(publication, "admin", status=422, seen=hidden(page, "seen"))
    assert "changed after you opened it" in refusal
    assert "within: 9h" in source_in(refusal)
    assert contract(contract_id=contract_id, organisation_ids=None).published(2) is None
    console.post(publication, "admin", seen=hidden(refusal, "seen"))
    assert contract(contract_id=contract_id, organisation_ids=None).published(2).source == others


def test_a_draft_of_somebody_else_is_replaced_only_knowingly(console) -> None:
    contract_id = console.world.acme.contract_id
    address = f"contracts/{contract_id}/draft"
    opened = hidden(console.get(address, "admin"), "replaces")
    console.post(address, "support_manager", source="theirs: 1", replaces=opened)
    console.post(address, "support_manager", source="theirs: 1", replaces=opened)
    refusal = console.post(address, "admin", status=422, source="mine: 1", replaces=opened)
    assert "Somebody saved another draft" in refusal
    assert source_in(refusal) == "mine: 1"
    assert contract(contract_id=contract_id, organisation_ids=None).draft.source == "theirs: 1"
    console.post(address, "admin", source="mine: 1", replaces=hidden(refusal, "replaces"))
    assert contract(contract_id=contract_id, organisation_ids=None).draft.source == "mine: 1"
