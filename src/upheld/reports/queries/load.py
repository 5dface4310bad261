"""The decisions of a report, and who may read them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.contracts.queries import terms_of_versions
from upheld.operations.errors import NotAllowed, Refused
from upheld.reports.cases import cases
from upheld.reports.periods import Period
from upheld.reports.slices import Asked, Slice
from upheld.reports.tally import Counted, counted
from upheld.sla import Terms

log = logging.getLogger(__name__)


class DamagedTickets(Refused):
    """Figures that are published or exported must be whole, and some tickets cannot be read."""


def refuse_damaged(ticket_ids: Sequence[int]) -> None:
    """Raise DamagedTickets if there are any."""
    if ticket_ids:
        raise DamagedTickets("damaged_tickets", numbers=", ".join(f"#{number}" for number in ticket_ids[:10]))


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a report is counted from."""

    asked: Asked
    found: Sequence[Counted]
    terms: Mapping[int, Terms]
    damaged: Sequence[int]
    """Numbers of tickets that are left out because their entries or contract version cannot be read."""


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
    damaged: list[int] = []
    decisions = list(counted(asked, cases(asked, damaged)))
    terms = terms_of_versions({decision.about.version_id for decision in decisions})
    readable = [decision for decision in decisions if decision.about.version_id in terms]
    damaged += {decision.about.ticket_id for decision in decisions if decision.about.version_id not in terms}
    if damaged:
        log.error("tickets left out of figures because they cannot be read: %s", sorted(damaged)[:20])
    return Loaded(asked, readable, terms, tuple(sorted(damaged)))
