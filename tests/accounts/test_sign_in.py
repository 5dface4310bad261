"""Entering with a password: limits, and an answer that tells nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from upheld.accounts import operations, turns
from upheld.accounts.limits import SIGN_IN_ADDRESS, SIGN_IN_NETWORK, SIGN_IN_PERSON, TooManyAttempts
from upheld.accounts.models import Attempt, Password
from upheld.accounts.operations import CannotSignIn


def enter(address, password=PASSWORD, network=NETWORK, now=NOW):
    return operations.sign_in(address=address, password=password, network=network, now=now).user_id


def test_the_right_password_tells_who_it_is():
    who = person("engineer", password=PASSWORD)
    assert enter(address_of(who)) == who.id


def test_any_spelling_of_the_address_is_the_address():
    who = person("engineer", password=PASSWORD)
    assert enter("  " + address_of(who).upper() + " ") == who.id


@pytest.mark.parametrize("given", ["wrong password here", "", PASSWORD + " ", PASSWORD.upper(), "x" * 5000])
def test_another_password_is_refused(given):
    who = person("engineer", password=PASSWORD)
    with pytest.raises(CannotSignIn) as refused:
        enter(address_of(who), given)
    assert refused.value.code == "wrong_address_or_password"
    assert refused.value.field is None


def test_someone_without_a_password_cannot_enter():
    who = person("engineer")
    with pytest.raises(CannotSignIn):
        enter(address_of(who), "the password of nobody")


def test_the_inactive_cannot_enter():
    who, boss = person("engineer", password=PASSWORD), person("admin")
    operations.deactivate_person(user_id=who.id, by=boss, now=NOW)
    with pytest.raises(CannotSignIn):
        enter(address_of(who))


@pytest.mark.parametrize("address", ["nobody@example.org", "not an address", "", "x" * 10_000, "a\u0000b@example.org"])
def test_an_unknown_address_gets_the_same_answer_and_costs_the_same_statements(address):
    somebody = address_of(person("engineer", password=PASSWORD))
    with CaptureQueriesContext(connection) as of_known, pytest.raises(CannotSignIn) as known:
        enter(somebody, "wrong password here")
    with CaptureQueriesContext(connection) as of_unknown, pytest.raises(CannotSignIn) as unknown:
        enter(address, "wrong password here")
    assert (known.value.code, known.value.params) == (unknown.value.code, unknown.value.params)
    assert shapes(of_known) == shapes(of_unknown)


def test_an_unknown_address_costs_one_comparison_too(monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    compared = []
    real = MD5PasswordHasher.verify
    monkeypatch.setattr(MD5PasswordHasher, "verify", lambda *given: compared.append(1) or real(*given))
    who = person("engineer", password=PASSWORD)
    for address in (address_of(who), "nobody@example.org"):
        with pytest.raises(CannotSignIn):
            enter(address, "wrong password here")
    assert compared == [1, 1]


def test_after_too_many_wrong_passwords_even_the_right_one_has_to_wait():
    who = person("engineer", password=PASSWORD)
    fail(address_of(who), SIGN_IN_ADDRESS.most)
    with pytest.raises(TooManyAttempts) as refused:
        enter(address_of(who))
    assert 0 < refused.value.retry_after <= 2 * 15 * 60
    assert enter(address_of(who), now=NOW + 2 * SIGN_IN_ADDRESS.window) == who.id


def test_the_window_slides():
    who = person("engineer", password=PASSWORD)
    edge = NOW + SIGN_IN_ADDRESS.window - timedelta(seconds=1)
    fail(address_of(who), SIGN_IN_ADDRESS.most, now=edge)
    with pytest.raises(TooManyAttempts):
        enter(address_of(who), now=edge + timedelta(seconds=2))
    assert enter(address_of(who), now=edge + SIGN_IN_ADDRESS.window) == who.id


def test_a_right_password_counts_for_the_person_and_not_for_the_network():
    who, colleague = person("engineer", password=PASSWORD), person("engineer", password=PASSWORD)
    for number in range(SIGN_IN_PERSON.most):
        enter(address_of(who), network=f"203.0.{number}.7")
    with pytest.raises(TooManyAttempts):
        enter(address_of(who))
    assert enter(address_of(colleague)) == colleague.id
    assert sorted(Attempt.objects.values_list("count", flat=True))[-2:] == [1, SIGN_IN_PERSON.most]


def test_wrong_passwords_use_up_nothing_of_the_person():
    who = person("engineer", password=PASSWORD)
    with pytest.raises(CannotSignIn):
        enter(address_of(who), "wrong password here")
    assert sorted(Attempt.objects.values_list("count", flat=True)) == [0, 1, 1]


def test_one_network_cannot_go_through_many_addresses():
    for number in range(SIGN_IN_NETWORK.most):
        turns.turns.cache_clear()
        with pytest.raises(CannotSignIn):
            enter(f"guess{number}@example.org")
    who = person("engineer", password=PASSWORD)
    with pytest.raises(TooManyAttempts):
        enter(address_of(who))
    assert enter(address_of(who), network="198.51.100.1") == who.id


def test_counters_name_nobody():
    fail("someone.secret@example.org", 1)
    assert not any("secret" in key or NETWORK in key for key in Attempt.objects.values_list("key", flat=True))


def test_a_hash_of_weaker_settings_is_made_anew(settings):
    who = person("engineer", password=PASSWORD)
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    enter(address_of(who))
    assert Password.objects.get(user_id=who.id).hashed.startswith("argon2$argon2id$")
    assert enter(address_of(who)) == who.id


def fail(address, times, now=NOW):
    for _ in range(times):
        turns.turns.cache_clear()
        with pytest.raises(CannotSignIn):
            enter(address, "wrong password here", now=now)


def shapes(captured):
    """The statements without their values."""
    return [query["sql"].split("(")[0].split("WHERE")[0][:120] for query in captured]
