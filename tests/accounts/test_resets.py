"""A forgotten password."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import letters
from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from upheld.accounts import operations, queries
from upheld.accounts.limits import RESET_ADDRESS, TooManyAttempts
from upheld.accounts.models import ResetRequest
from upheld.accounts.operations import CannotSignIn, CannotUseLink
from upheld.accounts.passwords import CannotUsePassword
from upheld.accounts.sessions import Entrance, OpenSession
from upheld.outbox.models import Parcel

NEW = "another quiet river bends"


def ask(address, now=NOW):
    operations.request_reset(address=address, network=NETWORK, now=now)
    operations.answer_reset_requests(now=now)


def link_for(who, now=NOW):
    ask(address_of(who), now)
    return letters.secret_in(letters.last("reset"))


def test_the_link_sets_a_new_password():
    who = person("engineer", password=PASSWORD)
    assert operations.reset_password(secret=link_for(who), password=NEW, now=NOW) == who.id
    assert operations.sign_in(address=address_of(who), password=NEW, network=NETWORK, now=NOW).user_id == who.id
    with pytest.raises(CannotSignIn):
        operations.sign_in(address=address_of(who), password=PASSWORD, network=NETWORK, now=NOW)


def test_the_page_runs_the_same_statements_for_every_address():
    who = person("engineer", password=PASSWORD)
    told = []
    somebody = address_of(who)
    for address in (somebody, "nobody@example.org"):
        with CaptureQueriesContext(connection) as captured:
            operations.request_reset(address=address, network=NETWORK, now=NOW)
        told.append([re.sub(r"'[^']*'", "?", query["sql"].split("VALUES")[0]) for query in captured])
    assert told[0] == told[1]
    assert not Parcel.objects.exists()


def test_an_unknown_address_gets_no_mail_and_is_forgotten():
    ask("nobody@example.org")
    assert not Parcel.objects.exists()
    assert not ResetRequest.objects.exists()


def test_someone_who_never_accepted_gets_no_reset():
    who = person("engineer")
    ask(address_of(who))
    assert not Parcel.objects.exists()


def test_a_link_works_once():
    who = person("engineer", password=PASSWORD)
    secret = link_for(who)
    operations.reset_password(secret=secret, password=NEW, now=NOW)
    with pytest.raises(CannotUseLink):
        operations.reset_password(secret=secret, password=NEW, now=NOW)


def test_a_link_works_for_an_hour():
    who = person("engineer", password=PASSWORD)
    secret = link_for(who)
    with pytest.raises(CannotUseLink):
        operations.reset_password(secret=secret, password=NEW, now=NOW + timedelta(hours=1))
    operations.reset_password(secret=secret, password=NEW, now=NOW + timedelta(minutes=59, seconds=59))


def test_a_newer_link_ends_the_older():
    who = person("engineer", password=PASSWORD)
    older = link_for(who)
    newer = link_for(who, NOW + timedelta(minutes=1))
    with pytest.raises(CannotUseLink):
        operations.reset_password(secret=older, password=NEW, now=NOW + timedelta(minutes=2))
    operations.reset_password(secret=newer, password=NEW, now=NOW + timedelta(minutes=2))


def test_a_weak_password_leaves_the_link_as_it_was():
    who = person("engineer", password=PASSWORD)
    secret = link_for(who)
    with pytest.raises(CannotUsePassword):
        operations.reset_password(secret=secret, password="short", now=NOW)
    operations.reset_password(secret=secret, password=NEW, now=NOW)


def test_a_link_of_another_purpose_is_no_reset_link():
    who = person("engineer", password=PASSWORD)
    from upheld.accounts.actor import SYSTEM

    secret = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW).rpartition("/")[2]
    with pytest.raises(CannotUseLink):
        operations.reset_password(secret=secret, password=NEW, now=NOW)


def test_it_ends_sessions_and_other_links():
    from upheld.accounts.actor import SYSTEM

    who = person("engineer", password=PASSWORD)
    other = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW).rpartition("/")[2]
    session = OpenSession(Entrance(who.id, 0), NOW)
    assert queries.actor_of_session(session, now=NOW) is not None
    later = NOW + timedelta(minutes=5)
    operations.reset_password(secret=link_for(who, later), password=NEW, now=later)
    assert queries.actor_of_session(session, now=later) is None
    entrance = operations.sign_in(address=address_of(who), password=NEW, network=NETWORK, now=later)
    assert queries.actor_of_session(OpenSession(entrance, later), now=later) is not None
    with pytest.raises(CannotUseLink):
        operations.sign_in_by_link(secret=other, network=NETWORK, now=later)


def test_an_address_is_not_flooded():
    who = person("engineer", password=PASSWORD)
    for _ in range(RESET_ADDRESS.most):
        ask(address_of(who))
    with pytest.raises(TooManyAttempts):
        ask(address_of(who))


def test_a_request_that_waited_too_long_is_dropped():
    who = person("engineer", password=PASSWORD)
    operations.request_reset(address=address_of(who), network=NETWORK, now=NOW)
    assert operations.answer_reset_requests(now=NOW + timedelta(hours=2)) == 1
    assert not Parcel.objects.exists()


def test_the_secret_is_in_no_table_but_the_mail_to_be_sent():
    from upheld.accounts.models import OneTimeToken

    who = person("engineer", password=PASSWORD)
    secret = link_for(who)
    assert len(secret) == 43
    row = OneTimeToken.objects.get()
    assert secret not in str(row.__dict__)
    parcel = letters.last("reset")
    assert secret not in str(parcel.content)
    assert secret in str(parcel.private)
