"""Monitoring speaks: what it measured is recorded, and is a floor under the severity (semantics §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import floors
from upheld.desk.errors import CannotAct
from upheld.desk.events import EvidenceMeasured, FloorLifted
from upheld.desk.operations import checks
from upheld.desk.operations.act import Act, begin
from upheld.operations.bus import operation

WRITTEN_MAX = 8_000
"""Characters of all values together: far below what a leaf can carry."""


@operation
def record_measurement(
    *, ticket_id: int, evidence: Mapping[str, object], source: str, by: Actor, now: datetime
) -> None:
    """Record what monitoring measured, public to both sides; ``source`` says where, e.g. ``prometheus eu-1``.

    The newest value of each name counts. What stands already, from the same source, is not recorded again: a monitor
    may repeat itself. Raises ``WrongEvidence`` for what the contract does not declare.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="measure")
    values = checks.measured(evidence, act.terms)
    named = " ".join(checks.text(source, field="source", most=checks.SHORT_MAX).split())
    written = checks.text(floors.write(values), field="evidence", most=WRITTEN_MAX)
    if not _stands(act, values, named):
        # Nobody who is writing a reply is interrupted by a machine: the ticket's revision stays.
        act.publish(EvidenceMeasured(**act.envelope, evidence=written, source=named))


@operation
def lift_floor(*, ticket_id: int, reason: str, by: Actor, now: datetime) -> None:
    """End, with a reason that both sides read, a minimum severity that the newest measurements no longer make.

    A lower measurement alone does not end it: the customer relies on it. Raises ``CannotAct`` (``no_floor_to_lift``)
    where the newest values make the same one.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="lift_floor")
    grounds = floors.grounds_of(act.ticket.pk)
    standing, present = floors.floor_for(act.terms, grounds, basis="impact"), floors.floor_of_now(act.terms, grounds)
    remaining = present.severity if present else None
    if standing is None or standing.severity == remaining:
        raise CannotAct("no_floor_to_lift")
    why = checks.reason(reason)
    act.publish(FloorLifted(**act.envelope, severity=standing.severity, remaining=remaining, reason=why))
    act.touch()


def _stands(act: Act, values: Mapping[str, object], source: str) -> bool:
    known = {(one.name, one.source, one.value) for one in floors.newest(floors.grounds_of(act.ticket.pk).measurements)}
    return all((name, source, value) in known for name, value in values.items())
