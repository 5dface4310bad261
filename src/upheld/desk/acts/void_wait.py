"""An arbiter voids a wait."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks
from upheld.desk.act import begin, find, need_independence
from upheld.desk.act_fields import Reason
from upheld.desk.act_registry import Route, ticket_act
from upheld.desk.events import WaitVoided
from upheld.desk.models import Wait
from upheld.desk.permissions import ARBITER
from upheld.desk.shapes import WHY


@ticket_act(
    "void_wait",
    roles=ARBITER,
    facts=("wait_voided",),
    personal=True,
    route=Route(tag="Conversation", path="waits/{wait_id}/void", shape=WHY),
)
def void_wait(*, ticket_id: int, wait_id: int, reason: Reason, by: Actor, now: datetime) -> None:
    """Rule, as the arbiter, that a wait never paused anything."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="void_wait")
    wait = find(act, Wait, wait_id, "no_such_wait")
    need_independence(act, "wait", wait.requested_at)
    act.publish(
        WaitVoided(**act.envelope, wait_id=wait.pk, requested_at=wait.requested_at, reason=checks.reason(reason))
    )
