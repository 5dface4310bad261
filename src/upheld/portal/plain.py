"""Puts what a contract promises into plain words: amounts, hours and criteria."""

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
    """One objective of a severity: its amount of time, and the hours in which time counts."""

    objective: str
    amount: str
    hours: str
    every: bool


def amount(text: str) -> str:
    """``15m`` → ``15 minutes``."""
    return say_amount(text, short())


def promises(terms: Terms, severity: Severity) -> tuple[Promise, ...]:
    """Return the promises for a severity."""
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
    intervals = windows if isinstance(windows, tuple) else ()
    return ", ".join(str(interval).replace("-", "–") for interval in intervals)


def criterion(text: str, own: Mapping[str, str]) -> str:
    """Return a criterion as a sentence, or as the contract writes it if there are no words for it.

    ``own`` is the evidence that the contract declares.
    """
    return criterion_text(text, own, short()) or text if text else ""
