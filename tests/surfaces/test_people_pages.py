"""The console's pages of customers, people and groups."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts import letters
from factories.accounts import actor, address_of, browser, organisation, person, vendor
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.database import row_security

PAGES = ("customers", "people", "people/groups")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["engineer", "expert", "csm", "support_manager", "arbiter", "admin"])
def test_staff_see_the_lists(page, role):
    assert browser(person(role)).get(f"/console/{page}").status_code == 200


@pytest.mark.parametrize(
    "page", [*PAGES, "customers/new", "customers/1", "people/1", "people/groups/1", "people/1/erase"]
)
def test_customers_find_nothing_here(page):
    assert browser(person("customer_manager")).get(f"/console/{page}").status_code == 404


@pytest.mark.parametrize(
    ("page", "role", "status"),
    [
        ("customers/new", "engineer", 403),
        ("customers/new", "csm", 403),
        ("customers/new", "support_manager", 200),
        ("customers/999999", "admin", 404),
        ("people/999999", "admin", 404),
        ("people/groups/999999", "admin", 404),
        ("people/999999999999999999999", "admin", 404),
    ],
)
def test_who_finds_what(page, role, status):
    assert browser(person(role)).get(f"/console/{page}").status_code == status


def test_a_customer_from_nothing_to_the_first_person():
    csm = person("csm", name="Chen Success")
    client = browser(person("admin"))
    assert "No customers yet" in client.get("/console/customers").content.decode()
    told = {
        "name": "Blue & Sons",
        "timezone": "Europe/Berlin",
        "language": "en",
        "csm_id": str(csm.id),
        "parent_id": "",
    }
    page = client.post("/console/customers/new", told, follow=True)
    text = page.content.decode()
    assert "Blue &amp; Sons" in text
    assert "Chen Success" in text
    assert "Nobody yet" in text
    place = queries.organisations(actor=SYSTEM).items[0].id
    sent = client.post(
        f"/console/organisations/{place}/invite",
        {"address": "dev@blue.example", "name": "Ida", "language": "en", "roles": ["requester"]},
        follow=True,
    ).content.decode()
    assert "on its way to dev@blue.example" in sent
    operations.accept_invitation(
        secret=letters.secret_in(letters.last("invitation")),
        name="Ida",
        password="quiet rivers run deep",
        now=timezone.now(),
    )
    assert "Ida" in client.get(f"/console/customers/{place}").content.decode()


def test_an_invitation_is_taken_back():
    place, client = organisation(), browser(person("admin"))
    client.post(
        f"/console/organisations/{place}/invite", {"address": "a@b.example", "language": "en", "roles": ["requester"]}
    )
    pending = queries.pending_invitations(organisation_id=place, actor=SYSTEM, now=timezone.now())
    client.post(f"/console/organisations/{place}/invitations/{pending[0].id}/revoke")
    assert queries.pending_invitations(organisation_id=place, actor=SYSTEM, now=timezone.now()) == ()


def test_what_was_wrong_is_said_in_place():
    place, client = organisation(), browser(person("admin"))
    answer = client.post(f"/console/organisations/{place}/invite", {"address": "nobody", "language": "en"})
    assert answer.status_code == 422
    no_role = client.post(f"/console/organisations/{place}/invite", {"address": "a@b.example", "language": "en"})
    assert "at least one role" in no_role.content.decode()


def test_an_engineer_is_offered_no_invitation_and_cannot_send_one():
    place, client = organisation(), browser(person("engineer"))
    assert client.get(f"/console/organisations/{place}/invite").status_code == 403
    sent = client.post(
        f"/console/organisations/{place}/invite", {"address": "a@b.example", "language": "en", "roles": ["requester"]}
    )
    assert sent.status_code in {403, 422}
    assert queries.pending_invitations(organisation_id=place, actor=SYSTEM, now=timezone.now()) == ()


def test_roles_are_given_and_taken():
    who, client = person("engineer"), browser(person("admin"))
    role = f"{vendor()}:expert"
    client.post(f"/console/people/{who.id}/roles", {"role": role})
    assert actor(who.id).staff_roles == {"engineer", "expert"}
    client.post(f"/console/people/{who.id}/roles/take", {"role": role})
    assert actor(who.id).staff_roles == {"engineer"}


@pytest.mark.parametrize("role", ["", "x", "1", ":admin", "1:", "99999999999999999999:admin", "²:admin"])
def test_roles_that_are_none_are_refused(role):
    who, client = person("engineer"), browser(person("admin"))
    assert client.post(f"/console/people/{who.id}/roles", {"role": role}).status_code in {302, 403, 404}
    assert actor(who.id).staff_roles == {"engineer"}


def test_a_refused_verb_says_why_on_the_page():
    boss = person("admin")
    client = browser(boss)
    page = client.post(f"/console/people/{boss.id}/active", {"active": "no"}, follow=True)
    assert "cannot do this to your own account" in page.content.decode()


def test_shutting_out_and_letting_in():
    who, client = person("engineer"), browser(person("admin"))
    client.post(f"/console/people/{who.id}/active", {"active": "no"})
    assert queries.actor_of_user(user_id=who.id) is None
    client.post(f"/console/people/{who.id}/active", {"active": "yes"})
    assert queries.actor_of_user(user_id=who.id) is not None


def test_erasing_asks_first():
    who, client = person("engineer", name="Wei Marker"), browser(person("admin"))
    address = address_of(who)
    assert "cannot be undone" in client.get(f"/console/people/{who.id}/erase").content.decode()
    assert queries.names([who.id])[who.id] == "Wei Marker"
    client.post(f"/console/people/{who.id}/erase")
    assert queries.names([who.id])[who.id] == "—"
    assert address not in client.get("/console/people").content.decode()


def test_groups_are_made_filled_and_emptied():
    who, client = person("engineer"), browser(person("support_manager"))
    made = client.post("/console/people/groups", {"name": "Voice", "line": "first"})
    place = made["Location"]
    client.post(f"{place}/people", {"user_id": str(who.id)})
    assert who.name in client.get(place).content.decode()
    client.post(place, {"name": "Video", "line": "expert"})
    group = queries.group_page().items[0]
    assert (group.name, group.line, [member.id for member in group.members]) == ("Video", "expert", [who.id])
    client.post(f"{place}/people/{who.id}/remove")
    assert queries.group_page().items[0].members == ()
    again = client.post("/console/people/groups", {"name": "Video", "line": "first"})
    assert again.status_code == 422
    assert "has this name" in again.content.decode()


def test_an_engineer_changes_no_group():
    client = browser(person("engineer"))
    assert client.post("/console/people/groups", {"name": "Mine", "line": "first"}).status_code == 403
    assert queries.group_page().items == ()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(count, django_assert_num_queries):
    boss = person("admin")
    client = browser(boss)
    with row_security.everything():
        for number in range(count):
            organisation()
            person("engineer")
            operations.create_group(name=f"G{count}{number}", by=SYSTEM, now=timezone.now())
    for page, cost in (("customers", 3), ("people", 8), ("people/groups", 4)):
        with django_assert_num_queries(cost):
            client.get(f"/console/{page}")


def test_names_cannot_carry_markup():
    place = organisation("<script>alert(1)</script>")
    page = browser(person("admin")).get(f"/console/customers/{place}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
