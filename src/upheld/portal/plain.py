"""What a contract promises, in plain words: amounts, hours, criteria."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.common.moments import DAYS
from upheld.common.words import has, say, short
from upheld.sla import Terms
from upheld.sla.calendar.calendar import Calendar
from upheld.sla.criteria.check import tree_of
from upheld.sla.criteria.syntax import Binary, Choice, Listing, Literal, Name, Tree, Unary
from upheld.sla.terms.model import Severity, Target
from upheld.sla.words.say_amount import say_amount

COMPARED = {">": "more", ">=": "least", "<": "less", "<=": "most", "==": "equal", "!=": "unequal"}


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
    """``around the clock``, or ``Mon–Fri 09:00–12:00, 13:00–18:00 (Asia/Shanghai)``."""
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


def criterion(text: str) -> str:
    """A criterion as a sentence; what has no words is shown as the contract writes it."""
    try:
        return _said(tree_of(text), top=True) if text else ""
    except (ValueError, LookupError):
        return text


def _said(tree: Tree, *, top: bool = False) -> str:
    match tree:
        case Binary("||" | "&&" as sign, left, right):
            joined = say("plain.or" if sign == "||" else "plain.and", one=_said(left), other=_said(right))
            return joined if top or sign == "&&" else say("plain.group", text=joined)
        case Binary(sign, Name(name), Literal(value)) if sign in COMPARED:
            return _compared(COMPARED[sign], name, _value(value))
        case Binary(sign, left, right):
            return f"{_said(left)} {sign} {_said(right)}"
        case Unary("!", Name(name)) if has("plain.not", name):
            return say("plain.not", name)
        case Unary(_, operand):
            return say("plain.negated", text=_said(operand))
        case Name(name):
            return say("plain.is", name) if has("plain.is", name) else say("plain.true", name=_name(name))
        case Literal(value):
            return _value(value)
        case Listing(items):
            return ", ".join(_said(item) for item in items)
        case Choice():
            raise LookupError("a choice has no plain words")


def _compared(how: str, name: str, value: str) -> str:
    if has("plain.says", name):
        return say("plain.says", name, bound=say("plain.bound", how, value=value))
    return say("plain.compare", how, name=_name(name), value=value)


def _name(name: str) -> str:
    return say("plain.name", name) if has("plain.name", name) else name.replace("_", " ")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return say("common.yes" if value else "common.no")
    return f"{value:g}" if isinstance(value, int | float) else f"“{value}”"
