"""Reading contracts: every error at once, each at its path, and what would be right (semantics §3)."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from sla.making import document, make_terms, severity
from upheld.sla import TermsInvalid, load_terms, read_terms, terms_schema, warnings


def problems(doc: object) -> set[tuple[str, str]]:
    with pytest.raises(TermsInvalid) as caught:
        read_terms(doc)  # type: ignore[arg-type]
    assert all(problem.text("en") and problem.text("zh") for problem in caught.value.problems)
    return {(problem.path, problem.code) for problem in caught.value.problems}


def with_target(**target: Any) -> dict[str, Any]:
    return document(severities=[severity("P0", response=target)])


def test_what_is_not_given_has_its_default() -> None:
    bare = document(severities=[{"id": "P0", "objectives": {"response": {"within": "15m"}}}])
    terms = read_terms(bare)
    target = terms.severities[0].objectives["response"]
    assert (terms.reclassification, terms.while_disputed) == ("carry", "higher")
    assert terms.response_counts == ("reply", "call", "chat")
    assert (target.calendar, target.starts, target.until) == ("24x7", "filing", "resolution")
    assert (terms.acceptance, terms.reopening, terms.pauses, terms.exclusions) == (None, None, (), ())


@pytest.mark.parametrize("key", ["upheld", "name", "version", "timezone", "effective", "calendars", "severities"])
def test_what_is_required_is_missed_by_name(key: str) -> None:
    bare = document()
    del bare[key]
    assert problems(bare) == {(key, "missing_key")}
    assert key in terms_schema()["required"]  # type: ignore[operator]


def test_all_errors_of_a_document_come_at_once() -> None:
    bad = document(
        upheld=2,
        version=0,
        timezone="Mars/Olympus",
        colour="red",
        severities=[severity("P0", response={"within": "15", "calendar": "nights"}), severity("P0", update="-1h")],
        escalation=[{"at": "120%", "notify": ["x"]}, {"at": "50%", "after": "1h", "notify": []}],
    )
    del bad["name"]
    assert problems(bad) == {
        ("upheld", "unknown_format"),
        ("name", "missing_key"),
        ("version", "expected_integer"),
        ("timezone", "unknown_zone"),
        ("colour", "unknown_key"),
        ("severities[0].objectives.response.within", "missing_unit"),
        ("severities[0].objectives.response.calendar", "unknown_calendar"),
        ("severities[1].objectives.update.every", "not_positive"),
        ("severities[1]", "repeated_id"),
        ("escalation[0].at", "expected_share"),
        ("escalation[1].after", "after_needs_breach"),
    }


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"effective": {"from": "2026-13-01"}}, ("effective.from", "expected_date")),
        ({"effective": {"from": "2026-01-02", "to": "2026-01-02"}}, ("effective.to", "not_after")),
        ({"effective": {}}, ("effective.from", "missing_key")),
        ({"severities": []}, ("severities", "expected_severities")),
        ({"severities": {}}, ("severities", "expected_list")),
        ({"calendars": {"one": "25x7"}}, ("calendars.one", "expected_calendar")),
        ({"calendars": {"24x7": {"week": {}}}}, ("calendars.24x7", "reserved_name")),
        ({"calendars": {"one": {}}}, ("calendars.one.week", "missing_key")),
        ({"calendars": {"one": {"week": {"mon-xxx": []}}}}, ("calendars.one.week.mon-xxx", "unknown_day")),
        ({"calendars": {"one": {"week": {"mon-wed": [], "wed": []}}}}, ("calendars.one.week.wed", "repeated_day")),
        ({"calendars": {"one": {"week": {"mon": ["9-17"]}}}}, ("calendars.one.week.mon[0]", "expected_window")),
        ({"calendars": {"one": {"week": {"mon": ["09:00-09:00"]}}}}, ("calendars.one.week.mon[0]", "expected_window")),
        ({"calendars": {"one": {"week": {"mon": ["24:00-25:00"]}}}}, ("calendars.one.week.mon[0]", "expected_window")),
        (
            {"calendars": {"one": {"week": {}, "dates": {"soon": []}}}},
            ("calendars.one.dates.soon", "expected_date_key"),
        ),
        ({"calendars": {"one": {"week": {"mon": "09:00-17:00"}}}}, ("calendars.one.week.mon", "expected_windows")),
        (
            {"calendars": {"one": {"week": {}, "dates": {"2026-05-01": "shut"}}}},
            ("calendars.one.dates.2026-05-01", "expected_day"),
        ),
        (
            {"calendars": {"one": {"week": {"mon": ["09:00-17:00"]}, "business_day": "1bd"}}},
            ("calendars.one.business_day", "expected_business_day"),
        ),
        (
            {"calendars": {"one": {"week": {}, "holidays": {"country": "ZZ"}}}},
            ("calendars.one.holidays", "unknown_country"),
        ),
        ({"calendars": {"one": {"week": {}, "holidays": {}}}}, ("calendars.one.holidays", "expected_holidays")),
        ({"reclassification": "reset"}, ("reclassification", "expected_choice")),
        ({"response_counts": ["reply", "reply"]}, ("response_counts", "repeated_item")),
        ({"response_counts": ["bot"]}, ("response_counts[0]", "expected_choice")),
        ({"pauses": {"waiting": []}}, ("pauses.waiting", "unknown_key")),
        ({"reopening": {"as": "continue"}}, ("reopening.within", "missing_key")),
        ({"exclusions": [{"id": "a"}, {"id": "a"}]}, ("exclusions[1]", "repeated_id")),
        ({"exclusions": [{"id": "a", "scope": "week"}]}, ("exclusions[0].scope", "expected_choice")),
        ({"credits": {"currency": "yuan", "bands": []}}, ("credits.currency", "expected_currency")),
        (
            {"escalation": [{"at": "breach", "notify": ["x"], "severities": ["P9"]}]},
            ("escalation[0].severities[0]", "unknown_severity"),
        ),
        (
            {"entitlements": [{"id": "a", "quantity": 0, "per": "month"}]},
            ("entitlements[0].quantity", "expected_integer"),
        ),
        ({"name": "a\x00b"}, ("name", "control_character")),
        ({"name": "x" * 201}, ("name", "too_long")),
        ({"name": ["x"]}, ("name", "expected_text")),
    ],
)
def test_an_error_names_its_key(change: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in problems(document(**change))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"within": "0m"}, ("within", "not_positive")),
        ({"within": "-5m"}, ("within", "not_positive")),
        ({"within": 15}, ("within", "missing_unit")),
        ({"within": "soon"}, ("within", "expected_amount")),
        ({"within": "P1Y"}, ("within", "expected_amount")),
        ({"within": "1h", "objective": "2h"}, ("objective", "objective_longer")),
        ({"within": "1h", "goal": "0%"}, ("goal", "expected_share")),
        ({"within": "1h", "goal": 99}, ("goal", "expected_share")),
        ({"within": "1h", "starts": "restoration"}, ("starts", "unknown_key")),
        ({"within": "9999999d"}, ("within", "unreachable")),
        ({"every": "1h"}, ("within", "missing_key")),
        ({}, ("within", "missing_key")),
    ],
)
def test_an_error_in_a_target_names_its_key(target: dict[str, Any], expected: tuple[str, str]) -> None:
    assert (f"severities[0].objectives.response.{expected[0]}", expected[1]) in problems(with_target(**target))


def test_a_target_on_a_calendar_that_never_opens_long_enough_is_refused() -> None:
    rare = {"rare": {"week": {}, "dates": {"2026-05-01": ["09:00-10:00"]}}}
    short = document(calendars=rare, severities=[severity("P0", "rare", response="60m")])
    assert read_terms(short).severities
    long = document(calendars=rare, severities=[severity("P0", "rare", response="61m")])
    assert problems(long) == {("severities[0].objectives.response.within", "unreachable")}


def test_business_days_need_service_days_of_one_length_or_a_stated_one() -> None:
    week = {"mon-thu": ["09:00-17:00"], "fri": ["09:00-13:00"]}
    target = [severity("P0", "uneven", resolution="2bd")]
    where = "severities[0].objectives.resolution.within"
    assert problems(document(calendars={"uneven": {"week": week}}, severities=target)) == {(where, "no_business_day")}
    stated = document(calendars={"uneven": {"week": week, "business_day": "7h"}}, severities=target)
    assert read_terms(stated).severities[0].objectives["resolution"].within.length == timedelta(hours=14)
    unused = document(calendars={"uneven": {"week": week}}, severities=[severity("P0", "uneven", resolution="2h")])
    assert read_terms(unused)


@pytest.mark.parametrize(
    ("text", "canonical", "length"),
    [
        ("15m", "15m", timedelta(minutes=15)),
        ("60m", "1h", timedelta(hours=1)),
        ("1h30m", "90m", timedelta(minutes=90)),
        ("2d", "2d", timedelta(days=2)),
        ("PT4H", "4h", timedelta(hours=4)),
        ("P1DT12H", "36h", timedelta(hours=36)),
        ("P1W", "7d", timedelta(days=7)),
        ("PT0.5S", "0.5s", timedelta(milliseconds=500)),
        ("1.5h", "90m", timedelta(minutes=90)),
        ("5bd", "5bd", timedelta(days=5)),
        ("0.5bd", "0.5bd", timedelta(hours=12)),
    ],
)
def test_amounts_have_one_canonical_form(text: str, canonical: str, length: timedelta) -> None:
    within = read_terms(with_target(within=text)).severities[0].objectives["response"].within
    assert (within.text, within.length) == (canonical, length)


@pytest.mark.parametrize("key", ["wed,fri", "sat-mon", "fri, sun"])
def test_days_may_be_listed_and_ranges_may_wrap(key: str) -> None:
    week = make_terms(calendars={"one": {"week": {key: ["09:00-10:00"]}}}).calendars["one"].week
    expected = {"wed,fri": {2, 4}, "sat-mon": {5, 6, 0}, "fri, sun": {4, 6}}[key]
    assert {day for day in range(7) if week[day]} == expected


def test_starts_and_until_agree_in_every_severity_that_has_the_objective() -> None:
    late = {"within": "8h", "starts": "restoration"}
    mixed = [severity("A", restoration="1h", resolution="8h"), severity("B", resolution=late)]
    assert ("severities", "must_agree") in problems(document(severities=mixed))
    alone = [severity("A", resolution=late), severity("B", response="1h")]
    assert problems(document(severities=alone)) == {("severities", "needs_restoration")}
    assert read_terms(
        document(severities=[severity("A", restoration="1h", resolution=late), severity("B", response="1h")])
    )


def test_a_shared_example_reads_as_written() -> None:
    terms = load_terms(
        """
        upheld: 1
        name: 企业支持
        version: 3
        timezone: Asia/Shanghai
        effective: {from: 2026-01-01, to: 2027-01-01}
        calendars: {office: {week: {mon-fri: [09:00-12:00, 13:00-18:00]}}}
        severities:
          - id: P0
            name: {en: Urgent, zh: 紧急}
            criteria: service_down_minutes > 5 || (core_function_down && affected_percent >= 99)
            objectives:
              response: {within: 15m, goal: 99.5%, warn_at: [80%, 50%]}
              resolution: {within: 5bd, objective: 3bd, calendar: office}
        """
    )
    assert terms.effective_to == date(2027, 1, 1)
    assert terms.calendars["office"].timezone == "Asia/Shanghai"
    response, resolution = terms.severities[0].objectives.values()
    assert (response.goal, response.warn_at) == (Fraction(995, 1000), (Fraction(1, 2), Fraction(4, 5)))
    assert resolution.within.length == timedelta(hours=40)


def codes(**changes: Any) -> set[str]:
    return {problem.code for problem in warnings(make_terms(**changes))}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda: {"severities": [severity("A", response="1h")]}, "unusual_levels"),
        (lambda: {"severities": [severity(name, response="1h") for name in "ABCDEF"]}, "unusual_levels"),
        (lambda: {"severities": [severity("A", response="2h"), severity("B", response="1h")]}, "longer_than_lower"),
        (lambda: {"severities": [severity("A"), severity("B", response="1h")]}, "lacks_objective"),
        (lambda: {"severities": [severity("A", response="1h", update="299s")]}, "short_updates"),
        (dict, "no_criteria"),
        (dict, "no_credits"),
        (lambda: {"credits": {"currency": "CNY", "bands": []}}, "no_remedy"),
        (lambda: {"pauses": {"waiting_on_customer": ["response"]}}, "response_never_pauses"),
        (lambda: {"exclusions": [{"id": "x"}]}, "clause_without_effect"),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(change: Callable[[], dict[str, Any]], code: str) -> None:
    assert code in codes(**change())
    assert all(problem.text("en") and problem.text("zh") for problem in warnings(make_terms(**change())))


def test_updates_every_five_minutes_are_no_reason_to_ask() -> None:
    assert "short_updates" not in codes(severities=[severity("A", response="1h", update="5m")])


@pytest.mark.parametrize("names", ["ABC", "ABCD", "ABCDE"])
def test_three_to_five_levels_are_usual(names: str) -> None:
    assert "unusual_levels" not in codes(severities=[severity(name, response="1h") for name in names])
