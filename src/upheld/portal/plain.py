"""What a contract promises, in plain words: amounts, hours, criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from upheld.i18n.moments import DAYS
from upheld.i18n.words import say, short
from upheld.sla import Severity, Target, Terms, criterion_text
from upheld.sla.calendar.calendar import Calendar
from upheld.sla.words.say_amount import say_amount


@dataclass(frozen=True, slots=True)
class Promise:
    """One objective of one severity: what, how fast, when it counts."""

    objective: str
    amount: str
    hours: str
    every: bool


def amount(text: str) -> str:
    """``15m`` → ``15 minutes``."""
    return say_amount(text, short())


def promises(terms: Terms, severity: Severity) -> tuple[Promise, ...]:
    """Everything promised for a severity."""
    return tuple(_promise(terms, name, target) for name, target in severity.objectives.items())


def _promise(terms: Terms, objective: str, target: Target) -> Promise:
    return Promise(objective, amount(str(target.within)), hours(terms.calendar(target.calendar)), target.every)


def hours(calendar: Calendar) -> str:
    """``round the clock``, or ``Mon–Fri 09:00–12:00, 13:00–18:00 (Asia/Shanghai)``."""
    if calendar.always:
        return say("plain.always")
    return say("plain.hours", week="; ".join(_week(calendar)), zone=calendar.timezone)


def _week(calendar: Calendar) -> Iterator[str]:
    days = DAYS[short()]
    first = 0
    for day in range(1, 8):
        if day < 7 and calendar.week[day] == calendar.week[first]:
            continue
        if calendar.week[first]:
            name = days[first] if day - first == 1 else f"{days[first]}–{days[day - 1]}"
            yield f"{name} {_windows(calendar.week[first])}"
        first = day


def _windows(windows: object) -> str:
    shown = windows if isinstance(windows, tuple) else ()
    return ", ".join(str(one).replace("-", "–") for one in shown)


def criterion(text: str, own: Mapping[str, str]) -> str:
    """A criterion as a sentence; what has no words is shown as the contract writes it. ``own`` is declared evidence."""
    return criterion_text(text, own, short()) or text if text else ""
