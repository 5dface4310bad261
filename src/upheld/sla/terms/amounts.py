"""Durations and shares as a contract writes them.

``15m``, ``4h``, ``2d`` (24 hours each), ``1h30m``, ``PT4H``; and ``5bd``, which is a fixed amount of counted time:
five times the calendar's business day, so the same wall time five service days later.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from upheld.sla.instant import DAY, HOUR, MINUTE, SECOND, WEEK, length, span_micros

_NUMBER: Final = r"(\d{1,9}(?:\.\d{1,6})?)"
_PLAIN = re.compile(rf"(?:{_NUMBER}d)?(?:{_NUMBER}h)?(?:{_NUMBER}m)?(?:{_NUMBER}s)?", re.ASCII)
_ISO = re.compile(
    rf"P(?:{_NUMBER}W)?(?:{_NUMBER}D)?(?:T(?=\d)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?", re.ASCII
)
_BUSINESS = re.compile(rf"{_NUMBER}bd", re.ASCII)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%", re.ASCII)
_UNITS: Final = (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND))


@dataclass(frozen=True, slots=True)
class Allowance:
    """An amount of counted time: its canonical text, and its length on the calendar that it was read for.

    ``days`` says whether it was written in days of 24 hours or in weeks.
    """

    text: str
    length: timedelta
    days: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return self.text


def read_amount(text: str, business_day: timedelta | None) -> Allowance:
    """The amount that a text names.

    ValueError if it is malformed; LookupError if it is in business days and the calendar has none.
    """
    text = text.strip()
    business = _BUSINESS.fullmatch(text)
    if business is not None:
        if business_day is None:
            raise LookupError(text)
        number = Decimal(business[1])
        us = _whole(Fraction(number) * span_micros(business_day))
        return Allowance(f"{_plain(number)}bd", length(us))
    us = _plain_micros(text)
    return Allowance(write_amount(length(us)), length(us), days=not {"d", "w"}.isdisjoint(text.lower()))


def _plain_micros(text: str) -> int:
    match = _ISO.fullmatch(text) if text.startswith("P") else _PLAIN.fullmatch(text)
    if match is None or not any(match.groups()):
        raise ValueError(text)
    sizes = (WEEK, DAY, HOUR, MINUTE, SECOND)[-len(match.groups()) :]
    parts = (Fraction(part) * size for part, size in zip(match.groups(), sizes, strict=True) if part)
    return _whole(sum(parts, Fraction(0)))


def _whole(us: Fraction) -> int:
    if us.denominator != 1 or us > span_micros(timedelta.max):
        raise ValueError(str(us))
    return us.numerator


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else str(int(text))


def write_amount(amount: timedelta) -> str:
    """The shortest plain form: the largest unit that divides it, or decimal seconds."""
    us = span_micros(amount)
    for name, size in _UNITS:
        if us % size == 0:
            return f"{us // size}{name}"
    return f"{_plain(Decimal(us) / SECOND)}s"


def read_share(text: str) -> Fraction:
    """``99.9%`` as a fraction of one. ValueError if it is malformed or above 100 %."""
    match = _SHARE.fullmatch(text.strip())
    if match is None or Fraction(match[1]) > 100:
        raise ValueError(text)
    return Fraction(match[1]) / 100


def write_share(share: Fraction) -> str:
    """A share with up to six decimals, as read by ``read_share``."""
    number = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{_plain(round(number, 6))}%"
