"""Worked cases as plain data: read from `docs/cases`, and compared field by field.

A case has `title` and `text` in `en` and `zh`, `terms`, `facts`, `as_of` and `readings` (clocks by objective and cycle,
1 where none is named; only the fields that are named are compared). It may name objectives that must be `absent`, the
`count` of readings, the numbers of the facts that are `refused` (from 1; none where it says nothing), the same for
`later` instants (in any order), and calendar sums: `counted` (`calendar, from, to, is` in seconds) and `due`
(`calendar, from, add, is`).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import yaml

FOLDER = Path(__file__).parents[2] / "docs" / "cases"
FIELDS = {
    "objective", "cycle", "severity", "state", "outcome", "provisional", "excluded", "started_at", "due_at",
    "stopped_at", "decided_at", "allowance", "counted", "remaining", "overdue",
}  # fmt: skip


class Moment(NamedTuple):
    """What a case expects at one instant; `None` where it says nothing."""

    as_of: str
    readings: list[dict[str, Any]]
    absent: list[str]
    amount: int | None
    refused: list[int] | None


def cases() -> dict[str, dict[str, Any]]:
    """All worked cases by name."""
    return {path.stem: plain(yaml.safe_load(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.yaml"))}


def plain(value: Any) -> Any:
    """Data as JSON would carry it: dates and keys as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [plain(entry) for entry in value]
    return str(value) if isinstance(value, date) and not isinstance(value, datetime) else value


def moments(case: Mapping[str, Any]) -> Iterator[Moment]:
    """The instants from which a case is looked at."""
    for entry in [case, *case.get("later", ())] if "as_of" in case else ():
        yield Moment(
            entry["as_of"],
            entry.get("readings", []),
            entry.get("absent", []),
            entry.get("count"),
            entry.get("refused", [] if entry is case else None),
        )


def differences(moment: Moment, readings: list[dict[str, Any]]) -> list[str]:
    """Where readings are not what the case expects, in words."""
    by_clock = {(reading["objective"], reading["cycle"]): reading for reading in readings}
    found = [f"{name} is listed" for name in moment.absent if any(name == objective for objective, _ in by_clock)]
    if moment.amount is not None and moment.amount != len(readings):
        found.append(f"{len(readings)} readings, expected {moment.amount}")
    for expected in moment.readings:
        clock = (expected["objective"], expected.get("cycle", 1))
        shown = by_clock.get(clock)
        if shown is None:
            found.append(f"{clock} is not listed")
            continue
        found += [
            f"{clock} {name}: {shown[name]!r}, expected {value!r}"
            for name, value in expected.items()
            if not same(shown[name], value)
        ]
    return found


def same(one: Any, other: Any) -> bool:
    """Equal, numbers to the microsecond."""
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and round(one * 1_000_000) == round(other * 1_000_000)
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
