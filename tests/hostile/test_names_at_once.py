"""Two who take the same name or the last place at once: one gets it, and the other the answer of who comes later."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from factories.accounts import NOW, organisation, vendor
from support.races import Act, in_flight, until_it_waits
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.accounts.addresses import CannotUseAddress
from upheld.accounts.models import EmailAddress, OneTimeToken, User
from upheld.accounts.operations.first import CannotBegin
from upheld.contracts import operations as contracts
from upheld.contracts.models import Product
from upheld.contracts.operations.checks import CannotContract
from upheld.database import row_security
from upheld.escalation import operations as escalation
from upheld.escalation.models import WebhookEndpoint
from upheld.escalation.operations import endpoints

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "new@example.org"


@pytest.fixture(autouse=True)
def _whole_installation() -> None:
    row_security.enter(None)


def second_of(first: Callable[[], Any], second: Callable[[], Any]) -> Act:
    """Do the second act while the first is done and not committed."""
    with in_flight(first):
        act = Act(second)
        until_it_waits(act)
    return act


def test_two_first_invitations_of_one_address_make_one_person() -> None:
    places = organisation(), organisation()
    first, second = (
        partial(accounts.invite_person, organisation_id=place, address=address, roles=["requester"], by=SYSTEM, now=NOW)
        for place, address in zip(places, (ADDRESS, "New@Example.org"), strict=True)
    )
    second_of(first, second).result()
    [user_id] = EmailAddress.objects.filter(folded=ADDRESS).values_list("user_id", flat=True)
    assert set(OneTimeToken.objects.values_list("user_id", "organisation_id")) == {(user_id, each) for each in places}
    assert User.objects.filter(name="new").count() == 1


def create_person() -> None:
    accounts.create_person(
        organisation_id=vendor(), name="New", address=ADDRESS, roles=["engineer"], by=SYSTEM, now=NOW
    )


def create_admin() -> None:
    accounts.create_first_admin(name="New", address=ADDRESS, password="a long pass phrase of 7 words", now=NOW)


@pytest.mark.parametrize(("second", "refusal"), [(create_person, CannotUseAddress), (create_admin, CannotBegin)])
def test_an_address_is_taken_by_who_came_first(second: Callable[[], None], refusal: type[Exception]) -> None:
    vendor()
    with pytest.raises(refusal, match="address_taken"):
        second_of(create_person, second).result()
    assert EmailAddress.objects.filter(folded=ADDRESS).count() == 1


def test_a_slug_is_taken_by_who_came_first() -> None:
    create = partial(contracts.create_product, slug="player", name="Player", components=[], by=SYSTEM, now=NOW)
    with pytest.raises(CannotContract, match="slug_taken"):
        second_of(create, create).result()
    assert Product.objects.filter(slug="player").count() == 1


def test_the_last_place_for_an_endpoint_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "ENDPOINTS_MAX", 1)
    create = partial(escalation.create_endpoint, url="https://example.org/hook", by=SYSTEM, now=NOW)
    with pytest.raises(endpoints.CannotUseEndpoint, match="too_many_endpoints"):
        second_of(create, create).result()
    assert WebhookEndpoint.objects.count() == 1
