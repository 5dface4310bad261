"""Credits: what missed promises cost (semantics §7).

Bands say: attainment of an objective (and severity) below so much gives such a share of the base. Within one
objective only the worst band counts; objectives are summed, the sum is capped, once for each contract and period.
Money is Decimal, rounded once, half even.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from upheld.sla.attainments import Row
from upheld.sla.terms.currencies import DECIMALS
from upheld.sla.terms.model import Band, Terms


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


@dataclass(frozen=True, slots=True)
class Claim:
    """What one contract version grants for a period: its own rows, judged by its own bands, on its own fee.

    ``settled`` is the amount of a credit that no longer follows the figures, because somebody has acted on it.
    ``bounds``: the version's cap is one of those that bound the sum, because it was in force in the period.
    """

    terms: Terms
    rows: Iterable[Row]
    base_amount: Decimal
    settled: Decimal | None = None
    bounds: bool = True


def credits(terms: Terms, rows: Iterable[Row], base_amount: Decimal) -> Credit:  # noqa: A001
    """The credit for the attainment rows of one customer and one period. ValueError if ``base_amount`` is negative or
    no number.

    Terms without credits owe nothing.
    """
    return credits_together([Claim(terms, rows, base_amount)])[0]


def credits_together(claims: Sequence[Claim], taken: Mapping[str, Fraction] | None = None) -> tuple[Credit, ...]:
    """The credits of one contract's versions for one period; one credit for each claim, in the same order.

    The highest of the caps that bound, as an amount of money, bounds the sum: earlier claims are filled first, after
    those that are settled and what is ``taken`` by other credits, by currency. Versions in different currencies are
    bounded apart. ValueError as ``credits``.
    """
    bounds = _bounds(claims, taken or {})
    owed = dict.fromkeys(bounds, Fraction(0))
    results = []
    for claim in claims:
        credit = _uncapped(claim)
        before, bound = owed.get(credit.currency, Fraction(0)), bounds.get(credit.currency, Fraction(0))
        if claim.settled is None:
            owed[credit.currency] = min(bound, before + Fraction(claim.base_amount) * credit.share)
        results.append(_within(credit, claim, before, owed.get(credit.currency, before)))
    return tuple(results)


def _bounds(claims: Iterable[Claim], taken: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """By currency, how much may still be owed: the highest cap without what is settled or taken."""
    caps: dict[str, Fraction] = {}
    owed = dict(taken)
    for claim in claims:
        if not claim.base_amount.is_finite() or claim.base_amount < 0:
            raise ValueError("base_amount")
        policy = claim.terms.credits
        if policy is not None:
            cap = Fraction(claim.base_amount) * policy.cap if claim.bounds else Fraction(0)
            caps[policy.currency] = max(caps.get(policy.currency, cap), cap)
            owed[policy.currency] = owed.get(policy.currency, Fraction(0)) + Fraction(claim.settled or 0)
    return {currency: max(Fraction(0), cap - owed[currency]) for currency, cap in caps.items()}


def _uncapped(claim: Claim) -> Credit:
    policy = claim.terms.credits
    if policy is None:
        return Credit((), Fraction(0), False, Decimal(0), "")
    figures = _figures(claim.rows)
    worst: dict[str, CreditLine] = {}
    for band in policy.bands:
        for line in _lines(band, figures):
            if line.objective not in worst or line.share > worst[line.objective].share:
                worst[line.objective] = line
    share = sum((line.share for line in worst.values()), Fraction(0))
    return Credit(tuple(worst.values()), share, False, Decimal(0), policy.currency)


def _within(credit: Credit, claim: Claim, before: Fraction, after: Fraction) -> Credit:
    """The credit as far as the bound leaves room. Sums are rounded, so that a bound shared by two is rounded once."""
    policy, base = claim.terms.credits, Fraction(claim.base_amount)
    if policy is None:
        return credit
    total = rounded(after, credit.currency) - rounded(before, credit.currency)
    share = (after - before) / base if base else min(credit.share, policy.cap)
    return replace(credit, share=share, capped=share < credit.share, total=total)


def _figures(rows: Iterable[Row]) -> dict[tuple[str, str], tuple[int, int]]:
    """Met and missed by objective and severity, whatever else the rows are split by."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        met, missed = sums.get((row.objective, row.severity), (0, 0))
        sums[row.objective, row.severity] = (met + row.met, missed + row.missed)
    return sums


def _lines(band: Band, figures: dict[tuple[str, str], tuple[int, int]]) -> Sequence[CreditLine]:
    lines = []
    for (objective, severity), (met, missed) in figures.items():
        if objective == band.objective and band.severity in (None, severity) and met + missed:
            share = Fraction(met, met + missed)
            if share < band.below:
                lines.append(CreditLine(objective, severity, share, band.below, band.credit))
    return lines


def rounded(amount: Fraction, currency: str) -> Decimal:
    """An exact amount in the currency's smallest unit, half even."""
    decimals = DECIMALS.get(currency, 2)
    units = round(amount * 10**decimals)
    context = Context(prec=len(str(units)) + decimals + 1, rounding=ROUND_HALF_EVEN)
    return context.scaleb(Decimal(units), -decimals)
