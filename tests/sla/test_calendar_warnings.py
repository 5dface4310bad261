"""Warnings about days: of 24 hours on service hours, and holidays that a contract does not name."""

from __future__ import annotations

from typing import Any

import pytest

from sla.making import document, severity
from upheld.sla import read_terms, resolve_holidays, warnings

OFFICE = {"week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}}


def texts(code: str, **changes: Any) -> dict[str, str]:
    """The warnings of a code by their path."""
    terms = read_terms(document(**changes))
    assert all(problem.text("zh") for problem in warnings(terms))
    return {problem.path: problem.text("en") for problem in warnings(terms) if problem.code == code}


def days(calendar: object, **changes: Any) -> dict[str, str]:
    return texts("days_on_service_hours", calendars={"office": calendar}, **changes)


@pytest.mark.parametrize("amount", ["1d", "P1D", "1d2h", "P1W"])
def test_a_day_on_service_hours_is_a_warning(amount: str) -> None:
    target = {"within": amount, "calendar": "office"}
    changes: dict[str, Any] = {"severities": [{"id": "P1", "objectives": {"response": target}}]}
    assert list(days(OFFICE, **changes)) == ["severities[0].objectives.response.within"]


@pytest.mark.parametrize("amount", ["24h", "PT24H", "3bd"])
def test_hours_and_business_days_are_none(amount: str) -> None:
    target = {"within": amount, "calendar": "office"}
    assert not days(OFFICE, severities=[{"id": "P1", "objectives": {"response": target}}])


@pytest.mark.parametrize("calendar", ["24x7", {"week": {"mon-sun": ["00:00-24:00"]}}])
def test_a_day_round_the_clock_is_none(calendar: object) -> None:
    target = {"within": "1d", "calendar": "office"}
    assert not days(calendar, severities=[{"id": "P1", "objectives": {"response": target}}])


def test_every_limit_is_looked_at() -> None:
    rule = {"calendar": "office"}
    found = days(
        {"week": {"mon-fri": ["09:00-21:00"], "sat": ["09:00-13:00"]}, "business_day": "8h"},
        severities=[{"id": "P1", "objectives": {"update": {"every": "1d", **rule}}}],
        acceptance={"after": "2d", **rule},
        reopening={"within": "5d", **rule},
        disputes={"ruling_within": "1d", **rule},
        escalation=[{"at": "breach", "after": "1d", "notify": ["csm"], **rule}],
    )
    assert list(found) == [
        "severities[0].objectives.update.every",
        "acceptance.after",
        "reopening.within",
        "disputes.ruling_within",
        "escalation[0].after",
    ]
    # 64 h in six days are 10 h 40 min each: 48 h are 4.5 of them.
    assert "2d on “office” is 48 counted hours, about 4.5 service days." in found["acceptance.after"]


def holidays(country: str, **more: object) -> dict[str, Any]:
    calendar = {**OFFICE, "holidays": {"country": country}, **more}
    return {"calendars": {"office": calendar}, "severities": [severity("A", response="1h")]}


def test_good_friday_in_hong_kong_is_named_with_its_category() -> None:
    found = texts("holidays_by_category", **holidays("HK"))
    assert list(found) == ["calendars.office.holidays"]
    assert "category “optional”: 2026-04-03 (Good Friday)" in found["calendars.office.holidays"]
    assert not texts("holidays_by_category", **holidays("HK", dates={"2026-04-03": "closed"}))


def test_easter_monday_in_britain_depends_on_the_subdivision() -> None:
    found = texts("holidays_by_subdivision", **holidays("GB"))["calendars.office.holidays"]
    assert "2026-04-06 (Easter Monday)" in found
    assert "(ENG, NIR, SCT, WLS)" in found
    assert not texts("holidays_by_subdivision", **holidays("GB", holidays={"country": "GB", "subdivision": "ENG"}))


def test_what_a_country_decrees_for_all_is_no_warning() -> None:
    terms = read_terms(document(**holidays("CN")))
    for known in (terms, resolve_holidays(terms)):
        assert not [problem for problem in warnings(known) if problem.code.startswith("holidays_")]
