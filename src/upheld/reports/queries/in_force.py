"""The versions of a contract that were in force in a period, and those whose caps bound its credits (semantics §7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from upheld.contracts.models import ContractVersion
from upheld.reports.periods import Kind, Period, period_at
from upheld.sla import Terms

Versions = Sequence[tuple[ContractVersion, Terms]]
"""Published versions of one contract by ascending number, each with its terms."""


def credit_period(terms: Terms) -> Kind | None:
    """The kind of period for which terms grant credits: the shortest that they report; ``None`` without credits."""
    if terms.credits is None:
        return None
    return "month" if "month" in terms.attainment.periods else "quarter"


def in_force(versions: Versions, period: Period) -> Versions:
    """The versions under which a ticket could have been filed at some instant of the period."""
    zones = {str(terms.timezone) for _, terms in versions}
    edges = {edge for version, _ in versions for edge in (_begins(version), version.effective_to) if edge is not None}
    instants = edges | {period.starts_at(zone) for zone in zones}
    chosen_ids = {
        chosen[0].pk for at in instants for chosen in _chosen(versions, at) if _contains(period, at, chosen[1])
    }
    return [pair for pair in versions if pair[0].pk in chosen_ids]


def bounding_versions(versions: Versions, period: Period) -> frozenset[int]:
    """The versions whose caps bound the credits of a period: those in force in it.

    For a currency that none of them grants credits in, it is the last version before that does.
    """
    bounding = {version.pk: terms.credits.currency for version, terms in in_force(versions, period) if terms.credits}
    for version, terms in reversed(versions):
        if terms.credits and began_by([(version, terms)], period) and terms.credits.currency not in bounding.values():
            bounding[version.pk] = terms.credits.currency
    return frozenset(bounding)


def began_by(versions: Versions, period: Period) -> bool:
    """Whether one of the versions began before the end of a period, so that it can grant credits for that time."""
    return any(_begins(version) < period.ends_at(str(terms.timezone)) for version, terms in versions)


def _begins(version: ContractVersion) -> datetime:
    """A version takes no tickets before it is published, whatever its dates say."""
    assert version.effective_from is not None  # of every published version
    assert version.published_at is not None
    return max(version.effective_from, version.published_at)


def _chosen(versions: Versions, at: datetime) -> Iterator[tuple[ContractVersion, Terms]]:
    """The version that a ticket filed at an instant comes under, if there is one."""
    effective = [pair for pair in versions if _begins(pair[0]) <= at and not _ended(pair[0], at)]
    if effective:
        yield max(effective, key=lambda pair: (pair[0].effective_from, pair[0].number))


def _ended(version: ContractVersion, at: datetime) -> bool:
    return version.effective_to is not None and version.effective_to <= at


def _contains(period: Period, at: datetime, terms: Terms) -> bool:
    return period_at(at, period.kind, str(terms.timezone)) == period
