"""Loads the decisions of a report, restricted to what the actor may see."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.contracts.queries import terms_of_versions
from upheld.operations.errors import NotAllowed, Refused
from upheld.reports.periods import Period
from upheld.reports.readings import ticket_readings
from upheld.reports.slices import Filters, Slice
from upheld.reports.tally import TicketDecision, decisions_in
from upheld.sla import Terms

log = logging.getLogger(__name__)


class DamagedTickets(Refused):
    """Figures cannot be published or exported because some tickets cannot be read."""


def refuse_damaged(ticket_ids: Sequence[int]) -> None:
    """Raise DamagedTickets if there are damaged tickets."""
    if ticket_ids:
        raise DamagedTickets("damaged_tickets", numbers=", ".join(f"#{number}" for number in ticket_ids[:10]))


@dataclass(frozen=True, slots=True)
class LoadedDecisions:
    """The decisions that a report counts, with the terms that they were made under."""

    filters: Filters
    decisions: Sequence[TicketDecision]
    terms: Mapping[int, Terms]
    damaged: Sequence[int]
    """The numbers of tickets left out because their entries or contract version cannot be read."""


def visible_slice(actor: Actor, of: Slice) -> Slice:
    """The slice restricted to what the actor may see: staff everything, customers their own; else raises NotAllowed."""
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
    facts_until: datetime | None = None,
) -> LoadedDecisions:
    """Load decisions: three statements, and one more for every 500 stale tickets; two, if there are later editions.

    With ``facts_until`` only facts up to this instant count, as if nothing had happened until ``as_of``.
    """
    filters = Filters(
        period=period,
        as_of=as_of,
        of=visible_slice(actor, of),
        since=since,
        from_facts=from_facts or facts_until is not None,
        facts_until=facts_until,
    )
    damaged: list[int] = []
    decisions = list(decisions_in(filters, ticket_readings(filters, damaged)))
    terms = terms_of_versions({item.about.version_id for item in decisions})
    readable = [item for item in decisions if item.about.version_id in terms]
    damaged += {item.about.ticket_id for item in decisions if item.about.version_id not in terms}
    if damaged:
        log.error("tickets left out of figures because they cannot be read: %s", sorted(damaged)[:20])
    return LoadedDecisions(filters, readable, terms, tuple(sorted(damaged)))
