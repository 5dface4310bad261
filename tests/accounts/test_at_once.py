"""Two who come at the same moment, and what a refusal does not take back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person, vendor
from upheld.accounts import limits, operations
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Attempt, Membership
from upheld.database import row_security
from upheld.operations.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts):
    """What each act said: its result, or its refusal's code."""

    def run(act):
        row_security.enter(None)
        try:
            return act()
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_link_is_used_once_however_many_press_at_once():
    who = person("engineer")
    secret = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=NOW).rpartition("/")[2]
    told = at_once([lambda: operations.sign_in_by_link(secret=secret, network=NETWORK, now=NOW)] * 6)
    assert sorted(told, key=str) == [(who.id, 0), *["link_not_valid"] * 5]


def test_every_attempt_counts_however_many_come_at_once():
    results = at_once([lambda: limits.count(limits.SIGN_IN_DEVICE, "x", now=NOW)] * 16)
    assert results.count(None) == limits.SIGN_IN_DEVICE.most
    assert results.count("too_many_attempts") == 16 - limits.SIGN_IN_DEVICE.most


def test_a_refusal_does_not_take_the_count_back():
    who = person("engineer", password=PASSWORD)
    with pytest.raises(Refused):
        operations.sign_in(address=address_of(who), password="wrong", network=NETWORK, now=NOW)
    assert sorted(Attempt.objects.values_list("count", flat=True)) == [0, 1, 1]


def test_two_administrators_cannot_both_leave_at_once():
    first, second = Membership.objects.filter(organisation=vendor(), role="admin").get().user_id, person("admin").id

    def leave(user_id):
        return lambda: operations.remove_role(
            user_id=user_id, organisation_id=vendor(), role="admin", by=SYSTEM, now=NOW
        )

    told = at_once([leave(first), leave(second)])
    assert sorted(told, key=str) == [None, "last_admin"]
    assert Membership.objects.filter(role="admin").count() == 1
