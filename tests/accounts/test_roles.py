"""Roles given and taken, people shut out, the last administrator."""

from __future__ import annotations

import pytest

from factories.accounts import NOW, PASSWORD, actor, organisation, person, vendor
from upheld.accounts import operations
from upheld.accounts.models import Membership
from upheld.accounts.operations import CannotChangeRoles, CannotDeactivate, CannotErase
from upheld.accounts.operations.rows import CannotKeepNone
from upheld.operations.errors import NotAllowed, NotFound


def test_given_twice_is_once():
    who, boss = person("engineer"), person("admin")
    for _ in range(2):
        operations.add_role(user_id=who.id, organisation_id=vendor(), role="expert", by=boss, now=NOW)
    assert actor(who.id).staff_roles == {"engineer", "expert"}


def test_nobody_is_put_into_an_organisation_without_an_invitation():
    who, boss = person("requester"), person("admin")
    with pytest.raises(CannotChangeRoles) as refused:
        operations.add_role(user_id=who.id, organisation_id=organisation(), role="requester", by=boss, now=NOW)
    assert refused.value.code == "not_of_this_organisation"


def test_a_customers_person_never_gets_a_staff_role():
    who, boss = person("requester"), person("admin")
    place = next(iter(who.organisations))
    with pytest.raises(CannotChangeRoles):
        operations.add_role(user_id=who.id, organisation_id=place, role="admin", by=boss, now=NOW)


def test_nobody_raises_themselves():
    for role, wanted in [("engineer", "admin"), ("support_manager", "admin"), ("csm", "support_manager")]:
        who = person(role)
        with pytest.raises(NotAllowed):
            operations.add_role(user_id=who.id, organisation_id=vendor(), role=wanted, by=who, now=NOW)
    manager = person("customer_manager")
    with pytest.raises((NotAllowed, NotFound)):
        operations.add_role(user_id=manager.id, organisation_id=vendor(), role="engineer", by=manager, now=NOW)


def test_a_customer_manager_manages_their_own_people_only():
    manager, stranger = person("customer_manager"), person("requester")
    place = next(iter(manager.organisations))
    own = person("requester", of=place)
    operations.add_role(user_id=own.id, organisation_id=place, role="customer_manager", by=manager, now=NOW)
    with pytest.raises(NotFound):
        operations.add_role(user_id=stranger.id, organisation_id=place, role="requester", by=manager, now=NOW)
    with pytest.raises(NotFound):
        operations.deactivate_person(user_id=stranger.id, by=manager, now=NOW)


def test_a_customer_manager_does_not_shut_out_who_also_belongs_elsewhere():
    manager = person("customer_manager")
    place = next(iter(manager.organisations))
    own = person("requester", of=place)
    Membership.objects.create(user_id=own.id, organisation_id=organisation(), role="requester")
    with pytest.raises(NotAllowed):
        operations.deactivate_person(user_id=own.id, by=manager, now=NOW)
    operations.remove_role(user_id=own.id, organisation_id=place, role="requester", by=manager, now=NOW)


def test_a_support_manager_does_not_shut_out_an_arbiter():
    with pytest.raises(NotAllowed):
        operations.deactivate_person(user_id=person("arbiter").id, by=person("support_manager"), now=NOW)


def test_the_last_administrator_stays():
    place, boss = vendor(), Membership.objects.get(role="admin").user_id
    other = person("admin")
    operations.remove_role(user_id=boss, organisation_id=place, role="admin", by=other, now=NOW)
    with pytest.raises(CannotKeepNone):
        operations.remove_role(user_id=other.id, organisation_id=place, role="admin", by=actor(other.id), now=NOW)
    assert actor(other.id).staff_roles == {"admin"}


def test_an_inactive_administrator_does_not_count():
    place, boss = vendor(), Membership.objects.get(role="admin").user_id
    other = person("admin")
    operations.deactivate_person(user_id=boss, by=other, now=NOW)
    with pytest.raises(CannotKeepNone):
        operations.remove_role(user_id=other.id, organisation_id=place, role="admin", by=other, now=NOW)


def test_nobody_shuts_out_or_erases_themselves():
    boss = person("admin")
    with pytest.raises(CannotDeactivate):
        operations.deactivate_person(user_id=boss.id, by=boss, now=NOW)
    with pytest.raises(CannotErase):
        operations.erase_person(user_id=boss.id, by=boss, now=NOW)


def test_who_loses_the_last_staff_role_leaves_the_groups():
    from upheld.accounts.queries import group_member_ids

    who, boss = person("engineer"), person("admin")
    group = operations.create_group(name="Voice", by=boss, now=NOW)
    operations.add_to_group(group_id=group, user_id=who.id, by=boss, now=NOW)
    operations.remove_role(user_id=who.id, organisation_id=vendor(), role="engineer", by=boss, now=NOW)
    assert group_member_ids(group_id=group) == ()


def test_the_change_is_published():
    from upheld.accounts.events import RolesChanged

    seen = []
    reactions = ((seen.extend, (RolesChanged,)),)
    import upheld.wiring as wiring

    who, boss = person("engineer", password=PASSWORD), person("admin")
    kept, wiring.REACTIONS = wiring.REACTIONS, reactions
    try:
        operations.add_role(user_id=who.id, organisation_id=vendor(), role="expert", by=boss, now=NOW)
    finally:
        wiring.REACTIONS = kept
    assert [(one.user_id, one.added_roles, one.removed_roles, one.by_id) for one in seen] == [
        (who.id, ("expert",), (), boss.id)
    ]
