"""Credits: what missed promises cost (semantics §7).

Bands say: attainment of an objective (and severity) below so much gives such a share of the base. Within one
objective only the worst band counts; objectives are summed, the sum is capped. Money is Decimal, rounded once, half
even.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from upheld.sla.attainments import Row
from upheld.sla.terms.model import Band, Terms

_DECIMALS: Final = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One objective's worst band, with the attainment that fell below it. ``severity`` is the row's that did."""

    objective: str
    severity: str
    attainment: Fraction
    below: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Credit:
    """What is owed for a period: the lines, the share of the base after the cap, and the rounded total."""

    lines: tuple[CreditLine, ...]
    share: Fraction
    capped: bool
    total: Decimal
    currency: str


def credits(terms: Terms, rows: Iterable[Row], base_amount: Decimal) -> Credit:  # noqa: A001
    """The credit for the attainment rows of one customer and one period. ValueError if ``base_amount`` is negative or
    no number.

    Terms without credits owe nothing.
    """
    if not base_amount.is_finite() or base_amount < 0:
        raise ValueError("base_amount")
    policy = terms.credits
    if policy is None:
        return Credit((), Fraction(0), False, Decimal(0), "")
    figures = _figures(rows)
    worst: dict[str, CreditLine] = {}
    for band in policy.bands:
        for line in _lines(band, figures):
            if line.objective not in worst or line.share > worst[line.objective].share:
                worst[line.objective] = line
    total = sum((line.share for line in worst.values()), Fraction(0))
    share = min(total, policy.cap)
    money = rounded(Fraction(base_amount) * share, policy.currency)
    return Credit(tuple(worst.values()), share, total > policy.cap, money, policy.currency)


def _figures(rows: Iterable[Row]) -> dict[tuple[str, str], tuple[int, int]]:
    """Met and missed by objective and severity, whatever else the rows are split by."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        met, missed = sums.get((row.objective, row.severity), (0, 0))
        sums[row.objective, row.severity] = (met + row.met, missed + row.missed)
    return sums


def _lines(band: Band, figures: dict[tuple[str, str], tuple[int, int]]) -> Sequence[CreditLine]:
    found = []
    for (objective, severity), (met, missed) in figures.items():
        if objective == band.objective and band.severity in (None, severity) and met + missed:
            share = Fraction(met, met + missed)
            if share < band.below:
                found.append(CreditLine(objective, severity, share, band.below, band.credit))
    return found


def rounded(amount: Fraction, currency: str) -> Decimal:
    """An exact amount in the currency's smallest unit, half even."""
    decimals = _DECIMALS.get(currency, 2)
    units = round(amount * 10**decimals)
    context = Context(prec=len(str(units)) + decimals + 1, rounding=ROUND_HALF_EVEN)
    return context.scaleb(Decimal(units), -decimals)
