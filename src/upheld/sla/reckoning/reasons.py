"""Why a span counts, or does not, in words."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from upheld.sla.calendar.holidays import named_days
from upheld.sla.words import say, say_name

Params = Mapping[str, str | int]


class Reason(Protocol):
    """The code of a span with its parameters."""

    @property
    def code(self) -> str: ...

    @property
    def params(self) -> Params: ...


def span_text(code: str, params: Params, lang: str) -> str:
    """The sentence for a span. A closed span names its cause, a holiday by its name where it has one."""
    values = dict(params)
    if "calendar" in params:
        values["calendar"] = say_name("calendar", str(params["calendar"]), lang)
    cause = str(params.get("cause", ""))
    if cause == "holiday":
        values["holiday"] = holiday_name(params, lang)
        cause = "holiday" if values["holiday"] else "holiday_unnamed"
    return say(f"{code}_{cause}" if cause else code, values, lang)


def holiday_name(params: Params, lang: str) -> str:
    """The name of a holiday as the library has it; empty where the contract lists its days without a country."""
    if not params.get("country"):
        return ""
    day = date.fromisoformat(str(params["day"]))
    days = named_days(str(params["country"]), str(params["subdivision"]) or None, day.year, lang=lang)
    return days.get(day, "").partition(";")[0]


def same_reason(left: Reason, right: Reason) -> bool:
    """Whether two neighbouring spans have the same reason. The days of one holiday do, although their dates differ."""
    if left.code != right.code or "day" not in left.params or "day" not in right.params:
        return left.code == right.code and left.params == right.params
    rest = [{key: value for key, value in span.params.items() if key != "day"} for span in (left, right)]
    return rest[0] == rest[1] and holiday_name(left.params, "en") == holiday_name(right.params, "en")
