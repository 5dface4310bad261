"""The severity that follows from evidence (semantics §3).

The proposed severity is the highest whose criterion is true on proven evidence. A criterion met by monitoring
evidence is a *floor*: the vendor cannot classify below it without a ruling. Facts of the ticket that a criterion also
names may help it to be met; alone they make no floor.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from upheld.sla.criteria.evaluate import holds
from upheld.sla.criteria.evidence import check_evidence, declared
from upheld.sla.terms.model import Terms

NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Proposal:
    """The ids of the proposed severity, of the floor, and of higher severities that lack evidence for a decision."""

    severity: str | None
    floor: str | None
    undetermined: tuple[str, ...]


def propose_severity(
    terms: Terms,
    evidence: Mapping[str, object],
    *,
    proven: Collection[str] | None = None,
    monitored: Collection[str] = (),
    facts: Mapping[str, object] = NOTHING,
) -> Proposal:
    """Propose a severity from the criteria. EvidenceInvalid if a value is undeclared or of a wrong type.

    ``proven`` names the evidence that is proven (None: all of it), ``monitored`` what monitoring measured, which is
    proven too. ``facts`` are the ticket's own; they count for the floor, where nothing of that name was measured.
    """
    names = declared(terms.evidence)
    values = _typed(names, evidence)
    trusted = {name: value for name, value in values.items() if proven is None or name in (*proven, *monitored)}
    measured = {name: value for name, value in values.items() if name in monitored and value is not None}
    severity = _highest(terms, trusted)
    return Proposal(severity, _floor(terms, _typed(names, facts), measured), _undetermined(terms, trusted, severity))


def _typed(names: Mapping[str, str], evidence: Mapping[str, object]) -> dict[str, object]:
    """Checked evidence, its numbers as such: a 7 that stands for 7.0 is not divided like an integer."""
    check_evidence(names, evidence)
    return {
        name: float(value) if names[name] == "number" and isinstance(value, int) else value
        for name, value in evidence.items()
    }


def _highest(terms: Terms, evidence: Mapping[str, object]) -> str | None:
    for severity in terms.severities:
        if severity.criteria is not None and holds(severity.criteria, evidence):
            return severity.id
    return None


def _floor(terms: Terms, facts: Mapping[str, object], measured: Mapping[str, object]) -> str | None:
    """The highest severity whose criterion monitoring met: it is true, and was not so by the facts alone."""
    evidence = {**facts, **measured}
    for severity in terms.severities:
        criteria = severity.criteria
        if criteria is not None and holds(criteria, evidence) and not holds(criteria, facts):
            return severity.id
    return None


def _undetermined(terms: Terms, evidence: Mapping[str, object], proposed: str | None) -> tuple[str, ...]:
    ids: list[str] = []
    for severity in terms.severities:
        if severity.id == proposed:
            break
        if severity.criteria is not None and holds(severity.criteria, evidence) is None:
            ids.append(severity.id)
    return tuple(ids)
