"""The severities that a ticket can have, with their targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.contracts.queries import Cover, covering
from upheld.desk.terms import terms_for_version
from upheld.sla import Terms


@dataclass(frozen=True, slots=True)
class Level:
    """A severity: its names by language, its criteria as the contract writes them, its targets in words.

    ``evidence`` holds the contract's own declarations, in addition to the standard names.
    """

    id: str
    name: dict[str, str]
    criteria: str
    targets: tuple[tuple[str, str, str], ...]
    """(objective, amount, calendar), e.g. ("response", "15m", "always")."""
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Levels:
    """The contract that would cover a ticket, and its levels."""

    cover: Cover
    levels: tuple[Level, ...]


def levels_of(terms: Terms) -> tuple[Level, ...]:
    """Returns the levels of terms, highest first."""
    return tuple(
        Level(
            id=severity.id,
            name=dict(severity.name),
            criteria=str(severity.criteria or ""),
            targets=tuple((name, str(target.within), target.calendar) for name, target in severity.objectives.items()),
            evidence=terms.evidence,
        )
        for severity in terms.severities
    )


def levels(
    *, organisation_id: int, product_id: int, region: str, environment: str, actor: Actor, at: datetime
) -> Levels | None:
    """Returns the cover and levels of a ticket filed at ``at``; ``None`` if the actor may not see the organisation."""
    if not actor.sees(organisation_id):
        return None
    cover = covering(
        organisation_id=organisation_id, product_id=product_id, region=region, environment=environment, at=at
    )
    return Levels(cover, levels_of(terms_for_version(cover.version_id)))
