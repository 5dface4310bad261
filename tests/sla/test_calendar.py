"""Which instants are open, one rule of the page after the other (semantics §2, §9)."""

from datetime import UTC, datetime, timedelta

import pytest

from sla.making import document
from upheld.sla import Calendar, after, counted, read_terms, resolve_holidays
from upheld.sla.calendar.hours import Always

HOUR = timedelta(hours=1)


def calendar(**fields: object) -> Calendar:
    found = {"timezone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}, **fields}
    return read_terms(document(calendars={"one": found})).calendars["one"]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_lunch_is_left_out() -> None:
    split = calendar(week={"mon-fri": ["09:00-12:00", "13:00-18:00"]})
    assert counted(split, utc(2026, 3, 4), utc(2026, 3, 5)) == 8 * HOUR
    assert after(split, utc(2026, 3, 4, 11), 2 * HOUR) == utc(2026, 3, 4, 14)


def test_a_deadline_at_the_end_of_a_window_is_not_moved_to_the_next_opening() -> None:
    assert after(calendar(), utc(2026, 3, 4, 9), 8 * HOUR) == utc(2026, 3, 4, 17)


def test_no_amount_is_reached_at_once_even_when_shut() -> None:
    assert after(calendar(), utc(2026, 3, 7, 3), timedelta(0)) == utc(2026, 3, 7, 3)


def test_a_window_past_midnight_belongs_to_the_date_on_which_it_starts() -> None:
    night = calendar(week={"fri": ["22:00-06:00"]})
    assert counted(night, utc(2026, 3, 6), utc(2026, 3, 8)) == 8 * HOUR
    assert counted(night, utc(2026, 3, 7), utc(2026, 3, 7, 12)) == 6 * HOUR


def test_a_holiday_takes_away_the_tail_of_its_own_window_only() -> None:
    night = calendar(week={"thu-fri": ["22:00-06:00"]}, holidays={"dates": ["2026-03-06"]})
    assert counted(night, utc(2026, 3, 6), utc(2026, 3, 7)) == 6 * HOUR  # Thursday's tail
    assert counted(night, utc(2026, 3, 7), utc(2026, 3, 8)) == timedelta(0)


def test_windows_and_tails_that_overlap_count_once() -> None:
    overlap = calendar(week={"mon": ["20:00-04:00", "22:00-23:00"], "tue": ["02:00-05:00"]})
    assert counted(overlap, utc(2026, 3, 2), utc(2026, 3, 4)) == 9 * HOUR


def test_a_day_of_24_hours_ends_at_midnight() -> None:
    whole = calendar(week={"sat": ["00:00-24:00"], "sun": ["12:00-24:00"]})
    assert counted(whole, utc(2026, 3, 2), utc(2026, 3, 9)) == 36 * HOUR


def test_dates_go_before_holidays_and_holidays_before_make_up_days() -> None:
    mixed = calendar(
        week={"mon": ["09:00-12:00"], "wed": ["09:00-17:00"]},
        holidays={"dates": ["2026-03-02", "2026-03-07"], "make_up": {"2026-03-07": "wed", "2026-03-08": None}},
        dates={"2026-03-02": ["10:00-11:00"], "2026-03-04": "closed", "2026-03-05": {"like": "wed"}},
    )
    assert counted(mixed, utc(2026, 3, 2), utc(2026, 3, 3)) == HOUR  # dates win over the holiday
    assert counted(mixed, utc(2026, 3, 4), utc(2026, 3, 5)) == timedelta(0)
    assert counted(mixed, utc(2026, 3, 5), utc(2026, 3, 6)) == 8 * HOUR
    assert counted(mixed, utc(2026, 3, 7), utc(2026, 3, 8)) == timedelta(0)  # the holiday wins over the make-up day
    assert counted(mixed, utc(2026, 3, 8), utc(2026, 3, 9)) == 3 * HOUR  # Monday's windows by default


def test_in_a_repeated_hour_both_passes_count_and_a_skipped_one_never_does() -> None:
    berlin = calendar(timezone="Europe/Berlin", week={"sun": ["02:00-03:00"]})
    assert counted(berlin, utc(2026, 10, 24, 12), utc(2026, 10, 26)) == 2 * HOUR
    assert counted(berlin, utc(2026, 3, 28, 12), utc(2026, 3, 30)) == timedelta(0)


def test_half_hour_zones_and_half_hour_changes_of_the_clock() -> None:
    howe = calendar(timezone="Australia/Lord_Howe", week={"sun": ["00:00-24:00"]})
    assert counted(howe, utc(2026, 4, 3), utc(2026, 4, 7)) == timedelta(hours=24, minutes=30)
    delhi = calendar(timezone="Asia/Kolkata", week={"mon": ["09:15-09:45"]})
    assert after(delhi, utc(2026, 3, 1), timedelta(minutes=30)) == utc(2026, 3, 2, 4, 15)


def test_the_tail_of_a_date_that_the_zone_skipped_is_open() -> None:
    apia = calendar(timezone="Pacific/Apia", week={"fri": ["22:00-06:00"]})
    # 2011-12-30, a Friday, did not exist in Apia; its tail on the Saturday did.
    assert counted(apia, utc(2011, 12, 29), utc(2012, 1, 1)) == 6 * HOUR


def test_a_horizon_ends_all_counting() -> None:
    known = calendar(holidays={"dates": [], "horizon": 2026})
    assert after(known, utc(2026, 12, 31, 9), 8 * HOUR) == utc(2026, 12, 31, 17)
    assert after(known, utc(2026, 12, 31, 9), 8 * HOUR + timedelta(microseconds=1)) is None
    assert counted(known, utc(2026, 12, 31), utc(2027, 1, 1)) == 8 * HOUR
    assert counted(known, utc(2026, 12, 31), utc(2036, 1, 1)) is None


def test_explicit_lists_have_no_horizon() -> None:
    assert after(calendar(holidays={"dates": ["2026-03-06"]}), utc(2050, 1, 1), HOUR) is not None


def test_country_holidays_are_resolved_into_dates_up_to_what_has_been_decreed() -> None:
    office = {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-18:00"]}}
    chinese = {**office, "holidays": {"country": "CN", "make_up_days": True}}
    terms = read_terms(document(calendars={"one": chinese}))
    resolved = resolve_holidays(terms).calendars["one"]
    assert resolved.holidays is not None
    assert resolved.holidays.horizon == 2026
    assert str(resolved.holidays.dates[-1])[:4] == "2026"
    for one in (terms.calendars["one"], resolved):
        assert counted(one, utc(2026, 9, 30, 16), utc(2026, 10, 7, 16)) == timedelta(0)  # the national holidays
        assert counted(one, utc(2026, 2, 13, 16), utc(2026, 2, 14, 16)) == 9 * HOUR  # a Saturday that was worked


def test_without_make_up_days_a_worked_weekend_stays_shut() -> None:
    office = {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-18:00"]}}
    one = read_terms(document(calendars={"one": {**office, "holidays": {"country": "CN"}}})).calendars["one"]
    assert counted(one, utc(2026, 2, 13, 16), utc(2026, 2, 14, 16)) == timedelta(0)


def test_the_first_and_the_last_year_are_no_trouble() -> None:
    office = calendar(timezone="Asia/Shanghai")
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    assert after(office, last - timedelta(days=1), 100 * HOUR) is None
    assert after(calendar(week={"mon": []}, dates={"9999-12-30": ["09:00-10:00"]}), first, HOUR) == utc(
        9999, 12, 30, 10
    )
    years = counted(office, first, last) / timedelta(days=365.2425)
    assert 0.23 < years / 9999 < 0.24  # 40 of 168 hours


def test_four_hundred_years_are_alike() -> None:
    berlin = calendar(timezone="Europe/Berlin", week={"mon-sun": ["01:30-03:30"]}, dates={"2500-06-01": "closed"})
    cycle = timedelta(days=146_097)
    for start in (utc(2430, 3, 1), utc(2450, 10, 1)):
        amount = counted(berlin, start, start + timedelta(days=60))
        assert counted(berlin, start + 3 * cycle, start + 3 * cycle + timedelta(days=60)) == amount
    assert counted(berlin, utc(2500, 5, 31, 12), utc(2500, 6, 1, 12)) == timedelta(0)
    assert counted(berlin, utc(2900, 5, 31, 12), utc(2900, 6, 1, 12)) == 2 * HOUR


def test_a_calendar_that_never_shuts_is_not_compiled() -> None:
    assert isinstance(calendar(week={"mon-sun": ["00:00-24:00"]}).hours, Always)


def test_a_shut_calendar_never_gets_there() -> None:
    assert after(calendar(week={}), utc(2026, 1, 1), HOUR) is None


def test_naive_instants_are_refused() -> None:
    with pytest.raises(TypeError):
        counted(calendar(), utc(2026, 1, 1).replace(tzinfo=None), utc(2026, 1, 2).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ({"mon-fri": ["09:00-12:00", "13:00-18:00"]}, timedelta(hours=8)),
        ({"mon-fri": ["22:00-06:00"]}, timedelta(hours=8)),
        ({"mon": ["09:00-12:00", "10:00-13:00"]}, timedelta(hours=4)),
        ({"mon": ["09:00-12:00"], "tue": ["09:00-13:00"]}, None),
        ({}, None),
    ],
)
def test_a_business_day_is_the_length_of_a_service_day_where_all_are_equal(week: object, expected: object) -> None:
    assert calendar(week=week, dates={"2026-03-03": ["09:00-10:00"]}).business_day == expected
