"""Reckonings: each span with its reason, as a table and as a picture."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from sla.making import at, fact, filed, make_terms, severity
from upheld.sla import explain
from upheld.sla.reckoning.picture import reckoning_svg
from upheld.sla.reckoning.table import duration, table

TERMS = make_terms(
    severities=[severity("P0", "office", restoration="8h"), severity("P1")],
    pauses={"waiting_on_customer": ["restoration"]},
    acceptance={"testing": "pauses"},
    exclusions=[{"id": "sdk", "objectives": ["restoration"]}],
)
FACTS = [
    filed("09:00"),
    fact("10:00", "information_requested", items=["log"]),
    fact("10:30", "customer_replied"),
    fact("14:00", "workaround_provided", id="w<1>"),
    fact("15:00", "workaround_rejected", id="w<1>"),
    fact("15:30", "severity_changed", severity="P1", basis="impact"),
    fact("16:00", "severity_changed", severity="P0", basis="impact"),
    fact("16:30", "exclusion_claimed", id="c", clause="sdk", **{"from": "16:10", "to": "16:20"}),
    fact("16:30", "exclusion_accepted", id="c", by="customer"),
]
REASONS = [
    ("span_counted", "09:00", "10:00"),
    ("span_wait", "10:00", "10:30"),
    ("span_counted", "10:30", "12:00"),
    ("span_closed", "12:00", "13:00"),
    ("span_counted", "13:00", "14:00"),
    ("span_testing", "14:00", "15:00"),
    ("span_counted", "15:00", "15:30"),
    ("span_no_objective", "15:30", "16:00"),
    ("span_counted", "16:00", "16:10"),
    ("span_exclusion", "16:10", "16:20"),
    ("span_counted", "16:20", "18:00"),
    ("span_closed", "18:00", "+1 09:00"),
    ("span_counted", "+1 09:00", "+1 10:00"),
]


def test_every_span_has_its_reason() -> None:
    found = explain(TERMS, FACTS, at("+1 10:00"), "restoration")
    assert [(span.code, span.start, span.end) for span in found.spans] == [(c, at(a), at(b)) for c, a, b in REASONS]
    assert found.counted == found.reading.counted == timedelta(hours=6, minutes=50)
    assert [span.allowance for span in found.spans if span.severity == "P1"] == [None]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_sums_up(lang: str) -> None:
    rows = table(explain(TERMS, FACTS, at("+1 10:00"), "restoration"), lang=lang, zone="Asia/Shanghai")
    assert len(rows) == len(REASONS) + 1
    assert rows[1][0] == "2026-03-04 17:00"
    assert rows[-1][4] == "6:50"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picture_is_well_formed_and_says_what_it_shows(lang: str) -> None:
    found = explain(TERMS, FACTS, at("+1 10:00"), "restoration")
    svg = reckoning_svg(found, lang=lang, zone="Asia/Shanghai")
    root = ET.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    titles = [one.text for one in root.iter(f"{space}title")]
    assert any("w<1>" in (text or "") for text in titles)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    labelled = (root.get("aria-labelledby") or "").split()
    assert set(labelled) <= set(ids)
    strip = [one for one in root.iter(f"{space}rect") if one.find(f"{space}title") is not None]
    assert len(strip) == len(found.spans)
    assert "<script" not in svg
    assert "javascript" not in svg


def test_a_picture_of_years_stays_small() -> None:
    svg = reckoning_svg(explain(TERMS, FACTS[:1], at("+3650 10:00"), "restoration"), zone="UTC")
    assert len(svg) < 1_500_000


def test_a_clock_that_has_not_started_has_a_picture_too() -> None:
    late = [severity("P0", restoration="4h", resolution={"within": "8h", "starts": "restoration"})]
    found = explain(make_terms(severities=late), [filed()], at("11:00"), "resolution")
    assert found.spans == ()
    assert ET.fromstring(reckoning_svg(found, lang="zh", zone="UTC")) is not None


def test_a_running_clock_without_a_deadline_says_why() -> None:
    claim = [
        fact("10:00", "exclusion_claimed", id="c", clause="sdk", **{"from": "11:00"}),
        fact("10:00", "exclusion_accepted", id="c", by="customer"),
    ]
    assert explain(TERMS, [filed(), *claim], at("10:30"), "restoration").due_code == "due_open_exclusion"
    office = {"timezone": "UTC", "week": {"mon-fri": ["09:00-17:00"]}, "holidays": {"dates": [], "horizon": 2026}}
    short = make_terms(calendars={"office": office}, severities=[severity("P0", "office", restoration="300bd")])
    assert explain(short, [filed()], at("10:30"), "restoration").due_code == "due_past_horizon"


def test_an_unknown_clock_is_an_error() -> None:
    with pytest.raises(LookupError):
        explain(TERMS, FACTS, at("+1 10:00"), "restoration", 7)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (timedelta(hours=56, minutes=3), "56:03"),
        (timedelta(minutes=7, seconds=30), "0:07:30"),
        (timedelta(microseconds=1), "0:00:00.000001"),
    ],
)
def test_durations_are_written_in_hours(amount: timedelta, text: str) -> None:
    assert duration(amount) == text
