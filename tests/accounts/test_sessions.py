"""How long a session holds, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.accounts import NOW, person
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.accounts.sessions import Entrance, OpenSession
from upheld.operations.errors import NotAllowed


def reader(who, entrance=None, opened_at=NOW, now=NOW):
    return queries.actor_of_session(OpenSession(entrance or Entrance(who.id, 0), opened_at), now=now)


@pytest.mark.parametrize(("days", "holds"), [(0, True), (13.99, True), (14, False), (400, False), (-1, True)])
def test_it_holds_for_fourteen_days(days, holds):
    who = person("engineer")
    assert (reader(who, now=NOW + timedelta(days=days)) is not None) == holds


def test_signing_out_everywhere_ends_what_was_opened_before():
    who = person("engineer")
    then = NOW + timedelta(hours=1)
    entrance = operations.sign_out_everywhere(by=who, now=then)
    assert reader(who, now=then) is None
    assert reader(who, entrance, opened_at=then, now=then) is not None


def test_deactivating_ends_it_and_reactivating_does_not_bring_it_back():
    who, boss = person("engineer"), person("admin")
    then = NOW + timedelta(hours=1)
    operations.deactivate_person(user_id=who.id, by=boss, now=then)
    assert reader(who, now=then) is None
    operations.reactivate_person(user_id=who.id, by=boss, now=then)
    assert reader(who, now=then) is None
    secret = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=then).rpartition("/")[2]
    entrance = operations.sign_in_by_link(secret=secret, network="192.0.2.1", now=then)
    assert reader(who, entrance, opened_at=then, now=then) is not None


def test_roles_are_those_of_the_moment():
    who, boss = person("engineer"), person("admin")
    vendor = who.memberships[0][0]
    operations.add_role(user_id=who.id, organisation_id=vendor, role="expert", by=boss, now=NOW)
    assert reader(who).staff_roles == {"engineer", "expert"}
    operations.remove_role(user_id=who.id, organisation_id=vendor, role="engineer", by=boss, now=NOW)
    assert reader(who).staff_roles == {"expert"}


def test_one_statement_finds_the_actor(django_assert_num_queries):
    who = person("engineer")
    with django_assert_num_queries(1):
        reader(who)


def test_only_the_system_makes_sign_in_links():
    who, boss = person("engineer"), person("admin")
    with pytest.raises(NotAllowed):
        operations.issue_sign_in_link(user_id=who.id, by=boss, now=NOW)
    secret = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW).rpartition("/")[2]
    assert operations.sign_in_by_link(secret=secret, network="192.0.2.1", now=NOW).user_id == who.id
    with pytest.raises(operations.CannotUseLink):
        operations.sign_in_by_link(secret=secret, network="192.0.2.1", now=NOW)


def test_housekeeping_forgets_what_no_longer_counts():
    from django.contrib.sessions.models import Session

    from upheld.accounts.models import Attempt, OneTimeToken

    who = person("engineer", password="quiet rivers run deep")
    operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW)
    operations.request_reset(address="x@example.org", network="192.0.2.1", now=NOW)
    Session.objects.create(session_key="k", session_data="d", expire_date=NOW)
    assert operations.forget_expired(now=NOW) == 0
    assert operations.forget_expired(now=NOW + timedelta(days=40)) == 4
    assert not (Attempt.objects.exists())
    assert not (OneTimeToken.objects.exists())
    assert not (Session.objects.exists())
