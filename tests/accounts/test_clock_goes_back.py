"""What was ended stays ended, and what was opened stays open, whatever the database's clock shows afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.cache import SessionStore

from accounts import letters
from factories.accounts import NETWORK, NOW, PASSWORD, address_of, person
from upheld.accounts import operations, queries, sessions
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.operations import CannotUseLink

NEW = "another quiet river bends"
BEFORE = NOW - timedelta(minutes=30)
"""What the clock shows after it went back."""


def reset_link(who: Actor, now: datetime) -> str:
    operations.request_reset(address=address_of(who), network=NETWORK, now=now)
    operations.answer_reset_requests(now=now)
    return letters.secret_in(letters.last("reset"))


def sign_in_link(who: Actor, now: datetime) -> str:
    return operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=now).rpartition("/")[2]


def change_password(who: Actor) -> None:
    operations.change_password(current=PASSWORD, password=NEW, by=who, now=NOW)


def deactivate_and_reactivate(who: Actor) -> None:
    boss = person("admin")
    operations.deactivate_person(user_id=who.id, by=boss, now=NOW)
    operations.reactivate_person(user_id=who.id, by=boss, now=NOW)


@pytest.mark.parametrize("ending", [change_password, deactivate_and_reactivate])
@pytest.mark.parametrize("issued", [BEFORE, NOW - timedelta(days=3)], ids=["open", "expired"])
def test_ended_links_stay_ended(ending: Callable[[Actor], None], issued: datetime) -> None:
    who = person("engineer", password=PASSWORD)
    entering, resetting = sign_in_link(who, issued), reset_link(who, issued)
    ending(who)
    for now in (issued, BEFORE, NOW):
        with pytest.raises(CannotUseLink):
            operations.sign_in_by_link(secret=entering, network=NETWORK, now=now)
        with pytest.raises(CannotUseLink):
            operations.reset_password(secret=resetting, password="a third river runs", now=now)
        assert queries.link_owner(secret=entering, purpose="sign_in", now=now) is None


def test_a_replaced_link_stays_replaced() -> None:
    who = person("engineer", password=PASSWORD)
    replaced, present = reset_link(who, BEFORE), reset_link(who, NOW)
    with pytest.raises(CannotUseLink):
        operations.reset_password(secret=replaced, password=NEW, now=BEFORE)
    assert operations.reset_password(secret=present, password=NEW, now=BEFORE) == who.id


@pytest.mark.parametrize("revoked_at", [NOW, NOW + timedelta(days=30)], ids=["open", "expired"])
def test_a_revoked_invitation_stays_revoked(revoked_at: datetime) -> None:
    boss = person("admin")
    vendor = boss.memberships[0][0]
    operations.invite_person(
        organisation_id=vendor, address="new@example.org", roles=["engineer"], name="Lin", by=boss, now=NOW
    )
    secret = letters.secret_in(letters.last("invitation"))
    [invitation] = queries.pending_invitations(organisation_id=vendor, actor=boss, now=NOW)
    operations.revoke_invitation(invitation_id=invitation.id, by=boss, now=revoked_at)
    assert queries.invitation_offer(secret=secret, now=BEFORE) is None
    with pytest.raises(CannotUseLink):
        operations.accept_invitation(secret=secret, name="Lin", password=NEW, now=BEFORE)


class Browser:
    """A session as the pages open it."""

    def __init__(self, entrance: Any, now: datetime) -> None:
        self.session = SessionStore()
        sessions.begin(self.session, entrance, now=now)

    def reads(self, now: datetime) -> bool:
        content = sessions.read(self.session)
        return content is not None and queries.actor_of_session(content, now=now) is not None


def enter(who: Actor, now: datetime) -> Browser:
    entrance = operations.sign_in(address=address_of(who), password=PASSWORD, network=NETWORK, now=now)
    return Browser(entrance, now)


def test_who_signed_out_everywhere_signs_in_after_the_clock_went_back() -> None:
    who = person("engineer", password=PASSWORD)
    elsewhere = enter(who, NOW)
    here = Browser(operations.sign_out_everywhere(by=who, now=NOW), NOW)
    later = enter(who, BEFORE)
    assert [browser.reads(BEFORE) for browser in (elsewhere, here, later)] == [False, True, True]


def test_a_session_from_before_the_clock_went_back_ends_with_the_others() -> None:
    who = person("engineer", password=PASSWORD)
    elsewhere = enter(who, NOW)
    operations.sign_out_everywhere(by=who, now=BEFORE)
    assert not elsewhere.reads(BEFORE)


def test_a_password_that_changes_between_its_comparison_and_the_session_ends_the_session() -> None:
    who = person("engineer", password=PASSWORD)
    entrance = operations.sign_in(address=address_of(who), password=PASSWORD, network=NETWORK, now=NOW)
    operations.change_password(current=PASSWORD, password=NEW, by=who, now=NOW)
    assert not Browser(entrance, NOW).reads(NOW)
