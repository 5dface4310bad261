"""A list never ends silently: it turns pages, or says how many there are."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from factories.accounts import browser
from factories.world import World
from upheld.accounts.models import SupportGroup
from upheld.contracts.models import Contract, Product
from upheld.database import row_security
from upheld.desk.models import SavedReply
from upheld.reports.models import CreditCase

MANY = 120


def credit_cases(world: World) -> None:
    common = {"organisation_id": world.acme.id, "contract_version_id": world.acme.version_id, "as_of": world.now}
    values = {"amount": "10.00", "currency": "CNY", "lines": {"lines": [], "capped": False, "base": "1000.00"}}
    periods = [f"{2000 + count // 12}-{count % 12 + 1:02d}" for count in range(MANY)]
    CreditCase.objects.bulk_create([CreditCase(period=period, **common, **values) for period in periods])


def contracts(world: World) -> None:
    common = {"organisation_id": world.acme.id, "plan": "extra", "created_at": world.now}
    Contract.objects.bulk_create([Contract(name=f"More {count:03d}", **common) for count in range(MANY)])


def groups(world: World) -> None:
    SupportGroup.objects.bulk_create([SupportGroup(name=f"Line {count:03d}", line="first") for count in range(MANY)])


def products(world: World) -> None:
    Product.objects.bulk_create([Product(slug=f"p{count}", name=f"Product {count:03d}") for count in range(MANY)])


def replies(world: World) -> None:
    SavedReply.objects.bulk_create([SavedReply(title=f"T{count:03d}", body_en="Hello") for count in range(MANY)])


def pages(client: Client, place: str) -> list[str]:
    """The pages of a list, by the link to the next."""
    shown: list[str] = []
    query: str | None = ""
    while query is not None:
        answer = client.get(place if not query else place.partition("?")[0] + query)
        assert answer.status_code == 200, answer.content[:500]
        shown.append(html.unescape(answer.content.decode()))
        following = re.search(r'rel="next" href="([^"]*)"', shown[-1])
        query = following[1] if following else None
        assert len(shown) < MANY
    return shown


@pytest.mark.parametrize(
    ("more", "role", "place", "item"),
    [
        (credit_cases, "support_manager", "/console/credits", r"<td class=\"nowrap\">(20\d\d-\d\d)"),
        (credit_cases, "", "/portal/attainment/credits", r'<h2 id="credit-(\d+)"'),
        (contracts, "support_manager", "/console/contracts?q=more", r"More \d{3}"),
        (groups, "admin", "/console/people/groups", r"Line \d{3}"),
        (products, "support_manager", "/console/products", r"Product \d{3}"),
        (replies, "engineer", "/console/saved-replies", r"<h2>(T\d{3})"),
    ],
)
def test_a_long_list_turns_pages_and_loses_nothing(world: World, more, role: str, place: str, item: str) -> None:
    more(world)
    client = browser(world.staff[role] if role else world.acme.manager)
    items = [re.findall(item, page) for page in pages(client, place)]
    assert max(len(set(names)) for names in items) <= 50
    assert len({name for names in items for name in names}) == MANY
    row_security.enter(None)


def test_a_wrong_cursor_does_not_hide_the_secret_of_a_new_token(world: World) -> None:
    form = {"name": "CI", "kind": "machine", "scopes": "read", "days": "30"}
    page = browser(world.engineer).post("/profile/tokens?after=none", form)
    assert (page.status_code, "uph_" in page.content.decode()) == (200, True)
