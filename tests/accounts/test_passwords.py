"""Which passwords are taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from upheld.accounts import operations, passwords, queries
from upheld.accounts.limits import TooManyAttempts
from upheld.accounts.operations import CannotSignIn
from upheld.accounts.passwords import CannotUsePassword
from upheld.accounts.sessions import Entrance, OpenSession
from upheld.operations.errors import NotAllowed


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("eleven char", "password_too_short"),
        ("x" * 257, "password_too_long"),
        ("aaaaaaaaaaaaaaaa", "password_too_common"),
        ("123123123123123", "password_too_common"),
        ("CookieMonster", "password_too_common"),
        ("lin.wei.2026", "password_personal"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password, code):
    with pytest.raises(CannotUsePassword) as refused:
        passwords.check(password, personal=("Lin Wei", "lin.wei"))
    assert refused.value.code == code
    assert refused.value.field == "password"
    assert refused.value.text("en") != refused.value.text("zh")


@pytest.mark.parametrize(
    "password", [PASSWORD, "江南可采莲莲叶何田田鱼戏", "lin.wei sails to the far island", "x" * 200 + "abcde"]
)
def test_good_passwords_are_taken(password):
    passwords.check(password, personal=("Lin Wei", "lin.wei"))


@given(st.text(max_size=400))
def test_any_text_is_either_taken_or_refused(password):
    try:
        passwords.check(password, personal=("Lin",))
    except CannotUsePassword:
        return
    assert passwords.SHORTEST <= len(password) <= passwords.LONGEST


def test_what_is_kept_is_argon2id(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kept = passwords.hash_password(PASSWORD)
    assert kept.startswith("argon2$argon2id$")
    assert passwords.matches(PASSWORD, kept)
    assert not passwords.matches(PASSWORD + "x", kept)


def test_the_product_keeps_passwords_with_argon2():
    from upheld.config import settings as product

    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_nobody_matches_nothing():
    assert not passwords.matches("the password of nobody", None)


def test_changing_needs_the_present_one():
    who = person("engineer", password=PASSWORD)
    with pytest.raises(CannotSignIn) as refused:
        operations.change_password(current="not this one", password="another quiet river", by=who, now=NOW)
    assert refused.value.field == "current"


def test_a_change_ends_other_sessions_and_links():
    from upheld.accounts.actor import SYSTEM
    from upheld.accounts.operations import CannotUseLink

    who = person("engineer", password=PASSWORD)
    link = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW).rpartition("/")[2]
    later = NOW + timedelta(minutes=1)
    operations.change_password(current=PASSWORD, password="another quiet river", by=who, now=later)
    assert queries.actor_of_session(OpenSession(Entrance(who.id, 0), NOW), now=later) is None
    assert operations.sign_in(address=address_of(who), password="another quiet river", network=NETWORK, now=later)
    with pytest.raises(CannotUseLink):
        operations.sign_in_by_link(secret=link, network=NETWORK, now=later)


def test_the_present_password_cannot_be_guessed_by_whoever_holds_a_session():
    who = person("engineer", password=PASSWORD)
    for _ in range(10):
        with pytest.raises(CannotSignIn):
            operations.change_password(current="guess", password="another quiet river", by=who, now=NOW)
    with pytest.raises(TooManyAttempts):
        operations.change_password(current=PASSWORD, password="another quiet river", by=who, now=NOW)


def test_right_passwords_count_too_for_each_takes_the_work_of_two():
    who = person("engineer", password=PASSWORD)
    for _ in range(10):
        operations.change_password(current=PASSWORD, password=PASSWORD, by=who, now=NOW)
    with pytest.raises(TooManyAttempts):
        operations.change_password(current=PASSWORD, password=PASSWORD, by=who, now=NOW)


def test_a_token_cannot_change_a_password():
    from dataclasses import replace

    who = replace(person("engineer", password=PASSWORD), scopes=frozenset({"read", "write", "admin"}))
    with pytest.raises(NotAllowed):
        operations.change_password(current=PASSWORD, password="another quiet river", by=who, now=NOW)
