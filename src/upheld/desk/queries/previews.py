"""Previews of acts: the readings of a ticket with the fact of an act added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.roles import Role
from upheld.contracts.queries import covering
from upheld.desk import evidence, floors
from upheld.desk.floors import Floor
from upheld.desk.instants import in_utc
from upheld.desk.models import Dispute, ExclusionClaim, Ticket
from upheld.desk.permissions import may
from upheld.desk.terms import terms_for, terms_for_version
from upheld.sla import Fact, Reading, Terms, assess, read_fact

UNCLAIMED = "preview"
"""The id of a claim in a preview. Ids of real claims are numbers."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The readings of one outcome. ``label`` names the outcome, e.g. ``ruled:P0``.

    ``below`` is the floor that forbids the change to the vendor; ``None`` if it is allowed.
    """

    label: str
    severity: str
    readings: tuple[Reading, ...]
    below: Floor | None = None


def preview_filing(
    *, organisation_id: int, product_id: int, region: str, environment: str, actor: Actor, now: datetime
) -> tuple[Preview, ...]:
    """Returns the readings of a ticket filed now, for every level."""
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
    """Returns the readings now and after a change of severity, with the floor that forbids it."""
    snapshot = _snapshot(ticket_id, actor, now)
    if snapshot is None:
        return ()
    ticket, terms, facts, at = snapshot
    change = _fact(at, "severity_changed", severity=severity, basis=basis)
    changed = _preview(f"changed:{severity}", severity, terms, [*facts, change], at)
    return (
        _preview("now", ticket.severity, terms, facts, at),
        replace(changed, below=_floor(ticket, terms, severity, basis, actor)),
    )


def _floor(ticket: Ticket, terms: Terms, severity: str, basis: str, actor: Actor) -> Floor | None:
    """Returns the floor that a change by the vendor would violate. It does not apply to reports of customers."""
    if not may(actor, "change_severity", ticket.organisation_id):
        return None
    floor = floors.floor_for(terms, floors.grounds_of(ticket.pk), basis=basis)
    return floor if floors.below(terms, severity, floor) else None


def preview_dispute(*, ticket_id: int, severity: str, actor: Actor, now: datetime) -> tuple[Preview, ...]:
    """Returns the readings during the dispute, after a ruling for the customer, and after one for the vendor."""
    snapshot = _snapshot(ticket_id, actor, now)
    if snapshot is None:
        return ()
    ticket, terms, facts, at = snapshot
    dispute = _fact(at, "severity_disputed", severity=severity)
    open_dispute = Dispute.objects.filter(ticket=ticket, state=Dispute.State.OPEN).first()
    disputed = facts if open_dispute else [*facts, dispute]
    vendor_severity = evidence.undisputed_severity(facts) or ticket.severity
    return (
        _preview("disputed", severity, terms, disputed, at),
        *(
            _preview(f"ruled:{level}", level, terms, [*disputed, _fact(at, "severity_ruled", severity=level)], at)
            for level in dict.fromkeys((severity, vendor_severity))
        ),
    )


def preview_exclusion(*, ticket_id: int, claim_id: int, actor: Actor, now: datetime) -> tuple[Preview, ...]:
    """Returns the readings without a claimed exclusion, and after it is granted by whoever decides next.

    That is the customer, or the arbiter for an arbiter and where the customer has decided already.
    """
    snapshot = _snapshot(ticket_id, actor, now)
    claim = ExclusionClaim.objects.filter(pk=claim_id, ticket_id=ticket_id).first()
    if snapshot is None or claim is None:
        return ()
    ticket, terms, facts, at = snapshot
    by = "arbiter" if claim.customer_decision or Role.ARBITER in actor.staff_roles else "customer"
    refused = _fact(at, "exclusion_rejected", id=str(claim_id), by=by)
    granted = _fact(at, "exclusion_accepted", id=str(claim_id), by=by)
    return (
        _preview("now", ticket.severity, terms, facts, at)
        if by == "customer"
        else _preview("refused", ticket.severity, terms, [*facts, refused], at),
        _preview("granted", ticket.severity, terms, [*facts, granted], at),
    )


def preview_claim(
    *, ticket_id: int, clause: str, from_at: datetime | None, to_at: datetime | None, actor: Actor, now: datetime
) -> tuple[Preview, ...]:
    """Returns the readings now, and after an exclusion under this clause is claimed and granted.

    Raises CannotAct, like `claim_exclusion`, if UTC has no date for an instant.
    """
    snapshot = _snapshot(ticket_id, actor, now)
    if snapshot is None or clause not in {exclusion.id for exclusion in snapshot[1].exclusions}:
        return ()
    ticket, terms, facts, at = snapshot
    span = {"from": in_utc(from_at, field="from_at"), "to": in_utc(to_at, field="to_at")}
    claimed = _fact(at, "exclusion_claimed", id=UNCLAIMED, clause=clause, **span)
    granted = _fact(at, "exclusion_accepted", id=UNCLAIMED, by="customer")
    return (
        _preview("now", ticket.severity, terms, facts, at),
        _preview("granted", ticket.severity, terms, [*facts, claimed, granted], at),
    )


def _snapshot(ticket_id: int, actor: Actor, now: datetime) -> tuple[Ticket, Terms, list[Fact], datetime] | None:
    """Returns a ticket, its terms, its facts, and the instant of a preview, which is not before the newest fact."""
    row = Ticket.objects.filter(pk=ticket_id).first()
    if row is None or not actor.sees(row.organisation_id):
        return None
    facts = evidence.facts_of(row.pk)
    return row, terms_for(row), facts, max([now, *(fact.at for fact in facts)])


def _fact(at: datetime, kind: str, **fields: str | datetime | None) -> Fact:
    return read_fact({"at": at, "type": kind, **fields})


def _preview(label: str, severity: str, terms: Terms, facts: list[Fact], as_of: datetime) -> Preview:
    return Preview(label, severity, assess(terms, facts, as_of).readings)
