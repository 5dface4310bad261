"""The credits that contract versions grant for a period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from upheld.contracts.models import ContractVersion
from upheld.contracts.queries import terms_of_versions
from upheld.reports import tally
from upheld.reports.models import CreditCase
from upheld.reports.periods import Kind, Period
from upheld.reports.tally import TicketDecision
from upheld.sla import Claim, Credit, Terms, credits_together
from upheld.sla.attainments import write_attainment
from upheld.sla.engine import ENGINE
from upheld.sla.terms.amounts import write_share


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


def credit_period(terms: Terms) -> Kind | None:
    """The kind of period for which terms grant credits: the shortest that they report; ``None`` without credits."""
    if terms.credits is None:
        return None
    return "month" if "month" in terms.attainment.periods else "quarter"


def dues(
    decisions: Iterable[TicketDecision],
    period: Period,
    reports: Callable[[Terms], bool],
    *,
    contract_id: int | None = None,
) -> Iterator[Due]:
    """Compute the credits that versions grant for a period, including those that somebody has acted on.

    ``reports`` says whether terms report this period. ``contract_id`` restricts the result to one contract.
    """
    by_version: dict[int, list[TicketDecision]] = {}
    for item in decisions:
        by_version.setdefault(item.about.version_id, []).append(item)
    cases = {case.contract_version_id: case for case in CreditCase.objects.filter(period=str(period))}
    version_ids = {*by_version, *cases}
    terms = terms_of_versions(version_ids)
    rows = ContractVersion.objects.filter(pk__in=version_ids).order_by("contract_id", "number")
    if contract_id is not None:
        rows = rows.filter(contract_id=contract_id)
    reporting = [version for version in rows if version.pk in terms and reports(terms[version.pk])]
    for _, versions in groupby(reporting, key=attrgetter("contract_id")):
        yield from _of_contract(list(versions), terms, by_version, cases, period)


def _of_contract(
    versions: Sequence[ContractVersion],
    terms: Mapping[int, Terms],
    decisions: Mapping[int, Sequence[TicketDecision]],
    cases: Mapping[int, CreditCase],
    period: Period,
) -> Iterator[Due]:
    """The credits of each version of one contract, which share one cap (semantics §7)."""
    claims = [
        Claim(
            terms[version.pk],
            tally.rows(decisions.get(version.pk, ()), period),
            version.monthly_fee or Decimal(0),
            _settled(cases.get(version.pk)),
        )
        for version in versions
    ]
    for version, claim, credit in zip(versions, claims, credits_together(claims), strict=True):
        yield Due(version, credit, claim.base_amount, claim.settled)


def _settled(case: CreditCase | None) -> Decimal | None:
    """The amount of a credit that somebody has acted on; ``None`` where it follows the figures."""
    return None if case is None or case.state == CreditCase.State.PROPOSED else case.amount
