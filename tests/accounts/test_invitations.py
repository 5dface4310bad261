"""Invitations: an offer, not a gift."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import letters
from factories.accounts import NETWORK, NOW, PASSWORD, actor, address_of, organisation, person, vendor
from upheld.accounts import operations, queries
from upheld.accounts.addresses import CannotUseAddress
from upheld.accounts.limits import INVITE_ADDRESS, INVITE_ORGANISATION, INVITE_PERSON, TooManyAttempts
from upheld.accounts.models import EmailAddress, Membership, User
from upheld.accounts.operations import CannotInvite, CannotUseLink
from upheld.database import row_security
from upheld.ledger.queries import changes_of_people
from upheld.operations.errors import NotAllowed, NotFound
from upheld.outbox.models import Parcel


def invite(place, *roles, by, address="new@example.org", now=NOW, **given):
    operations.invite_person(organisation_id=place, address=address, roles=roles, by=by, now=now, **given)
    return letters.secret_in(letters.last("invitation"))


def test_accepting_makes_a_person_who_can_enter():
    place, boss = organisation(), person("support_manager")
    secret = invite(place, "requester", by=boss)
    user_id, _ = entrance = operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)
    assert Membership.objects.get(user_id=user_id).since == NOW
    assert actor(user_id).memberships == ((place, "requester"),)
    assert operations.sign_in(address="new@example.org", password=PASSWORD, network=NETWORK, now=NOW) == entrance


def test_before_it_is_accepted_nothing_is_given():
    place, boss = organisation(), person("support_manager")
    invite(place, "requester", by=boss)
    assert not Membership.objects.filter(organisation_id=place).exists()
    pending = queries.pending_invitations(organisation_id=place, actor=boss, now=NOW)
    assert [(one.address, one.roles) for one in pending] == [("new@example.org", ("requester",))]


@pytest.mark.parametrize(("days", "works"), [(6.9, True), (7, False)])
def test_it_is_good_for_seven_days(days, works):
    secret = invite(organisation(), "requester", by=person("admin"))
    then = NOW + timedelta(days=days)
    if works:
        operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=then)
    else:
        with pytest.raises(CannotUseLink):
            operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=then)


def test_it_works_once():
    secret = invite(organisation(), "requester", by=person("admin"))
    operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)
    with pytest.raises(CannotUseLink):
        operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)


def test_a_second_invitation_ends_the_first():
    place, boss = organisation(), person("admin")
    first = invite(place, "requester", by=boss)
    second = invite(place, "requester", by=boss, now=NOW + timedelta(hours=1))
    with pytest.raises(CannotUseLink):
        operations.accept_invitation(secret=first, name="Lin", password=PASSWORD, now=NOW + timedelta(hours=2))
    operations.accept_invitation(secret=second, name="Lin", password=PASSWORD, now=NOW + timedelta(hours=2))


def test_a_revoked_invitation_is_over():
    place, boss = organisation(), person("admin")
    secret = invite(place, "requester", by=boss)
    pending = queries.pending_invitations(organisation_id=place, actor=boss, now=NOW)
    operations.revoke_invitation(invitation_id=pending[0].id, by=boss, now=NOW)
    with pytest.raises(CannotUseLink):
        operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)


def test_a_weak_password_leaves_the_invitation_open():
    secret = invite(organisation(), "requester", by=person("admin"))
    with pytest.raises(Exception, match="password_too_short"):
        operations.accept_invitation(secret=secret, name="Lin", password="short", now=NOW)
    operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)


def test_a_customer_manager_learns_nothing_about_other_customers_people():
    stranger, manager = person("requester", password=PASSWORD), person("customer_manager")
    place = next(iter(manager.organisations))
    secret = invite(place, "requester", by=manager, address=address_of(stranger))
    known = queries.pending_invitations(organisation_id=place, actor=manager, now=NOW)[0]
    assert known.address == address_of(stranger)
    assert not hasattr(known, "name")
    assert queries.people(organisation_id=place, actor=manager).items[0].name != stranger.name
    with pytest.raises(NotFound):
        queries.person(user_id=stranger.id, actor=manager)
    operations.accept_invitation(secret=secret, now=NOW)
    assert actor(stranger.id).organisations == stranger.organisations | {place}


def test_a_known_person_only_says_yes_and_keeps_password_and_name():
    who, place = person("requester", password=PASSWORD), organisation()
    secret = invite(place, "customer_manager", by=person("admin"), address=address_of(who), name="Mallory")
    operations.accept_invitation(secret=secret, name="Mallory", password="mallory knows this one", now=NOW)
    assert actor(who.id).name == who.name
    assert operations.sign_in(address=address_of(who), password=PASSWORD, network=NETWORK, now=NOW).user_id == who.id


def test_nobody_is_of_both_families():
    who = person("engineer", password=PASSWORD)
    secret = invite(organisation(), "requester", by=person("admin"), address=address_of(who))
    with pytest.raises(CannotInvite) as refused:
        operations.accept_invitation(secret=secret, now=NOW)
    assert refused.value.code == "other_family"


@pytest.mark.parametrize(
    ("inviter", "role", "allowed"),
    [
        ("admin", "admin", True),
        ("admin", "arbiter", True),
        ("support_manager", "engineer", True),
        ("support_manager", "arbiter", False),
        ("support_manager", "support_manager", False),
        ("support_manager", "admin", False),
        ("csm", "engineer", False),
        ("engineer", "engineer", False),
        ("expert", "engineer", False),
        ("arbiter", "engineer", False),
    ],
)
def test_who_may_invite_staff(inviter, role, allowed):
    by = person(inviter)
    if allowed:
        invite(vendor(), role, by=by)
    else:
        with pytest.raises(NotAllowed):
            invite(vendor(), role, by=by)
        assert not Parcel.objects.exists()


@pytest.mark.parametrize(
    ("inviter", "allowed"),
    [("admin", True), ("support_manager", True), ("csm", True), ("engineer", False), ("arbiter", False)],
)
def test_which_staff_may_invite_a_customers_people(inviter, allowed):
    by, place = person(inviter), organisation()
    if allowed:
        invite(place, "requester", by=by)
    else:
        with pytest.raises(NotAllowed):
            invite(place, "requester", by=by)


def test_a_customer_manager_invites_into_their_own_organisation_only():
    manager = person("customer_manager")
    invite(next(iter(manager.organisations)), "requester", by=manager)
    for foreign in (organisation(), vendor()):
        with pytest.raises(NotFound):
            invite(foreign, "requester", by=manager)


def test_a_requester_invites_nobody():
    who = person("requester")
    with pytest.raises(NotAllowed):
        invite(next(iter(who.organisations)), "requester", by=who)


@pytest.mark.parametrize("roles", [(), ("engineer",), ("requester", "admin"), ("king",)])
def test_roles_that_are_not_there_are_refused(roles):
    with pytest.raises((CannotInvite, NotAllowed)):
        operations.invite_person(
            organisation_id=organisation(), address="new@example.org", roles=roles, by=person("admin"), now=NOW
        )
    assert not User.objects.filter(addresses__address="new@example.org").exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a b@example.org",
        "a@example.org\nBcc: x@example.org",
        "é@e.org",
        "x" * 250 + "@example.org",
    ],
)
def test_what_is_not_an_address_is_refused(address):
    with pytest.raises(CannotUseAddress) as refused:
        invite(organisation(), "requester", by=person("admin"), address=address)
    assert refused.value.field == "address"


def test_one_person_cannot_invite_the_whole_world():
    boss, place = person("admin"), organisation()
    for number in range(INVITE_PERSON.most):
        invite(place, "requester", by=boss, address=f"n{number}@example.org")
    with pytest.raises(TooManyAttempts):
        invite(place, "requester", by=boss, address="last@example.org")


def test_the_inactive_cannot_accept():
    who, boss = person("requester", password=PASSWORD), person("admin")
    secret = invite(organisation(), "requester", by=boss, address=address_of(who))
    operations.deactivate_person(user_id=who.id, by=boss, now=NOW)
    with pytest.raises(CannotUseLink):
        operations.accept_invitation(secret=secret, now=NOW)


def test_accepting_verifies_the_address():
    secret = invite(organisation(), "requester", by=person("admin"))
    assert EmailAddress.objects.get(folded="new@example.org").verified_at is None
    user_id, _ = operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)
    assert queries.recipients([user_id])[0].address == "new@example.org"


def test_the_mail_to_a_stranger_holds_nothing_that_the_inviter_wrote():
    place = organisation(name="Acme")
    boss = person("customer_manager", of=place, name="Cheap pills at pills dot example")
    invite(place, "requester", by=boss, name="Free money")
    text = str(Parcel.objects.get(template="invitation").content)
    assert "Acme" in text
    assert "pills" not in text
    assert "money" not in text


def test_one_address_and_one_organisation_get_a_limited_number_of_invitations():
    place, boss, other = organisation(), person("admin"), person("admin")
    for _ in range(INVITE_ADDRESS.most):
        invite(place, "requester", by=boss)
    with pytest.raises(TooManyAttempts):
        invite(place, "requester", by=other)
    crowd = [boss, other, person("admin")]
    rest = INVITE_ORGANISATION.most - INVITE_ADDRESS.most - 1
    for number in range(rest):
        address = f"new{number}@example.org"
        operations.invite_person(
            organisation_id=place, address=address, roles=["requester"], by=crowd[number % 3], now=NOW
        )
    with pytest.raises(TooManyAttempts):
        invite(place, "requester", by=crowd[2], address="last@example.org")
    invite(organisation(), "requester", by=crowd[2], address="last@example.org")


def test_a_vendor_s_role_is_recorded_though_nobody_is_signed_in():
    secret = invite(vendor(), "arbiter", by=person("admin"))
    row_security.leave()
    user_id, _ = operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)
    row_security.enter(None)
    [entry] = changes_of_people([user_id])[user_id]
    assert (entry.type, entry.document["data"]["role"]) == ("role.given", "arbiter")


def test_a_role_that_is_held_already_is_not_given_again():
    who, boss = person("engineer"), person("admin")
    secret = invite(vendor(), "engineer", "arbiter", by=boss, address=address_of(who))
    operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)
    given = [changes_of_person.document["data"]["role"] for changes_of_person in changes_of_people([who.id])[who.id]]
    assert given == ["engineer", "arbiter"]


@pytest.mark.parametrize("how", ["deactivated", "stripped", "erased"])
def test_an_invitation_ends_with_its_inviters_right(how):
    boss, other = person("admin"), person("admin")
    secret = invite(vendor(), "admin", by=boss)
    assert queries.invitation_offer(secret=secret, now=NOW)
    if how == "deactivated":
        operations.deactivate_person(user_id=boss.id, by=other, now=NOW)
    elif how == "stripped":
        operations.add_role(user_id=boss.id, organisation_id=vendor(), role="support_manager", by=other, now=NOW)
        operations.remove_role(user_id=boss.id, organisation_id=vendor(), role="admin", by=other, now=NOW)
    else:
        operations.erase_person(user_id=boss.id, by=other, now=NOW)
    assert queries.invitation_offer(secret=secret, now=NOW) is None
    with pytest.raises(CannotUseLink):
        operations.accept_invitation(secret=secret, name="Lin", password=PASSWORD, now=NOW)
    assert not Membership.objects.filter(user__addresses__address="new@example.org").exists()
