"""The credits that contract versions grant for a period."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import attrgetter
from typing import Any

from upheld.contracts.models import ContractVersion
from upheld.contracts.queries import terms_of_versions
from upheld.reports import tally
from upheld.reports.models import CreditCase
from upheld.reports.periods import Period, months_of, quarter_of, read_period
from upheld.reports.queries.in_force import began_by, bounding_versions, in_force
from upheld.reports.tally import TicketDecision
from upheld.sla import Claim, Credit, Terms, credits_together
from upheld.sla.attainments import write_attainment
from upheld.sla.engine import ENGINE
from upheld.sla.terms.amounts import write_share

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """The credit that a contract version grants for a period."""

    version: ContractVersion
    credit: Credit
    base: Decimal
    settled: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        """The amount owed: by the figures, or fixed once somebody has acted on the credit."""
        return self.credit.total if self.settled is None else self.settled

    @property
    def lines(self) -> dict[str, Any]:
        """The lines as stored. Every number is a string, so that none is rounded again."""
        return {
            "lines": [
                {
                    "objective": line.objective,
                    "severity": line.severity,
                    "attainment": write_attainment(line.attainment),
                    "below": write_share(line.below),
                    "credit": write_share(line.share),
                }
                for line in self.credit.lines
            ],
            "capped": self.credit.capped,
            "share": write_share(self.credit.share),
            "base": str(self.base),
            "engine": ENGINE,
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """What a credit amounts to. ``settled``: somebody has acted on it, so that it no longer follows the figures."""

    amount: Decimal
    currency: str
    settled: bool


def dues(
    decisions: Iterable[TicketDecision],
    period: Period,
    reports: Callable[[Terms], bool],
    *,
    contract_id: int | None = None,
    customer_id: int | None = None,
    instead: Mapping[tuple[int, str], Standing] | None = None,
) -> Iterator[Due]:
    """Compute the credits that versions grant for a period, including those that somebody has acted on.

    ``reports`` says whether terms report this period. ``contract_id`` restricts the result to one contract,
    ``customer_id`` to those of one customer. ``instead`` has credits, by version and period, that count instead of the
    stored ones.
    """
    by_version: dict[int, list[TicketDecision]] = {}
    for item in decisions:
        by_version.setdefault(item.about.version_id, []).append(item)
    rows = CreditCase.objects.filter(period__in=map(str, {period, quarter_of(period), *months_of(period)}))
    cases = {(case.contract_version_id, case.period): _standing(case) for case in rows} | dict(instead or {})
    for versions in _contracts({*by_version, *(version_id for version_id, _ in cases)}, contract_id, customer_id):
        yield from _Contract(versions, by_version, cases, period).dues(reports)


def _contracts(
    version_ids: Collection[int], contract_id: int | None, customer_id: int | None
) -> Iterator[tuple[tuple[ContractVersion, Terms], ...]]:
    """All published versions, without their editions, of each contract that one of these versions belongs to.

    A contract with a version that cannot be read is logged and left out, because its cap is unknown.
    """
    own = ContractVersion.objects.filter(pk__in=version_ids).values("contract")
    rows = ContractVersion.objects.filter(contract__in=own, published_at__isnull=False, edition_of=None)
    if contract_id is not None:
        rows = rows.filter(contract_id=contract_id)
    if customer_id is not None:
        rows = rows.filter(organisation_id=customer_id)
    versions = list(rows.order_by("contract_id", "number"))
    terms = terms_of_versions([version.pk for version in versions])
    for number, group in groupby(versions, key=attrgetter("contract_id")):
        own_versions = tuple(group)
        if all(version.pk in terms for version in own_versions):
            yield tuple((version, terms[version.pk]) for version in own_versions)
        else:
            log.error("credits of contract %s are not computed: a version of it cannot be read", number)


@dataclass(frozen=True, slots=True)
class _Contract:
    """What the versions of one contract grant for a period. They share one cap (semantics §7)."""

    versions: tuple[tuple[ContractVersion, Terms], ...]
    decisions: Mapping[int, Sequence[TicketDecision]]
    cases: Mapping[tuple[int, str], Standing]
    period: Period

    def dues(self, reports: Callable[[Terms], bool]) -> Iterator[Due]:
        bounding = bounding_versions(self.versions, self.period)
        granting = {version.pk for version, terms in self.versions if reports(terms) and self._concerns(version)}
        involved = [pair for pair in self.versions if pair[0].pk in granting | bounding]
        claims = [self._claim(*pair, granting, bounding) for pair in involved]
        taken = self._taken(reports, granting)
        for (version, _), claim, credit in zip(involved, claims, credits_together(claims, taken), strict=True):
            if version.pk in granting:
                yield Due(version, credit, claim.base_amount, claim.settled)

    def _concerns(self, version: ContractVersion) -> bool:
        return version.pk in self.decisions or (version.pk, str(self.period)) in self.cases

    def _claim(
        self, version: ContractVersion, terms: Terms, granting: Collection[int], bounding: Collection[int]
    ) -> Claim:
        grants = version.pk in granting
        return Claim(
            terms,
            tally.rows(self.decisions.get(version.pk, ()), self.period) if grants else (),
            version.monthly_fee or Decimal(0),
            _settled(self.cases.get((version.pk, str(self.period)))) if grants else None,
            bounds=version.pk in bounding,
        )

    def _taken(self, reports: Callable[[Terms], bool], granting: Collection[int]) -> Mapping[str, Fraction]:
        """What credits of the other kind of period take of the cap.

        The months come first: a quarter leaves room for what they propose, a month only for a quarter that was settled,
        and only as far as both together would exceed the quarter's cap. So settling a credit changes no other one.
        A quarter takes nothing of a month that was over before the first version that can grant for the quarter began,
        whether or not a ticket was filed under that version.
        """
        taken: dict[str, Fraction] = defaultdict(Fraction)
        own = {version.pk: (version, terms) for version, terms in self.versions}
        present = [pair for pair in in_force(self.versions, self.period) if reports(pair[1])]
        quarterly = [*present, *(own[version_id] for version_id in granting)]
        for (version_id, name), case in self.cases.items():
            other = read_period(name)
            if version_id not in own or other.kind == self.period.kind:
                continue
            if other.kind == "month":
                takes = began_by(quarterly, other)
            else:
                takes = case.settled and began_by([own[version_id]], self.period)
            if takes:
                taken[case.currency] += Fraction(case.amount)
        return taken if self.period.kind == "quarter" else self._beyond_the_quarter(taken)

    def _beyond_the_quarter(self, taken: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
        """What settled credits of the quarter take of a month: what the quarter's cap leaves no room for."""
        month, quarter = self._caps(self.period), self._caps(quarter_of(self.period))
        return {
            currency: max(Fraction(0), amount - quarter.get(currency, Fraction(0)) + month.get(currency, Fraction(0)))
            for currency, amount in taken.items()
        }

    def _caps(self, period: Period) -> dict[str, Fraction]:
        """The highest cap of the versions that bound a period, by currency."""
        bounding = bounding_versions(self.versions, period)
        caps: dict[str, Fraction] = {}
        for version, terms in self.versions:
            if version.pk in bounding and terms.credits is not None:
                cap = Fraction(version.monthly_fee or 0) * terms.credits.cap
                caps[terms.credits.currency] = max(cap, caps.get(terms.credits.currency, cap))
        return caps


def _standing(case: CreditCase) -> Standing:
    return Standing(case.amount, case.currency, settled=case.state != CreditCase.State.PROPOSED)


def _settled(case: Standing | None) -> Decimal | None:
    """The amount of a credit that somebody has acted on; ``None`` where it follows the figures."""
    return case.amount if case is not None and case.settled else None
