"""Laws of counting, and the definition itself held against the compiled spans."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.making import document
from upheld.sla import Calendar, after, counted, read_terms

ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Pacific/Apia",
)


def between(first: date, last: date) -> st.SearchStrategy[datetime]:
    """Instants between two midnights, to the microsecond."""
    return st.datetimes(datetime.combine(first, time()), datetime.combine(last, time()), timezones=st.just(UTC))


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@st.composite
def windows(draw: st.DrawFn) -> str:
    start = draw(st.integers(0, 95)) * 15
    end = draw(st.integers(1, 96).filter(lambda quarter: quarter * 15 != start)) * 15
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


days = st.lists(windows(), max_size=3)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = {day: draw(days) for day in DAYS}
    near = st.dates(date(2026, 3, 20), date(2026, 4, 10)).map(str)
    fields = {
        "timezone": draw(st.sampled_from(ZONES)),
        "week": week,
        "dates": draw(st.dictionaries(near, days | st.just("closed") | st.just({"like": "mon"}), max_size=2)),
        "holidays": {
            "dates": draw(st.lists(near, max_size=2)),
            "make_up": draw(st.dictionaries(near, st.sampled_from(DAYS), max_size=2)),
        },
    }
    return read_terms(document(calendars={"one": fields})).calendars["one"]


instants = between(date(2026, 3, 22), date(2026, 4, 8))
amounts = st.timedeltas(timedelta(0), timedelta(days=3))


@given(calendars(), instants, instants, instants)
@settings(max_examples=80)
def test_counted_time_is_additive(calendar: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted((one, two, three))
    assert counted(calendar, a, b) + counted(calendar, b, c) == counted(calendar, a, c)
    assert timedelta(0) <= counted(calendar, a, b) <= b - a
    assert counted(calendar, c, a) == timedelta(0) or a == c


@given(calendars(), instants, amounts)
@settings(max_examples=80)
def test_after_is_the_first_instant_at_which_the_amount_is_counted(
    calendar: Calendar, start: datetime, amount: timedelta
) -> None:
    end = after(calendar, start, amount)
    if end is None:
        assert counted(calendar, start, datetime(9999, 12, 1, tzinfo=UTC)) < amount
        return
    assert counted(calendar, start, end) == amount
    if amount:
        assert counted(calendar, start, end - timedelta(microseconds=1)) < amount


def is_open(calendar: Calendar, instant: datetime) -> bool:
    """The definition, word by word, with nothing but local wall-clock time."""
    local = instant.astimezone(ZoneInfo(calendar.timezone)).replace(tzinfo=None)
    return any(
        start <= local < end
        for back in (0, 1)
        for day in [local.date() - timedelta(days=back)]
        for window in _windows(calendar, day)
        for midnight in [datetime.combine(day, time())]
        for start, end in [(midnight + timedelta(minutes=window.start), midnight + timedelta(minutes=window.end))]
    )


def _windows(calendar: Calendar, day: object) -> object:
    entry = calendar.dates.get(day)
    if entry is not None:
        return entry if isinstance(entry, tuple) else calendar.week[entry.weekday]
    if day in calendar.holidays.dates:
        return ()
    return calendar.week[calendar.holidays.make_up.get(day, day.weekday())]


@given(calendars(), between(date(2026, 3, 27), date(2026, 4, 6)))
@settings(max_examples=80)
def test_counted_is_the_number_of_open_minutes(calendar: Calendar, start: datetime) -> None:
    start = start.replace(minute=start.minute // 5 * 5, second=0, microsecond=0)
    steps = [start + timedelta(minutes=5 * step) for step in range(12 * 36)]
    minutes = sum(is_open(calendar, step) for step in steps) * 5
    assert counted(calendar, start, start + timedelta(hours=36)) == timedelta(minutes=minutes)
    assert calendar.hours.is_open(_micros(start)) == is_open(calendar, start)


def _micros(instant: datetime) -> int:
    return int((instant - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


@given(calendars(), instants)
@settings(max_examples=50)
def test_the_next_change_is_the_nearest_instant_at_which_openness_differs(calendar: Calendar, start: datetime) -> None:
    now, hours = _micros(start), calendar.hours
    change = hours.next_change(now, now + 10**12)
    spans = list(hours.spans(now, now + 10**12))
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    if change is None:
        assert spans in ([], [(now, now + 10**12)])
    else:
        assert hours.is_open(change) != hours.is_open(now)
        assert hours.is_open(change - 1) == hours.is_open(now)


def test_threads_may_compile_one_calendar_together() -> None:
    fields = {"timezone": "Europe/Berlin", "week": {"mon-fri": ["09:00-17:00"]}}
    spans = [(datetime(1990 + 7 * n, 1, 1, tzinfo=UTC), datetime(1997 + 7 * n, 1, 1, tzinfo=UTC)) for n in range(12)]

    def count(calendar: Calendar, order: list[tuple[datetime, datetime]]) -> list[timedelta]:
        return [counted(calendar, *span) for span in order]

    for _ in range(5):
        shared, alone = (read_terms(document(calendars={"one": fields})).calendars["one"] for _ in range(2))
        expected = count(alone, spans)
        with ThreadPoolExecutor(4) as pool:
            turned = [spans[turn:] + spans[:turn] for turn in range(0, 12, 3)]
            for turn, found in zip(range(0, 12, 3), pool.map(count, [shared] * 4, turned), strict=True):
                assert found == expected[turn:] + expected[:turn]
