"""Strangers who flood the sign-in page keep neither each other nor people who are known from signing in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from support.turns import line
from upheld.accounts import devices, operations
from upheld.accounts.limits import SIGN_IN_ADDRESS, SIGN_IN_DEVICE, SIGN_IN_PERSON, TooManyAttempts
from upheld.accounts.models import Attempt
from upheld.accounts.operations import CannotSignIn
from upheld.accounts.strangers import party_of
from upheld.accounts.turns import Party, TooManyPasswords, turns

ELSEWHERE = "198.51.100.1"


def enter(address: str, password: str = PASSWORD, network: str = NETWORK, device: str = "") -> int:
    return operations.sign_in(address=address, password=password, network=network, now=NOW, device=device).user_id


@contextmanager
def crowded() -> Iterator[None]:
    """People who are known hold every thread that passwords may take."""
    with line(turns(), *(Party((f"person {number}",), recognised=True) for number in range(turns().threads - 1))):
        yield


def loads(network: str = NETWORK) -> list[float]:
    return [round(turns().load(name)) for name in party_of(network).names]


@pytest.mark.django_db
def test_a_stranger_who_gets_no_place_is_asked_to_come_again_and_uses_up_no_attempt() -> None:
    who = person("engineer", password=PASSWORD)
    with crowded():
        for _ in range(SIGN_IN_ADDRESS.most + 1):
            with pytest.raises(TooManyPasswords) as refused:
                enter(address_of(who))
    assert refused.value.headers == {"Retry-After": "3"}
    assert not Attempt.objects.exists()
    assert enter(address_of(who)) == who.id


@pytest.mark.django_db
def test_strangers_take_turns_by_network_and_a_known_device_by_its_person() -> None:
    who, other = person("engineer", password=PASSWORD), person("engineer", password=PASSWORD)
    assert enter(address_of(who), device=devices.remember(address_of(who).upper())) == who.id
    assert loads() == [0, 0]
    device = devices.remember(address_of(other))
    cookies = (device, device[:-1], device.replace(".", ":"), "", "a.b:c", "x" * 10_000)
    for cookie in cookies:
        assert enter(address_of(who), device=cookie) == who.id
    assert loads() == [len(cookies), len(cookies)]
    with pytest.raises(CannotSignIn):
        enter(address_of(who), "wrong password here", ELSEWHERE)
    assert loads(ELSEWHERE) == [10, 10]


@pytest.mark.django_db
def test_whoever_guesses_at_an_address_does_not_lock_its_owner_out() -> None:
    who = person("engineer", password=PASSWORD)
    device = devices.remember(address_of(who).upper())
    for number in range(SIGN_IN_ADDRESS.most):
        with pytest.raises(CannotSignIn):
            enter(address_of(who), "wrong password here", f"203.0.{number}.7")
    with pytest.raises(TooManyAttempts):
        enter(address_of(who), network=ELSEWHERE)
    assert enter(address_of(who), network=ELSEWHERE, device=device) == who.id


@pytest.mark.django_db
def test_a_known_device_has_few_attempts_too() -> None:
    who = person("engineer", password=PASSWORD)
    device = devices.remember(address_of(who))
    for _ in range(SIGN_IN_DEVICE.most):
        turns.cache_clear()
        with pytest.raises(CannotSignIn):
            enter(address_of(who), "wrong password here", device=device)
    with pytest.raises(TooManyAttempts):
        enter(address_of(who), device=device)


@pytest.mark.django_db
def test_nobody_signs_in_all_the_time_however_many_devices_and_networks() -> None:
    who = person("engineer", password=PASSWORD)
    for number in range(SIGN_IN_PERSON.most // 2):
        assert enter(address_of(who), device=devices.remember(address_of(who))) == who.id
        assert enter(address_of(who), network=f"203.0.{number}.7") == who.id
    for device in (devices.remember(address_of(who)), ""):
        with pytest.raises(TooManyAttempts):
            enter(address_of(who), network=ELSEWHERE, device=device)


@pytest.mark.django_db
def test_a_device_keeps_its_id(client: Any) -> None:
    who, other = person("engineer", password=PASSWORD), person("engineer", password=PASSWORD)
    ids = []
    for somebody in (who, who, other):
        client.post("/sign-in", {"address": address_of(somebody), "password": PASSWORD})
        ids.append(devices.recognise(client.cookies["device"].value, address_of(somebody)))
        client.post("/sign-out")
    assert ids[0] is not None
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.django_db
def test_the_page_remembers_the_device_and_says_when_to_come_again(client: Any) -> None:
    who = person("engineer", password=PASSWORD)
    form = {"address": address_of(who), "password": PASSWORD}
    with crowded():
        refused = client.post("/sign-in", form)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
        assert "Try again in a few seconds." in refused.content.decode()
    assert "device" not in refused.cookies
    cookie = client.post("/sign-in", form).cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert devices.recognise(cookie.value, address_of(who))
    assert address_of(who) not in cookie.value
