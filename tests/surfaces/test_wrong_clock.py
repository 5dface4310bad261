"""A web machine whose clock is wrong: sessions, links, tokens and limits go by the database's time all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from factories.accounts import PASSWORD, address_of, person
from upheld.accounts import limits, operations
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import Attempt
from upheld.cli import findings
from upheld.database.timekeeping import present, state
from upheld.database.timekeeping.present import Present

WRONG = [timedelta(seconds=-3), timedelta(days=-30), timedelta(days=1), timedelta(days=30)]
Machine = Callable[[timedelta], None]
right = timezone.now


@pytest.fixture
def machine(db: None, database_time: None, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Puts this machine's clock wrong by so much, and begins to serve on it."""

    def wrong(by: timedelta) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: right() + by)
        monkeypatch.setattr(present, "_present", Present())

    wrong(timedelta(0))
    return wrong


def database_says() -> datetime:
    return state.sample().at


def entered(who: Actor) -> Client:
    """A browser, signed in by a fresh link."""
    client = Client()
    link = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=database_says())
    assert client.post("/enter/" + link.rpartition("/")[2]).status_code == 302
    return client


@pytest.mark.parametrize("by", WRONG)
def test_a_session_of_another_machine_goes_on_here(machine: Machine, by: timedelta) -> None:
    client = entered(person("engineer"))
    machine(by)
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize("by", WRONG)
def test_a_fresh_link_opens_a_session_that_lasts_as_long_as_any(machine: Machine, by: timedelta, settings: Any) -> None:
    machine(by)
    client = entered(person("engineer"))
    lasts = Session.objects.get().expire_date - database_says()
    assert abs(lasts.total_seconds() - settings.SESSION_COOKIE_AGE) < 60
    machine(timedelta(0))
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize("by", WRONG)
def test_a_token_works_until_it_ends_and_no_longer(machine: Machine, by: timedelta) -> None:
    who, now = person("engineer"), database_says()
    fresh = operations.issue_token(
        name="x", scopes=["read"], by=who, now=now, expires_at=now + timedelta(hours=1), kind="person"
    )
    old = operations.issue_token(
        name="y",
        scopes=["read"],
        by=who,
        now=now - timedelta(days=9),
        expires_at=now - timedelta(seconds=2),
        kind="person",
    )
    machine(by)
    answers = [Client().get("/api/v1/me", headers={"authorization": f"Bearer {one.secret}"}) for one in (fresh, old)]
    assert [answer.status_code for answer in answers] == [200, 401]


@pytest.mark.parametrize("by", WRONG)
def test_attempts_are_counted_in_the_databases_window(machine: Machine, by: timedelta) -> None:
    who = person("engineer", password=PASSWORD)
    machine(by)
    Client().post("/sign-in", {"address": address_of(who), "password": "not this one"})
    window = limits.window_start(limits.SIGN_IN_ADDRESS, database_says())
    assert set(Attempt.objects.values_list("window_at", flat=True)) == {window}


def test_a_session_opened_before_the_databases_clock_went_back_is_not_over(machine: Machine) -> None:
    client = entered(person("engineer"))
    session = client.session
    session["opened_at"] = (database_says() + timedelta(hours=2)).isoformat()
    session.save()
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize(("by", "shown"), [(1.0, False), (-2.5, True), (86400.0, True)])
def test_a_machine_that_is_off_is_shown(machine: Machine, settings: Any, by: float, shown: bool) -> None:
    settings.METRICS_TOKEN = "t" * 32
    machine(timedelta(seconds=by))
    ready = Client().get("/readyz").json()
    assert abs(ready["clock_skew"] - by) < 0.5
    assert ready["degraded"] == (["clock_skew"] if shown else [])
    told = Client(headers={"authorization": f"Bearer {'t' * 32}"}).get("/metrics").content.decode()
    [value] = [line.split()[1] for line in told.splitlines() if line.startswith("upheld_clock_skew_seconds ")]
    assert abs(float(value) - by) < 0.5
    assert [one.verdict for one in findings.clock()] == ["warning" if shown else "ok"]
