"""Strangers who flood the sign-in page keep neither each other nor people who are known from signing in."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest

from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from upheld.accounts import devices, operations, strangers, turns
from upheld.accounts.limits import SIGN_IN_ADDRESS, SIGN_IN_DEVICE, TooManyAttempts
from upheld.accounts.models import Attempt
from upheld.accounts.operations import CannotSignIn
from upheld.accounts.turns import TooManyPasswords
from upheld.operations.slots import PASSWORD as PASSWORDS
from upheld.operations.slots import Slot, slots

ELSEWHERE = "198.51.100.1"


def enter(address: str, password: str = PASSWORD, network: str = NETWORK, device: str = "") -> int:
    return operations.sign_in(address=address, password=password, network=network, now=NOW, device=device).user_id


@contextmanager
def crowded() -> Iterator[int]:
    """Strangers of different groups hold every slot that they can get; yields how many."""
    held: list[Slot] = []
    for number in count():
        slot = slots().take(PASSWORDS, f"group {number}")
        if slot is None:
            break
        held.append(slot)
    try:
        yield len(held)
    finally:
        for slot in held:
            slots().free(slot)


def test_strangers_leave_threads_free(settings: Any) -> None:
    with crowded() as held:
        assert 1 <= held < settings.WEB_THREADS


SOON = 30.0


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
def test_a_known_device_does_not_wait_for_strangers() -> None:
    who = person("engineer", password=PASSWORD)
    device = devices.remember(address_of(who))
    with crowded():
        assert enter(address_of(who), device=device) == who.id


@pytest.mark.django_db
def test_a_device_of_somebody_else_or_of_nobody_is_a_stranger() -> None:
    who, other = person("engineer", password=PASSWORD), person("engineer", password=PASSWORD)
    device = devices.remember(address_of(other))
    with crowded():
        for cookie in (device, device[:-1], device.replace(".", ":"), "", "a.b:c", "x" * 10_000):
            with pytest.raises(TooManyPasswords):
                enter(address_of(who), device=cookie)


@pytest.mark.django_db
def test_those_who_failed_share_one_slot_and_others_get_theirs() -> None:
    who = person("engineer", password=PASSWORD)
    networks = [f"203.0.{number}.7" for number in range(4)]
    for network in networks:
        with pytest.raises(CannotSignIn):
            enter("nobody@example.org", "wrong password here", network)
    assert {strangers.group_of(network, now=NOW) for network in networks} == {strangers.SUSPECT}
    with turns.place(strangers.SUSPECT):
        with pytest.raises(TooManyPasswords):
            enter(address_of(who), network=networks[0])
        assert enter(address_of(who), network=ELSEWHERE) == who.id


@pytest.mark.django_db
def test_those_who_failed_have_few_turns_a_second() -> None:
    instants = [0.0]
    allowance = turns.Allowance(clock=lambda: instants[0])
    assert sum(allowance.take() for _ in range(1000)) == turns.BURST
    instants[0] = 1.0
    assert [allowance.take(), allowance.take()] == [True, False]
    while turns.allowance.take():
        pass
    strangers.note_failure(NETWORK, now=NOW)
    who = person("engineer", password=PASSWORD)
    with pytest.raises(TooManyPasswords):
        enter(address_of(who))
    assert enter(address_of(who), network=ELSEWHERE) == who.id
    assert enter(address_of(who), device=devices.remember(address_of(who))) == who.id


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::/64", "2001:db8:1:fff::/64", True),
        ("2001:db8:1:2::/64", "2001:db8:2:2::/64", False),
        ("unknown", "unknown", True),
    ],
)
def test_the_addresses_of_one_customer_of_a_provider_are_one_group(first: str, second: str, same: bool) -> None:
    assert (strangers.group_of(first, now=NOW) == strangers.group_of(second, now=NOW)) is same
    strangers.note_failure(first, now=NOW)
    assert (strangers.group_of(second, now=NOW) == strangers.SUSPECT) is same
    assert strangers.group_of(first, now=NOW + strangers.MEMORY) != strangers.SUSPECT


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
        with pytest.raises(CannotSignIn):
            enter(address_of(who), "wrong password here", device=device)
    with pytest.raises(TooManyAttempts):
        enter(address_of(who), device=device)


@pytest.mark.django_db
def test_a_known_device_cannot_sign_in_all_the_time() -> None:
    who = person("engineer", password=PASSWORD)
    device = devices.remember(address_of(who))
    for _ in range(SIGN_IN_DEVICE.most):
        assert enter(address_of(who), device=device) == who.id
    with pytest.raises(TooManyAttempts):
        enter(address_of(who), device=device)


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
    client.post("/sign-out")
    with crowded():
        assert client.post("/sign-in", form).status_code == 302


def test_known_people_who_wait_for_one_another_leave_threads_free(settings: Any) -> None:
    settings.WEB_THREADS = 8
    for cached in (turns._threads_of_known_people, turns._places_of_known_people):
        cached.cache_clear()
    refused: queue.Queue[bool] = queue.Queue()
    enough = threading.Event()
    entered: list[bool] = []

    def sign_in() -> None:
        try:
            with turns.place(turns.KNOWN_PEOPLE):
                enough.wait(SOON)
                entered.append(True)
        except TooManyPasswords:
            refused.put(True)

    threads = [threading.Thread(target=sign_in) for _ in range(settings.WEB_THREADS)]
    for thread in threads:
        thread.start()
    assert [refused.get(timeout=SOON) for _ in range(4)] == [True] * 4
    enough.set()
    for thread in threads:
        thread.join(SOON)
    assert len(entered) == 4
    for cached in (turns._threads_of_known_people, turns._places_of_known_people):
        cached.cache_clear()
