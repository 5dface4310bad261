"""Records measurements from monitoring, which set a minimum severity (semantics §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import floors
from upheld.desk.errors import CannotAct
from upheld.desk.events import EvidenceMeasured, FloorLifted
from upheld.desk.limits import SHORT_MAX
from upheld.desk.operations import checks
from upheld.desk.operations.act import Act, begin
from upheld.operations.bus import operation

WRITTEN_MAX = 8_000
"""Characters of all values together, far below the limit of a leaf."""


@operation
def record_measurement(
    *, ticket_id: int, evidence: Mapping[str, object], source: str, by: Actor, now: datetime
) -> None:
    """Record measured values, public to both sides; ``source`` says where, e.g. ``prometheus eu-1``.

    The newest value of each name counts. A value that a source repeats is not recorded again. Raises
    ``WrongEvidence`` for values that the contract does not declare.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="measure")
    values = checks.measurement(evidence, act.terms)
    source_name = " ".join(checks.text(source, field="source", most=SHORT_MAX).split())
    evidence_text = checks.text(floors.write(values), field="evidence", most=WRITTEN_MAX)
    if not _is_current(act, values, source_name):
        # The ticket's revision stays, so that a measurement does not interrupt a person who writes a reply.
        act.publish(EvidenceMeasured(**act.envelope, evidence=evidence_text, source=source_name))


@operation
def lift_floor(*, ticket_id: int, reason: str, by: Actor, now: datetime) -> None:
    """Lift a minimum severity that no longer follows from the newest measurements, with a reason for both sides.

    A lower measurement alone does not end it, because the customer relies on it. Raises ``CannotAct``
    (``no_floor_to_lift``) if the newest values give the same minimum.
    """
    act = begin(ticket_id=ticket_id, by=by, now=now, act="lift_floor")
    grounds = floors.grounds_of(act.ticket.pk)
    floor, current_floor = floors.floor_for(act.terms, grounds, basis="impact"), floors.floor_of_now(act.terms, grounds)
    remaining = current_floor.severity if current_floor else None
    if floor is None or floor.severity == remaining:
        raise CannotAct("no_floor_to_lift")
    reason_text = checks.reason(reason)
    act.publish(FloorLifted(**act.envelope, severity=floor.severity, remaining=remaining, reason=reason_text))
    act.touch()


def _is_current(act: Act, values: Mapping[str, object], source: str) -> bool:
    current = {
        (measurement.name, measurement.source, measurement.value)
        for measurement in floors.newest(floors.grounds_of(act.ticket.pk).measurements)
    }
    return all((name, source, value) in current for name, value in values.items())
