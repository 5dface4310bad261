"""A person is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts import letters
from factories.accounts import NETWORK, NOW, PASSWORD, address_of, organisation, person
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import ApiToken, EmailAddress, GroupMember, Membership, OneTimeToken, Password, User
from upheld.operations.errors import NotAllowed, NotFound
from upheld.outbox.models import Parcel


@pytest.fixture
def everything():
    """Somebody who left every trace that accounts keep."""
    who, boss = person("csm", password=PASSWORD, name="Wei Marker"), person("admin")
    group = operations.create_group(name="Voice", by=boss, now=NOW)
    operations.add_to_group(group_id=group, user_id=who.id, by=boss, now=NOW)
    operations.issue_token(name="x", scopes=["read"], by=who, now=NOW)
    operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW)
    operations.request_reset(address=address_of(who), network=NETWORK, now=NOW)
    operations.answer_reset_requests(now=NOW)
    operations.request_reset(address=address_of(who), network=NETWORK, now=NOW)
    place = organisation()
    operations.update_organisation(
        organisation_id=place, name="C", timezone="UTC", language="en", csm_id=who.id, by=boss, now=NOW
    )
    return who, boss, place


def test_nothing_of_the_person_is_left(everything):
    who, boss, place = everything
    address = address_of(who)
    operations.erase_person(user_id=who.id, by=boss, now=NOW)
    for model in (EmailAddress, Password, ApiToken, OneTimeToken, Membership, GroupMember):
        assert not model.objects.filter(user_id=who.id).exists(), model
    row = User.objects.get(pk=who.id)
    assert (row.name, row.is_active, row.erased_at) == ("—", False, NOW)
    assert queries.organisation(organisation_id=place, actor=boss).csm is None
    assert whole_database(address, "Wei Marker") == []


def test_mail_that_waits_is_not_sent(everything):
    who, boss, _ = everything
    operations.erase_person(user_id=who.id, by=boss, now=NOW)
    parcel = letters.last("reset")
    assert (parcel.state, parcel.recipient, parcel.content, parcel.private) == ("stood_down", "", {}, {})
    assert not Parcel.objects.filter(state="waiting").exists()


def test_the_person_is_not_found_any_more_but_the_name_is_a_dash(everything):
    who, boss, _ = everything
    operations.erase_person(user_id=who.id, by=boss, now=NOW)
    with pytest.raises(NotFound):
        queries.person(user_id=who.id, actor=boss)
    assert queries.names([who.id]) == {who.id: "—"}


def test_what_was_left_is_removed_by_erasing_again(everything):
    who, boss, _ = everything
    operations.erase_person(user_id=who.id, by=boss, now=NOW)
    ApiToken.objects.create(user_id=who.id, name="left", prefix="uph_", digest="x", scopes=[], created_at=NOW)
    operations.erase_person(user_id=who.id, by=boss, now=NOW + timedelta(days=1))
    assert not ApiToken.objects.filter(user_id=who.id).exists()
    assert User.objects.get(pk=who.id).erased_at == NOW
    with pytest.raises(NotFound):
        operations.erase_person(user_id=0, by=boss, now=NOW)


def test_the_address_is_free_again(everything):
    who, boss, place = everything
    address = address_of(who)
    operations.erase_person(user_id=who.id, by=boss, now=NOW)
    operations.invite_person(organisation_id=place, address=address, roles=["requester"], by=boss, now=NOW)


@pytest.mark.parametrize("role", ["support_manager", "csm", "engineer", "arbiter", "customer_manager"])
def test_only_an_administrator_erases(role):
    by = person(role)
    place = next(iter(by.organisations)) if by.organisations else organisation()
    with pytest.raises(NotAllowed):
        operations.erase_person(user_id=person("requester", of=place).id, by=by, now=NOW)


def test_a_token_erases_nobody():
    by = replace(person("admin"), scopes=frozenset({"admin"}))
    with pytest.raises(NotAllowed):
        operations.erase_person(user_id=person("engineer").id, by=by, now=NOW)


def whole_database(*marks):
    """Every table and column where one of the marks stands."""
    from django.apps import apps
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            for mark in marks:
                cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{mark}%"])
                if cursor.fetchone()[0]:
                    found.append((table, mark))
    return found
