"""Random terms: calendars with every oddity of the page, severities, rules."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sla.oracle.hours import DAYS, business_day
from sla.oracle.zones import zone

ZONES = (
    "Africa/Casablanca", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "America/Adak", "America/Anchorage",
    "America/Argentina/Buenos_Aires", "America/Asuncion", "America/Caracas", "America/Chicago", "America/Halifax",
    "America/Havana", "America/Los_Angeles", "America/Mexico_City", "America/New_York", "America/Nuuk",
    "America/Phoenix", "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut",
    "Asia/Dubai", "Asia/Gaza", "Asia/Ho_Chi_Minh", "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Jerusalem", "Asia/Kabul",
    "Asia/Kathmandu", "Asia/Kolkata", "Asia/Pyongyang", "Asia/Shanghai", "Asia/Singapore", "Asia/Tehran",
    "Asia/Tokyo", "Asia/Yangon", "Atlantic/Azores", "Australia/Adelaide", "Australia/Eucla", "Australia/Lord_Howe",
    "Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Europe/London", "Europe/Moscow", "Pacific/Apia",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Kiritimati", "Pacific/Marquesas",
    "Pacific/Norfolk", "UTC",
)  # fmt: skip
_WEEKS: tuple[dict[str, list[str]], ...] = (
    {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
    {"mon-fri": ["09:00-17:00"]},
    {"sun-thu": ["08:30-16:45"]},
    {"mon-sun": ["00:00-24:00"]},
    {"mon-sat": ["22:00-06:00"]},
    {"mon-sun": ["23:30-00:30", "01:45-03:15"]},
    {"fri-mon": ["20:00-24:00"], "tue,thu": ["00:00-04:00"]},
    {"mon-fri": ["09:00-12:00", "13:00-18:00"], "sat": ["10:00-14:00"]},
    {"mon-sun": ["02:00-03:00"]},
    {"wed": ["18:00-17:59"], "sat,sun": ["00:00-24:00"]},
    {"mon-thu": ["07:07-12:13", "12:13-15:31"], "fri": ["07:07-11:00"]},
    {"mon-sun": ["21:00-05:00", "04:00-08:00"]},
)  # fmt: skip
_SHORT = ("5m", "15m", "30m", "47m", "1h", "90m", "PT1H30M", "2h", "4h", "7h")
_LONG = ("4h", "8h", "1bd", "2bd", "3bd", "1d", "2d", "5bd", "PT26H", "P1DT1M")
_CLAUSE = {"en": "not our time", "zh": "不计时间"}


@cache
def changes(name: str, year: int) -> tuple[date, ...]:
    """The UTC dates of a year in which the zone's clocks are changed."""
    noon = datetime(year, 1, 1, 12, tzinfo=UTC)
    days = [noon + timedelta(days=n) for n in range(366)]
    offsets = [day.astimezone(zone(name)).utcoffset() for day in days]
    return tuple(day.date() for day, a, b in zip(days[1:], offsets, offsets[1:], strict=False) if a != b)


def first_day(random: Random, name: str) -> date:
    """A day near which the history begins: often just before the clocks are changed."""
    if name == "Pacific/Apia" and random.random() < 0.7:
        return date(2011, 12, random.randint(26, 30))
    year = random.choice((2011, 2019, 2024, 2025, 2026, 2026, 2027))
    if (nights := changes(name, year)) and random.random() < 0.5:
        return random.choice(nights) - timedelta(days=random.randint(0, 3))
    return date(year, 1, 1) + timedelta(days=random.randint(0, 364))


def terms(random: Random, name: str, first: date, *, long: bool) -> dict[str, Any]:
    """Random terms in a zone; `long` keeps the number of update cycles small."""
    calendars: dict[str, Any] = {"always": "24x7", "office": _calendar(random, name, first)}
    if random.random() < 0.4:
        calendars["other"] = _calendar(random, random.choice(ZONES), first)
    names = list(calendars)
    document: dict[str, Any] = {
        "upheld": 1,
        "name": "drawn",
        "version": 1,
        "timezone": random.choice(ZONES) if random.random() < 0.2 else name,
        "effective": {"from": "2010-01-01"},
        "calendars": calendars,
        "severities": _severities(random, names, long),
        "reclassification": random.choice(("carry", "restart", "from_filing")),
        "while_disputed": random.choice(("higher", "higher", "customer", "vendor")),
        "exclusions": _exclusions(random),
    }
    _rules(random, document, names)
    _leave_out(random, document)
    return document


def _leave_out(random: Random, document: dict[str, Any]) -> None:
    """Once in a while, keys that have a default; a rule without a calendar goes round the clock."""
    targets = [target for severity in document["severities"] for target in severity["objectives"].values()]
    for rule in (*targets, document.get("acceptance", {}), document.get("reopening", {})):
        if random.random() < 0.1:
            rule.pop("calendar", None)
    if random.random() < 0.1:
        document.get("acceptance", {}).pop("after", None)
    for key in ("reclassification", "while_disputed", "exclusions"):
        if random.random() < 0.1:
            del document[key]


def _calendar(random: Random, name: str, first: date) -> dict[str, Any]:
    spec: dict[str, Any] = {"week": random.choice(_WEEKS)}
    if random.random() < 0.9:
        spec["timezone"] = name

    def near() -> str:
        return str(first + timedelta(days=random.randint(-1, 14)))

    if random.random() < 0.4:
        make_up = {near(): random.choice((*DAYS, "mon")) for _ in range(random.randint(0, 2))}
        spec["holidays"] = {"dates": sorted({near() for _ in range(random.randint(0, 3))}), "make_up": make_up}
    if random.random() < 0.3:
        entries: tuple[Any, ...] = ("closed", ["10:00-12:00"], ["22:00-02:00"], {"like": "fri"}, ["00:00-24:00"])
        spec["dates"] = {near(): random.choice(entries) for _ in range(random.randint(1, 2))}
    if business_day(spec) is None or random.random() < 0.1:
        spec["business_day"] = random.choice(("8h", "7h", "PT6H30M"))
    return spec


def _severities(random: Random, calendars: list[str], long: bool) -> list[dict[str, Any]]:
    starts = random.choice(("filing", "filing", "restoration"))
    until = random.choice(("resolution", "resolution", "restoration"))
    every = ("2d", "3bd", "P5D") if long else (*_SHORT[2:], "8h", "1bd")

    def objectives() -> dict[str, Any]:
        drawn: dict[str, Any] = {}
        if random.random() < 0.85:
            drawn["response"] = {"within": random.choice(_SHORT), "calendar": random.choice(calendars)}
        if random.random() < 0.5:
            drawn["update"] = {"every": random.choice(every), "calendar": random.choice(calendars)}
            if until == "restoration":
                drawn["update"]["until"] = until
        if random.random() < 0.85:
            drawn["restoration"] = {"within": random.choice(_SHORT + _LONG), "calendar": random.choice(calendars)}
        if random.random() < 0.8 and (starts == "filing" or "restoration" in drawn):
            drawn["resolution"] = {"within": random.choice(_LONG), "calendar": random.choice(calendars)}
            if starts == "restoration":
                drawn["resolution"]["starts"] = starts
        if random.random() < 0.1 and "restoration" in drawn:
            drawn["restoration"]["objective"] = "5m"
        return drawn or {"response": {"within": "1h", "calendar": "always"}}

    return [{"id": f"P{n}", "objectives": objectives()} for n in range(random.randint(3, 5))]


def _exclusions(random: Random) -> list[dict[str, Any]]:
    every = ("response", "update", "restoration", "resolution")
    clauses = [
        {"id": "all", "clause": _CLAUSE, "objectives": list(every)},
        {"id": "some", "clause": _CLAUSE, "objectives": random.sample(every, 2), "scope": "interval"},
        {"id": "whole", "clause": _CLAUSE, "objectives": ["response"], "scope": "ticket"},
    ]
    return clauses if random.random() < 0.9 else clauses[:1]


def _rules(random: Random, document: dict[str, Any], calendars: list[str]) -> None:
    if random.random() < 0.8:
        document["acceptance"] = {"after": random.choice(("47m", "4h", *_LONG)), "calendar": random.choice(calendars)}
        if random.random() < 0.7:
            document["acceptance"]["testing"] = random.choice(("counts", "pauses"))
    if random.random() < 0.8:
        document["reopening"] = {"within": random.choice(_LONG), "calendar": random.choice(calendars)}
        if random.random() < 0.8:
            document["reopening"]["as"] = random.choice(("new_cycle", "continue"))
    if random.random() < 0.85:
        paused = random.sample(("update", "restoration", "resolution"), random.randint(1, 3))
        document["pauses"] = {"waiting_on_customer": paused}
    if random.random() < 0.5:
        document["response_counts"] = random.choice((["reply"], ["call", "chat"], ["chat", "reply", "call"]))
