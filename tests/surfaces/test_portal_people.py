"""A customer's own people, in the portal."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import letters
from factories.accounts import actor, browser, organisation, person
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Membership

HOME = "/portal/people"


@pytest.fixture
def manager():
    return person("customer_manager", name="Ida Manager")


@pytest.fixture
def place(manager):
    return next(iter(manager.organisations))


def test_everybody_sees_their_colleagues_and_nobody_elses(manager, place):
    stranger = person("requester", name="Somebody Else")
    page = browser(person("requester", of=place)).get(HOME).content.decode()
    assert "Ida Manager" in page
    assert "/invite" not in page
    assert stranger.name not in page
    assert browser(stranger).get(f"{HOME}?organisation={place}").status_code == 404


def test_staff_find_nothing_here():
    assert browser(person("engineer")).get(HOME).status_code == 404


def test_a_manager_invites_and_takes_back(manager, place):
    client = browser(manager)
    told = {"address": "dev@own.example", "language": "en", "roles": ["requester"]}
    sent = client.post(f"/portal/organisations/{place}/invite", told, follow=True)
    assert "on its way to dev@own.example" in sent.content.decode()
    pending = queries.pending_invitations(organisation_id=place, actor=SYSTEM, now=timezone.now())
    client.post(f"/portal/organisations/{place}/invitations/{pending[0].id}/revoke")
    with pytest.raises(operations.CannotUseLink):
        operations.accept_invitation(
            secret=letters.secret_in(letters.last("invitation")), password="quiet rivers run deep", now=timezone.now()
        )


def test_a_requester_cannot_invite(place):
    client = browser(person("requester", of=place))
    told = {"address": "dev@own.example", "language": "en", "roles": ["requester"]}
    assert client.post(f"/portal/organisations/{place}/invite", told).status_code == 403


def test_a_manager_of_one_customer_is_nothing_in_another(manager):
    foreign, client = organisation(), browser(manager)
    other = person("requester", of=foreign)
    told = {"address": "dev@own.example", "language": "en", "roles": ["requester"]}
    assert client.post(f"/portal/organisations/{foreign}/invite", told).status_code == 404
    roles = f"/portal/organisations/{foreign}/people/{other.id}/roles"
    assert client.post(roles, {"take": "requester"}).status_code == 404
    assert actor(other.id) == other


def test_roles_of_colleagues(manager, place):
    own, client = person("requester", of=place), browser(manager)
    roles = f"/portal/organisations/{place}/people/{own.id}/roles"
    client.post(roles, {"give": "customer_manager"})
    assert actor(own.id).roles_in(place) == {"requester", "customer_manager"}
    for role in ("requester", "customer_manager"):
        client.post(roles, {"take": role})
    assert actor(own.id).memberships == ()
    assert client.post(roles, {"give": "admin"}).status_code in {403, 404}
    before = set(Membership.objects.values_list("user_id", "role"))
    assert "give, take" in client.post(roles, {}, follow=True).content.decode()
    assert set(Membership.objects.values_list("user_id", "role")) == before
