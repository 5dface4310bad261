"""Reading the calendars of a contract (semantics §2, §9)."""

from collections.abc import Mapping
from datetime import date, timedelta

from upheld.sla.calendar.calendar import ALWAYS, Calendar, Like
from upheld.sla.calendar.holidays import Holidays, is_country
from upheld.sla.calendar.windows import DAYS, Day, Week, read_days, read_window
from upheld.sla.calendar.zones import is_zone
from upheld.sla.terms.model import ROUND_THE_CLOCK
from upheld.sla.terms.node import STAND_IN, Node, read_date

MOST_DATES = 4000


def read_calendars(node: Node, timezone: str) -> dict[str, Calendar]:
    """All calendars by name."""
    calendars: dict[str, Calendar] = {}
    for name, child in node.entries(100):
        if name == ROUND_THE_CLOCK and child.value != ROUND_THE_CLOCK:
            child.wrong("reserved_name", name=name)
        calendars[name] = read_calendar(child, timezone)
    return calendars


def read_zone(node: Node) -> str:
    """The name of an IANA time zone."""
    name = node.text(100)
    if name and not is_zone(name):
        node.wrong("unknown_zone", value=name[:60])
        return "UTC"
    return name or "UTC"


def read_calendar(node: Node, timezone: str) -> Calendar:
    """``24x7``, or a week with its exceptions; without a zone it takes the contract's."""
    if node.value == ROUND_THE_CLOCK:
        return ALWAYS
    if not isinstance(node.value, Mapping):
        node.wrong("expected_calendar")
        return ALWAYS
    fields = node.fields(["week"], ["timezone", "holidays", "dates", "business_day"])
    return Calendar(
        timezone=read_zone(fields["timezone"]) if "timezone" in fields else timezone,
        week=_week(fields["week"]) if "week" in fields else Calendar().week,
        dates=_dates(fields["dates"]) if "dates" in fields else {},
        holidays=_holidays(fields["holidays"]) if "holidays" in fields else None,
        stated_business_day=_business_day(fields["business_day"]) if "business_day" in fields else None,
    )


def _business_day(node: Node) -> timedelta:
    if isinstance(node.value, str) and node.value.strip().endswith("bd"):
        node.wrong("expected_business_day")
        return STAND_IN.length
    return node.amount(None).length


def _week(node: Node) -> Week:
    days: list[Day] = [()] * 7
    earlier_weekdays: set[int] = set()
    for key, child in node.entries(50):
        windows = _windows(child, "expected_windows")
        try:
            weekdays = read_days(key)
        except ValueError:
            child.wrong("unknown_day", known=", ".join(DAYS))
            continue
        if earlier_weekdays & set(weekdays) or len(set(weekdays)) < len(weekdays):
            child.wrong("repeated_day")
        earlier_weekdays.update(weekdays)
        for day in weekdays:
            days[day] = windows
    return (days[0], days[1], days[2], days[3], days[4], days[5], days[6])


def _windows(node: Node, otherwise: str) -> Day:
    if node.value == "closed":
        return ()
    if not isinstance(node.value, list | tuple):
        node.wrong(otherwise)
        return ()
    windows = []
    for child in node.items(48):
        try:
            windows.append(read_window(child.value if isinstance(child.value, str) else ""))
        except ValueError:
            child.wrong("expected_window")
    return tuple(sorted(windows))


def _dates(node: Node) -> dict[date, Day | Like]:
    dates: dict[date, Day | Like] = {}
    for key, child in node.entries(MOST_DATES):
        day = _date_key(key, child)
        entry: Day | Like = _like(child) if isinstance(child.value, Mapping) else _windows(child, "expected_day")
        if day is not None:
            dates[day] = entry
    return dates


def _date_key(key: str, child: Node) -> date | None:
    try:
        return read_date(key)
    except ValueError:
        child.wrong("expected_date_key")
        return None


def _like(node: Node) -> Like:
    fields = node.fields(["like"])
    return Like(DAYS.index(fields["like"].choice(DAYS)) if "like" in fields else 0)


def _holidays(node: Node) -> Holidays:
    fields = node.fields([], ["country", "subdivision", "make_up_days", "dates", "make_up", "horizon"])
    country = fields["country"].name() if "country" in fields else None
    subdivision = fields["subdivision"].name() if "subdivision" in fields else None
    explicit = "dates" in fields or "make_up" in fields
    if country is None and not explicit:
        node.wrong("expected_holidays")
    if country is not None and not explicit and not is_country(country, subdivision):
        node.wrong("unknown_country", value=country[:20])
        country, explicit = None, True
    return Holidays(
        country=country,
        subdivision=subdivision,
        make_up_days=fields["make_up_days"].flag() if "make_up_days" in fields else False,
        dates=read_dates(fields.get("dates")) if explicit else None,
        make_up=read_make_up(fields["make_up"]) if "make_up" in fields else {},
        horizon=fields["horizon"].integer(1, 9999) if "horizon" in fields else None,
    )


def read_dates(node: Node | None) -> tuple[date, ...]:
    """A list of dates, sorted, each once."""
    return () if node is None else tuple(sorted({child.date() for child in node.items(MOST_DATES)}))


def read_make_up(node: Node) -> dict[date, int]:
    """Days that are worked, with the weekday whose windows they have: ``{date: weekday}``, or a list of dates that are
    worked like a Monday.
    """
    if isinstance(node.value, list | tuple):
        return {child.date(): 0 for child in node.items(MOST_DATES)}
    days: dict[date, int] = {}
    for key, child in node.entries(MOST_DATES):
        day = _date_key(key, child)
        if day is not None:
            days[day] = 0 if child.value is None else DAYS.index(child.choice(DAYS))
    return days
