"""The decisions of a report, and who may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.common.errors import NotAllowed
from upheld.contracts.queries import terms_of_versions
from upheld.reports.cases import cases
from upheld.reports.periods import Period
from upheld.reports.slices import Asked, Slice
from upheld.reports.tally import Counted, counted
from upheld.sla import Terms


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a report is counted from."""

    asked: Asked
    found: Sequence[Counted]
    terms: Mapping[int, Terms]


def sight(actor: Actor, of: Slice) -> Slice:
    """The slice as far as the actor may see: staff everything, customers their own. Raises NotAllowed for others."""
    if actor.is_staff or actor.is_system:
        return of
    if not actor.organisations:
        raise NotAllowed
    return replace(of, organisations=actor.organisations)


def load(
    *,
    period: Period,
    as_of: datetime,
    of: Slice,
    actor: Actor,
    since: Period | None = None,
    from_facts: bool = False,
) -> Loaded:
    """Read and count: three statements, one more for every 500 stale tickets, one more where an edition came later."""
    asked = Asked(period=period, as_of=as_of, of=sight(actor, of), since=since, from_facts=from_facts)
    found = list(counted(asked, cases(asked)))
    return Loaded(asked, found, terms_of_versions({one.about.version_id for one in found}))
