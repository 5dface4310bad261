"""What an explanation says: every cause by its name, equal days once, the carried share, and what is ambiguous."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sla.making import at, fact, filed, make_terms, severity
from upheld.sla import Reckoning, Terms, explain
from upheld.sla.calendar.holidays import named_days
from upheld.sla.reckoning.folding import rows
from upheld.sla.reckoning.picture import description
from upheld.sla.reckoning.table import duration, local, table

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE: dict[str, Any] = {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}}


def office(**more: Any) -> Terms:
    return make_terms(
        calendars={"office": {**OFFICE, **more}, "always": "24x7"},
        severities=[severity("P0", "office", resolution="30bd"), severity("P1", response="1h"), severity("P2")],
    )


def there(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def explained(terms: Terms, since: str, until: str, objective: str = "resolution") -> Reckoning:
    return explain(terms, [fact(there(since), "ticket_filed", severity="P0")], there(until), objective)


def causes(found: Reckoning) -> list[tuple[str, str, str]]:
    """The spans that do not count: local start and end, and their causes."""
    return [
        (f"{span.start.astimezone(SHANGHAI):%m-%d %H:%M}", f"{span.end.astimezone(SHANGHAI):%m-%d %H:%M}", cause)
        for span in found.spans
        if not span.counted and (cause := str(span.params["cause"]))
    ]


def test_lunch_night_and_weekend_are_told_apart() -> None:
    found = explained(office(), "2026-03-05T10:00", "2026-03-09T10:00")  # Thursday to Monday
    assert causes(found) == [
        ("03-05 12:00", "03-05 13:00", "lunch"),
        ("03-05 18:00", "03-06 09:00", "night"),
        ("03-06 12:00", "03-06 13:00", "lunch"),
        ("03-06 18:00", "03-09 09:00", "weekend"),
    ]
    assert found.counted == found.reading.counted == timedelta(hours=7 + 8 + 1)
    said = {span.text("en") for span in found.spans if not span.counted}
    assert said == {
        "Does not count: “office hours” is closed for lunch.",
        "Does not count: “office hours” is closed for the night.",
        "Does not count: “office hours” is closed for the weekend.",
    }


def test_a_day_off_for_another_is_dated_like_everything_else() -> None:
    days = named_days("CN", None, 2026)
    assert days[date(2026, 1, 2)] == "Day off (substituted from 2026-01-04)"
    assert not [name for name in days.values() if "/" in name]


def test_holidays_have_names_and_make_up_days_are_named() -> None:
    terms = office(holidays={"country": "CN", "make_up_days": True})
    found = explained(terms, "2026-09-30T17:00", "2026-10-10T10:00")
    # National Day 1-3 October, Sunday 4, its observance on the 5th, two days exchanged for worked Sundays.
    assert causes(found)[:2] == [
        ("09-30 18:00", "10-04 00:00", "holiday"),
        ("10-04 00:00", "10-05 00:00", "weekend"),
    ]
    assert found.spans[1].text("en") == "Does not count: “office hours” is closed: holiday National Day."
    assert found.spans[1].text("zh") == "不计时：日历“办公时间”关闭，节假日：国庆节。"
    assert found.spans[-1].text("en") == "Counts at P0: the calendar “office hours” is open (make-up day)."
    assert found.counted == found.reading.counted


@pytest.mark.parametrize(
    ("more", "cause", "sentence"),
    [
        ({"holidays": {"dates": ["2026-03-05"]}}, "holiday", "closed: holiday."),
        ({"dates": {"2026-03-05": "closed"}}, "date", "closed on this date by the contract."),
        ({"week": {"mon-wed,fri": ["09:00-18:00"]}}, "day_off", "closed on this day of the week."),
    ],
)
def test_a_closed_day_says_why(more: dict[str, Any], cause: str, sentence: str) -> None:
    found = explained(office(**more), "2026-03-04T17:00", "2026-03-06T10:00")
    assert causes(found) == [("03-04 18:00", "03-06 09:00", cause)]
    assert sentence in found.spans[1].text("en")
    assert found.spans[1].text("zh")


def test_what_is_not_known_is_not_called_closed() -> None:
    terms = office(holidays={"dates": [], "horizon": 2026})
    found = explained(terms, "2026-12-31T17:00", "2027-01-05T10:00")
    assert causes(found) == [("12-31 18:00", "01-05 10:00", "unknown")]
    assert "not known yet" in found.spans[1].text("en")


def test_hours_between_two_nights_are_no_night() -> None:
    found = explained(
        office(week={"mon-sun": ["22:00-06:00"]}, business_day="8h"), "2026-03-04T05:00", "2026-03-04T23:00"
    )
    assert causes(found) == [("03-04 06:00", "03-04 22:00", "outside")]
    pause = explained(office(week={"mon-fri": ["09:00-11:00", "16:00-18:00"]}), "2026-03-04T10:00", "2026-03-04T17:00")
    assert causes(pause) == [("03-04 11:00", "03-04 16:00", "break")]


def test_equal_days_are_one_row() -> None:
    found = explained(office(), "2026-03-02T14:00", "2026-03-10T10:00")
    lines = rows(found.spans, SHANGHAI)
    # Monday from 14:00, its night, Tuesday to Friday, the weekend, Monday and its night, Tuesday.
    assert [line.days for line in lines] == [1, 1, 4, 1, 1, 1, 1, 1, 1]
    folded = lines[2]
    assert (folded.start, folded.end) == (there("2026-03-03T09:00"), there("2026-03-06T18:00"))
    assert folded.amount == timedelta(hours=32)
    assert folded.text("en", SHANGHAI, duration) == (
        "4 days alike, each with 8:00 at P0: 09:00–12:00, 13:00–18:00. Breaks and nights do not count."
    )
    assert sum((line.amount for line in lines), timedelta()) == found.reading.counted
    assert len(table(found, zone="Asia/Shanghai")) == len(lines) + 1


def test_days_that_differ_are_not_folded() -> None:
    found = explained(
        office(dates={"2026-03-04": ["09:00-12:00", "13:00-17:00"]}), "2026-03-02T14:00", "2026-03-07T10:00"
    )
    assert [line.days for line in rows(found.spans, SHANGHAI)] == [1, 1, *(1, 1, 1), 1, *(1, 1, 1), 1, 2, 1]


def raised(rule: str, until: str) -> Reckoning:
    terms = make_terms(
        reclassification=rule,
        severities=[severity("P0", response="2m"), severity("P1", response="30m"), severity("P2", response="1h")],
    )
    change = fact("10:03:35", "severity_changed", severity="P0", basis="impact")
    return explain(terms, [filed("10:00", "P1"), change], at(until), "response")


def test_the_carried_share_adds_up() -> None:
    found = raised("carry", "10:03:40")
    # 215 s of 1800 s are 43/360; 317/360 of 120 s are 105 2/3 s, of which 5 s are used.
    assert found.phases.lines("en", duration) == [
        "at P1: 0:03:35 of 0:30 = 12% used",
        "at P0: 88% of 0:02 = 0:01:45.666667",
    ]
    spoken = found.phases.lines("zh", lambda span: f"{span.total_seconds():.0f} 秒")
    assert spoken == ["P1：已用 215 秒，占 1800 秒的 12%", "P0：120 秒的 88% = 106 秒"]
    assert found.progress == (timedelta(seconds=5), timedelta(microseconds=105_666_667))
    assert found.reading.remaining == timedelta(microseconds=100_666_667)
    assert "Used: at P1" in description(found, "en", "UTC")
    assert "时限占用：P1" in description(found, "zh", "UTC")


@pytest.mark.parametrize(
    ("rule", "sentence", "progress"),
    [
        # A fresh 2 min from 10:03:35, 5 s used; from the filing 2 min are over already, at the change.
        ("restart", "at P0: 0:02, counted from the change", (timedelta(seconds=5), timedelta(minutes=2))),
        ("from_filing", "at P0: 0:02, counted from the start", None),
    ],
)
def test_other_rules_say_from_where_they_count(rule: str, sentence: str, progress: Any) -> None:
    found = raised(rule, "10:03:40")
    assert found.phases.lines("en", duration) == ["at P1: 0:03:35 counted", sentence]
    assert found.progress == progress


def test_an_earlier_deadline_that_holds_is_named() -> None:
    terms = make_terms(
        reclassification="restart",
        severities=[severity("P0", response="25m"), severity("P1", response="30m"), severity("P2", response="1h")],
    )
    change = fact("10:20", "severity_changed", severity="P0", basis="impact")
    found = explain(terms, [filed("10:00", "P1"), change], at("10:25"), "response")
    assert found.phases.lines("en", duration)[-1] == "at P0: the earlier deadline of P1 holds"
    assert found.progress == (timedelta(minutes=25), timedelta(minutes=30))


def test_a_severity_without_the_objective_uses_nothing() -> None:
    terms = make_terms(severities=[severity("P0", response="30m"), severity("P1"), severity("P2")])
    change = fact("10:20", "severity_changed", severity="P1", basis="impact")
    found = explain(terms, [filed("10:00", "P0"), change], at("10:25"), "response")
    assert found.phases.lines("en", duration)[-1] == "at P1: not promised, nothing is used"
    assert found.progress is None
    assert explain(terms, [filed("10:00", "P0")], at("10:25"), "response").phases.lines("en", duration) == []


def test_lateness_outside_service_hours_is_said() -> None:
    terms = make_terms(
        calendars={"office": OFFICE},
        severities=[severity("P0", "office", response="1h"), severity("P1"), severity("P2")],
    )
    facts = [fact(there("2026-03-06T17:00"), "ticket_filed", severity="P0")]
    facts.append(fact(there("2026-03-07T10:00"), "vendor_replied", kind="reply"))
    found = explain(terms, facts, there("2026-03-08T10:00"), "response")
    assert (found.reading.outcome, found.reading.overdue) == ("missed", timedelta(0))
    assert (found.late, found.late_outside_hours) == (timedelta(hours=16), True)
    assert "Late by 16:00 h, all of it outside service hours." in description(found, "en", "UTC")


def test_a_repeated_hour_carries_its_offset() -> None:
    before, after = (datetime.fromisoformat(f"2026-10-25T{hour}:40:00+00:00") for hour in ("00", "01"))
    assert local(before, "Europe/Berlin") == "2026-10-25 02:40 +02:00"
    assert local(after, "Europe/Berlin") == "2026-10-25 02:40 +01:00"
    assert local(after + timedelta(hours=1), "Europe/Berlin") == "2026-10-25 03:40"
    assert local(datetime.fromisoformat("2026-03-29T01:30:00+00:00"), "Europe/Berlin") == "2026-03-29 03:30"
