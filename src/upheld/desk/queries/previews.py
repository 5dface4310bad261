"""What would follow from an act, assessed with the act's fact added: both outcomes, before anyone decides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.contracts.queries import covering
from upheld.desk import evidence, floors
from upheld.desk.floors import Floor
from upheld.desk.models import Dispute, ExclusionClaim, Ticket
from upheld.desk.permissions import may
from upheld.desk.terms import terms_for, terms_for_version
from upheld.sla import Fact, Reading, Terms, assess, read_fact


@dataclass(frozen=True, slots=True)
class Preview:
    """The readings that would stand if it were so. ``label`` names the outcome, e.g. ``ruled:P0``.

    ``below`` is the floor that forbids the vendor this change; none where it is allowed.
    """

    label: str
    severity: str
    readings: tuple[Reading, ...]
    below: Floor | None = None


def preview_filing(
    *, organisation_id: int, product_id: int, region: str, environment: str, actor: Actor, now: datetime
) -> tuple[Preview, ...]:
    """The deadlines of a ticket filed now, for every level."""
    if not actor.sees(organisation_id):
        return ()
    cover = covering(
        organisation_id=organisation_id, product_id=product_id, region=region, environment=environment, at=now
    )
    terms = terms_for_version(cover.version_id)
    return tuple(
        _preview(f"filed:{level.id}", level.id, terms, [_fact(now, "ticket_filed", severity=level.id)], now)
        for level in terms.severities
    )


def preview_severity(*, ticket_id: int, severity: str, basis: str, actor: Actor, now: datetime) -> tuple[Preview, ...]:
    """The clocks as they stand, and as they would after a change of severity; with the floor that forbids it."""
    found = _ticket(ticket_id, actor)
    if found is None:
        return ()
    ticket, terms, facts = found
    change = _fact(now, "severity_changed", severity=severity, basis=basis)
    changed = _preview(f"changed:{severity}", severity, terms, [*facts, change], now)
    return (
        _preview("now", ticket.severity, terms, facts, now),
        replace(changed, below=_floor(ticket, terms, severity, basis, actor)),
    )


def _floor(ticket: Ticket, terms: Terms, severity: str, basis: str, actor: Actor) -> Floor | None:
    """The floor that a change by the vendor would go below; a customer's report is never hindered."""
    if not may(actor, "change_severity", ticket.organisation_id):
        return None
    floor = floors.floor_for(terms, floors.grounds_of(ticket.pk), basis=basis)
    return floor if floors.below(terms, severity, floor) else None


def preview_dispute(*, ticket_id: int, severity: str, actor: Actor, now: datetime) -> tuple[Preview, ...]:
    """The clocks while the dispute is open, if it is ruled for the customer, and if for the vendor."""
    found = _ticket(ticket_id, actor)
    if found is None:
        return ()
    ticket, terms, facts = found
    dispute = _fact(now, "severity_disputed", severity=severity)
    already = Dispute.objects.filter(ticket=ticket, state=Dispute.State.OPEN).first()
    disputed = facts if already else [*facts, dispute]
    given = already.vendor_severity if already else ticket.severity
    return (
        _preview("disputed", severity, terms, disputed, now),
        *(
            _preview(f"ruled:{level}", level, terms, [*disputed, _fact(now, "severity_ruled", severity=level)], now)
            for level in dict.fromkeys((severity, given))
        ),
    )


def preview_exclusion(*, ticket_id: int, claim_id: int, actor: Actor, now: datetime) -> tuple[Preview, ...]:
    """The clocks as they stand, and as they would be if a claimed exclusion were granted."""
    found = _ticket(ticket_id, actor)
    if found is None or not ExclusionClaim.objects.filter(pk=claim_id, ticket_id=ticket_id).exists():
        return ()
    ticket, terms, facts = found
    granted = _fact(now, "exclusion_accepted", id=str(claim_id), by="customer")
    return (
        _preview("now", ticket.severity, terms, facts, now),
        _preview("granted", ticket.severity, terms, [*facts, granted], now),
    )


def _ticket(ticket_id: int, actor: Actor) -> tuple[Ticket, Terms, list[Fact]] | None:
    row = Ticket.objects.filter(pk=ticket_id).first()
    if row is None or not actor.sees(row.organisation_id):
        return None
    return row, terms_for(row), evidence.facts_of(row.pk)


def _fact(at: datetime, kind: str, **fields: str) -> Fact:
    return read_fact({"at": at.isoformat(), "type": kind, **fields})


def _preview(label: str, severity: str, terms: Terms, facts: list[Fact], as_of: datetime) -> Preview:
    return Preview(label, severity, assess(terms, facts, as_of).readings)
