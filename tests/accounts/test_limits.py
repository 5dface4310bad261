"""What a network is, and that counting is atomic."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from factories.accounts import NOW
from upheld.accounts import limits
from upheld.accounts.limits import Limit, TooManyAttempts, network

FEW = Limit("few", 3, timedelta(minutes=10))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("", "unknown"),
        ("unix:", "unknown"),
        ("1.2.3.4, 5.6.7.8", "unknown"),
    ],
)
def test_a_network_is_what_one_client_may_hold(address, expected):
    assert network(address) == expected


def test_the_attempt_after_the_last_is_refused():
    for _ in range(3):
        limits.count(FEW, "x", now=NOW)
    with pytest.raises(TooManyAttempts):
        limits.count(FEW, "x", now=NOW)
    limits.count(FEW, "y", now=NOW)


def test_what_is_given_back_may_be_used_again():
    for _ in range(10):
        limits.count(FEW, "x", now=NOW)
        limits.give_back(FEW, "x", now=NOW)
    limits.count(FEW, "x", now=NOW)


@pytest.mark.parametrize(("attempts", "begin", "later"), [(4, 0, 0), (4, 540, 0), (40, 599, 0), (3, 0, 660)])
def test_an_attempt_succeeds_when_the_refusal_says_so_and_not_earlier(attempts, begin, later):
    now = limits.window_start(FEW, NOW) + timedelta(seconds=begin)
    for _ in range(attempts):
        with suppress(TooManyAttempts):
            limits.count(FEW, "x", now=now)
    now += timedelta(seconds=later)
    with pytest.raises(TooManyAttempts) as refused:
        limits.count(FEW, "x", now=now)
    for seconds in range(1, refused.value.retry_after):
        with pytest.raises(TooManyAttempts):
            limits.count(FEW, "x", now=now + timedelta(seconds=seconds - 1))
    limits.count(FEW, "x", now=now + timedelta(seconds=refused.value.retry_after))


def test_several_attempts_at_once_are_refused_whole():
    limits.count(FEW, "x", now=NOW, weight=2)
    with pytest.raises(TooManyAttempts) as refused:
        limits.count(FEW, "x", now=NOW, weight=2)
    limits.count(FEW, "x", now=NOW)
    with pytest.raises(TooManyAttempts):
        limits.count(FEW, "y", now=NOW, weight=4)
    assert refused.value.params["minutes"] == -(-refused.value.retry_after // 60)


def test_half_a_window_later_half_of_the_earlier_ones_count():
    begin = NOW.replace(minute=0)
    wide = Limit("wide", 10, timedelta(minutes=10))
    for _ in range(10):
        limits.count(wide, "x", now=begin)
    later = begin + timedelta(minutes=15)
    for _ in range(5):
        limits.count(wide, "x", now=later)
    with pytest.raises(TooManyAttempts):
        limits.count(wide, "x", now=later)
