"""Calendar editions: further years are added, and nothing that was known moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla.making import document, make_terms
from sla.test_calendar_laws import DAYS, ZONES, between, days
from upheld.sla import (
    Terms,
    TermsInvalid,
    after,
    carry_days,
    contract_text,
    counted,
    decreed_days,
    extend_holidays,
    horizons,
    read_terms,
    resolve_holidays,
    write_terms,
)

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
LAST_YEAR, THIS_YEAR = st.dates(date(2026, 12, 20), date(2026, 12, 31)), st.dates(date(2027, 1, 1), date(2027, 1, 20))


def office(**holidays: Any) -> Terms:
    """Terms with a calendar known up to 2026."""
    week = {"mon-fri": ["09:00-18:00"]}
    return make_terms(
        calendars={"always": "24x7", "office": {"week": week, "holidays": {"horizon": 2026, "dates": [], **holidays}}}
    )


@st.composite
def known(draw: st.DrawFn) -> Terms:
    fields = {
        "timezone": draw(st.sampled_from(ZONES)),
        "week": {day: draw(days) for day in DAYS},
        "holidays": {"dates": draw(st.lists(LAST_YEAR.map(str), max_size=3)), "horizon": 2026},
    }
    return read_terms(document(calendars={"office": fields, "always": "24x7"}))


@st.composite
def additions(draw: st.DrawFn) -> dict[str, object]:
    off = draw(st.lists(THIS_YEAR, max_size=3))
    worked = draw(st.dictionaries(THIS_YEAR.filter(lambda day: day not in off), st.sampled_from(DAYS), max_size=2))
    return {
        "office": {
            "horizon": 2027,
            "dates": [str(day) for day in off],
            "make_up": {str(day): like for day, like in worked.items()},
        }
    }


around_the_year = between(date(2026, 12, 20), date(2027, 1, 15))


@given(known(), additions(), around_the_year, around_the_year, st.timedeltas(timedelta(0), timedelta(days=5)))
@settings(max_examples=150)
def test_an_edition_moves_nothing_that_was_known(
    terms: Terms, added: dict[str, object], one: datetime, two: datetime, amount: timedelta
) -> None:
    before, extended = terms.calendars["office"], extend_holidays(terms, added).calendars["office"]
    start, end = sorted((one, two))
    due = after(before, start, amount)
    assert due is None or after(extended, start, amount) == due
    whole = counted(before, start, end)
    assert whole is None or counted(extended, start, end) == whole
    safe = min(end, NEW_YEAR - timedelta(hours=14))  # nowhere on earth has the year ended then
    assert counted(extended, start, safe) == counted(before, start, safe) is not None


@given(known(), additions())
@settings(max_examples=50)
def test_extended_terms_are_written_and_read_alike(terms: Terms, added: dict[str, object]) -> None:
    extended = extend_holidays(terms, added)
    assert read_terms(write_terms(extended)) == extended
    assert horizons(extended) == {"office": 2027}


def test_a_deadline_past_the_horizon_comes_with_the_edition() -> None:
    terms = office()
    start = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert after(terms.calendars["office"], start, timedelta(hours=2)) is None
    extended = extend_holidays(terms, {"office": {"horizon": 2027, "dates": ["2027-01-01"]}})
    assert after(extended.calendars["office"], start, timedelta(hours=2)) == datetime(2027, 1, 4, 10, tzinfo=UTC)
    assert "2027" in contract_text(extended, "en")


def test_days_listed_past_their_own_horizon_begin_to_count_only_if_the_edition_names_them() -> None:
    terms = office(dates=["2026-12-25", "2027-01-04"], make_up={"2027-01-02": "mon"})
    extended = extend_holidays(terms, {"office": {"horizon": 2027, "dates": ["2027-01-01"]}}).calendars["office"]
    assert extended.holidays is not None
    assert extended.holidays.dates == (date(2026, 12, 25), date(2027, 1, 1))
    assert not extended.holidays.make_up


@pytest.mark.parametrize(
    ("given_days", "path", "code"),
    [
        ({}, "", "edition_empty"),
        ({"always": {"horizon": 2027}}, "always", "edition_calendar"),
        ({"nights": {"horizon": 2027}}, "nights", "edition_calendar"),
        ({"office": {}}, "office.horizon", "missing_key"),
        ({"office": {"horizon": 2027}}, "office.dates", "missing_key"),
        ({"office": {"horizon": 2026}}, "office.horizon", "expected_integer"),
        ({"office": {"horizon": 2099}}, "office.horizon", "expected_integer"),
        ({"office": {"horizon": 2027, "dates": ["2026-12-31"]}}, "office", "edition_day"),
        ({"office": {"horizon": 2027, "dates": ["2028-01-01"]}}, "office", "edition_day"),
        ({"office": {"horizon": 2027, "dates": [], "make_up": {"2026-12-26": "mon"}}}, "office", "edition_day"),
        ({"office": {"horizon": 2027, "dates": ["tomorrow"]}}, "office.dates[0]", "expected_date"),
        (
            {"office": {"horizon": 2027, "dates": ["2027-02-06"], "make_up": {"2027-02-06": "mon"}}},
            "office",
            "edition_both",
        ),
        ({"office": {"horizon": 2027, "week": {}}}, "office.week", "unknown_key"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(given_days: dict[str, object], path: str, code: str) -> None:
    with pytest.raises(TermsInvalid) as refused:
        extend_holidays(office(), given_days)
    assert (path, code) in {(problem.path, problem.code) for problem in refused.value.problems}
    assert all(problem.text("en") and problem.text("zh") for problem in refused.value.problems)


def test_a_next_version_keeps_the_years_that_were_added() -> None:
    before = extend_holidays(
        office(dates=["2026-12-25"]),
        {"office": {"horizon": 2027, "dates": ["2027-01-01"], "make_up": {"2027-01-02": "fri"}}},
    )
    carried = carry_days(office(dates=["2026-10-01"]), before).calendars["office"].holidays
    assert carried is not None
    assert (carried.dates, carried.horizon) == ((date(2026, 10, 1), date(2027, 1, 1)), 2027)
    assert carried.make_up == {date(2027, 1, 2): 4}


@pytest.mark.parametrize(
    "other", [{"horizon": 2027}, {"horizon": 2028}, {"country": "DE"}, {"country": "DE", "make_up_days": True}]
)
def test_a_next_version_that_knows_as_much_or_follows_another_country_keeps_its_own(other: dict[str, Any]) -> None:
    before = extend_holidays(office(), {"office": {"horizon": 2027, "dates": ["2027-01-01"]}})
    terms = office(**other)
    assert carry_days(terms, before) == terms


def test_what_was_decreed_since_is_offered_for_countries() -> None:
    terms = office(country="DE", dates=["2026-12-25"])
    found = decreed_days(terms)
    assert set(found) == {"office"}
    extended = extend_holidays(terms, found)
    assert horizons(extended)["office"] > 2026
    assert decreed_days(extended) == {}
    # As if the version had been published today: from the first year that was added on, the same days.
    fresh = resolve_holidays(
        make_terms(calendars={"office": {"week": {}, "holidays": {"country": "DE"}}, "always": "24x7"})
    )
    listed = {day for day in (fresh.calendars["office"].holidays.dates or ()) if day.year > 2026}  # type: ignore[union-attr]
    assert listed <= {*(extended.calendars["office"].holidays.dates or ())}  # type: ignore[union-attr]


def test_nothing_is_offered_for_days_listed_by_hand() -> None:
    assert decreed_days(office(dates=["2026-12-25"])) == {}
