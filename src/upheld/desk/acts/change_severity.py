"""The vendor reclassifies a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from upheld.accounts.actor import Actor
from upheld.desk import checks, floors
from upheld.desk.act import Act, begin
from upheld.desk.act_fields import Level, LevelReason
from upheld.desk.act_registry import Route, Shape, ticket_act
from upheld.desk.errors import BelowFloor, NotAllowed
from upheld.desk.events import SeverityChanged
from upheld.desk.instants import in_utc
from upheld.desk.permissions import HANDLING

BASES = ("impact", "correction")
EVIDENCE_MAX = 20_000
"""Characters of all values together."""


@ticket_act(
    "change_severity",
    roles=HANDLING,
    facts=("severity_changed/impact", "severity_changed/correction"),
    route=Route(
        tag="Severity",
        path="severity-changes",
        shape=Shape(
            "Change",
            "``impact`` counts from now on; ``correction`` from ``effective_from``, by default from the filing.",
        ),
    ),
)
def change_severity(
    *,
    ticket_id: int,
    severity: Level,
    basis: Literal["impact", "correction"],
    reason: LevelReason,
    by: Actor,
    now: datetime,
    effective_from: datetime | None = None,
) -> None:
    """Reclassify, as the vendor: by ``impact`` from now on, by ``correction`` from ``effective_from``.

    A correction without ``effective_from`` holds from the filing.

    Raises ``BelowFloor`` below the minimum severity from monitoring; only a ruling goes below it. A machine token may
    raise the severity but not lower it: ``NotAllowed`` (``needs_a_person``).
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="change_severity")
    checks.choice(basis, field="basis", among=BASES)
    since = in_utc(effective_from, field="effective_from") if basis == "correction" else None
    checks.level(severity, act.terms)
    _refuse_machine(act, severity)
    _hold_floor(act, severity, basis, since)
    record_change(act, severity, basis, reason, since)


def record_change(
    act: Act, severity: str, basis: str, reason: str, effective_from: datetime | None, *, evidence: str | None = None
) -> None:
    """Publishes a change of severity. ``evidence`` is JSON text."""
    checks.level(severity, act.terms)
    act.publish(
        SeverityChanged(
            **act.envelope,
            severity=severity,
            basis=basis,
            effective_from=effective_from,
            reason=checks.reason(reason),
            evidence=evidence and checks.text(evidence, field="evidence", most=EVIDENCE_MAX),
        )
    )
    act.touch()


def _refuse_machine(act: Act, severity: str) -> None:
    """Refuse a lower severity from a machine token of the vendor, because it extends or ends clocks."""
    order = [level.id for level in act.terms.severities]
    lower = order.index(severity) > order.index(act.ticket.severity)
    if lower and act.by.is_machine and act.by.is_staff:
        raise NotAllowed("needs_a_person", field="severity")


def _hold_floor(act: Act, severity: str, basis: str, since: datetime | None) -> None:
    floor = floors.floor_for(act.terms, floors.grounds_of(act.ticket.pk), basis=basis, since=since)
    if floor is not None and floors.below(act.terms, severity, floor):
        raise BelowFloor(severity, floor)
