"""Changes what a ticket is about: its component, platform, SDK version, region or tags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import checks, dimension_changes
from upheld.desk.act import begin
from upheld.desk.act_registry import ticket_act
from upheld.desk.events import TicketDescribed
from upheld.desk.permissions import CORRESPONDENTS, CUSTOMER


@ticket_act("describe", roles=CUSTOMER | CORRESPONDENTS)
def describe(
    *,
    ticket_id: int,
    by: Actor,
    now: datetime,
    component: str | None = None,
    platform: str | None = None,
    sdk_version: str | None = None,
    region: str | None = None,
    tags: Sequence[str] | None = None,
) -> None:
    """Change a ticket's component, platform, SDK version, region or tags; ``None`` leaves a field unchanged."""
    act = begin(ticket_id=ticket_id, by=by, now=now, act="describe")
    fields = {"component": component, "platform": platform, "sdk_version": sdk_version, "region": region}
    values: dict[str, object] = {
        name: checks.optional(value, field=name) for name, value in fields.items() if value is not None
    }
    if tags is not None:
        values["tags"] = checks.tags(tags)
    before = {name: getattr(act.ticket, name) for name, value in values.items() if getattr(act.ticket, name) != value}
    if not before:
        return
    for name in before:
        setattr(act.ticket, name, values[name])
    act.ticket.save(update_fields=before.keys())
    if before.pop("tags", None) is not None:
        act.publish(TicketDescribed(**act.envelope, changed=("tags",)))
    if before:
        dimension_changes.record(act, before)
