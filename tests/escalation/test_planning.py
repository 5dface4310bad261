"""Whom to tell: pure, no database."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.escalation.people import Person
from upheld.escalation.planning import EMAIL, NOBODY, WEBHOOK, Audiences, NoticeRecipient, recipients_of_step, stand_ins


def person(number: int, address: str | None = None) -> Person:
    return Person(
        id=number, name=f"P{number}", address=f"p{number}@v.example" if address is None else address, roles=frozenset()
    )


ALL = Audiences(
    people={
        "assignee": [person(1)],
        "group": [person(1), person(2)],
        "expert": [person(3)],
        "csm": [person(4)],
        "manager": [person(5)],
        "admin": [person(6)],
    },
    endpoints=(7, 8),
)


def told(planned: Sequence[NoticeRecipient]) -> list[tuple[str, str, str]]:
    return [(one.address, one.audience, one.in_place_of) for one in planned]


def without(*audiences: str) -> Audiences:
    return Audiences(people={name: people for name, people in ALL.people.items() if name not in audiences})


def test_each_is_told_once_however_many_audiences_they_are_in() -> None:
    found = recipients_of_step(notify=["assignee", "group"], via=[EMAIL], audiences=ALL)
    assert told(found) == [("p1@v.example", "assignee", ""), ("p2@v.example", "group", "")]


@pytest.mark.parametrize(
    ("audience", "missing", "expected"),
    [
        ("assignee", ["assignee"], ("p1@v.example", "group", "assignee")),
        ("assignee", ["assignee", "group"], ("p5@v.example", "manager", "assignee")),
        ("assignee", ["assignee", "group", "manager"], ("p6@v.example", "admin", "assignee")),
        ("group", ["group"], ("p5@v.example", "manager", "group")),
        ("expert", ["expert"], ("p5@v.example", "manager", "expert")),
        ("csm", ["csm", "manager"], ("p6@v.example", "admin", "csm")),
        ("manager", ["manager"], ("p6@v.example", "admin", "manager")),
        ("night_shift", [], ("p5@v.example", "manager", "night_shift")),
    ],
)
def test_an_empty_audience_has_a_stand_in_and_the_notice_says_so(
    audience: str, missing: list[str], expected: tuple[str, str, str]
) -> None:
    assert told(recipients_of_step(notify=[audience], via=[EMAIL], audiences=without(*missing)))[0] == expected


def test_people_without_an_address_are_not_there() -> None:
    audiences = Audiences(people={"assignee": [person(1, "")], "manager": [person(5)]})
    assert told(recipients_of_step(notify=["assignee"], via=[EMAIL], audiences=audiences)) == [
        ("p5@v.example", "manager", "assignee")
    ]


def test_webhooks_are_called_once_each_beside_the_mail() -> None:
    found = recipients_of_step(notify=["expert", "manager"], via=[EMAIL, WEBHOOK], audiences=ALL)
    assert [(one.via, one.address) for one in found] == [
        (EMAIL, "p3@v.example"),
        (EMAIL, "p5@v.example"),
        (WEBHOOK, "endpoint/7"),
        (WEBHOOK, "endpoint/8"),
    ]


@pytest.mark.parametrize("channel", [WEBHOOK, "phone"])
def test_a_channel_that_is_not_there_is_replaced_by_mail(channel: str) -> None:
    found = recipients_of_step(notify=["expert"], via=[channel], audiences=without())
    assert [(one.via, one.address, one.in_place_of) for one in found] == [(EMAIL, "p3@v.example", channel)]


def test_nobody_at_all_is_itself_a_notice() -> None:
    [only] = recipients_of_step(notify=["assignee"], via=[EMAIL], audiences=Audiences())
    assert (only.via, only.address, only.audience) == (NOBODY, "", "assignee")


def test_a_step_that_names_nobody_tells_the_manager() -> None:
    assert told(recipients_of_step(notify=[], via=[], audiences=ALL)) == [("p5@v.example", "manager", "")]


def test_a_step_for_administrators_reaches_the_manager_where_there_are_none() -> None:
    only_manager = Audiences(people={"manager": [person(5)]})
    assert told(recipients_of_step(notify=["admin"], via=[], audiences=only_manager)) == [
        ("p5@v.example", "manager", "admin")
    ]


def test_stand_ins_are_others_than_the_one_that_was_not_reached() -> None:
    assert told(stand_ins("assignee", "assignee", ALL, but="P1@v.example")) == [("p2@v.example", "group", "assignee")]
    assert told(stand_ins("expert", "webhook", ALL, but="endpoint/7")) == [("p3@v.example", "expert", "webhook")]
    assert told(stand_ins("admin", "admin", ALL, but="p6@v.example")) == [("p5@v.example", "manager", "admin")]


NAMES = st.sampled_from(["assignee", "group", "expert", "csm", "manager", "admin", "unheard_of"])
PEOPLE = st.lists(st.builds(person, st.integers(1, 9), st.sampled_from([None, ""])), max_size=3)


@given(
    st.lists(NAMES, max_size=4),
    st.lists(st.sampled_from([EMAIL, WEBHOOK, "phone"]), max_size=3),
    st.builds(Audiences, people=st.dictionaries(NAMES, PEOPLE), endpoints=st.lists(st.integers(1, 3), max_size=2)),
)
def test_escalation_is_never_lost_and_nobody_is_told_twice(
    notify: list[str], via: list[str], audiences: Audiences
) -> None:
    found = recipients_of_step(notify=notify, via=via, audiences=audiences)
    assert found
    assert len({(one.via, one.address) for one in found}) == len(found)
    reachable = audiences.reachable("admin") or audiences.reachable("manager")
    if reachable:
        assert all(one.via != NOBODY for one in found)
    for name in notify:
        if EMAIL in via:
            assert {one.address for one in audiences.reachable(name)} <= {one.address for one in found}
