"""Planned notices become rows and parcels: a fixed number of statements, twice is once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from upheld.clocks.events import EscalationReached
from upheld.database import bulk, locks
from upheld.database.bulk import Column
from upheld.escalation import digests
from upheld.escalation.audiences import REACHED
from upheld.escalation.models import Notice
from upheld.escalation.planning import EMAIL, WEBHOOK, Planned
from upheld.escalation.update_runs import Run
from upheld.i18n.words import short
from upheld.outbox.enqueue import Mail, Webhook, enqueue_mails, enqueue_webhooks
from upheld.outbox.models import Parcel

TEMPLATE = "escalation"
NAME_LIMIT = 60
ERASED = "erased/"


@dataclass(frozen=True, slots=True)
class Due:
    """One planned notice about one event. ``run`` is set where it sums up a run of missed updates."""

    event: EscalationReached
    planned: Planned
    run: Run | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was noticed too late to be mailed by itself; it then goes into a digest."""
        return self.planned.via == EMAIL and self.event.at - self.event.crossed_at > digests.LATE

    @property
    def key(self) -> str:
        """The same for the same clock, step, channel and recipient, for ever; it holds nobody's address."""
        event, planned = self.event, self.planned
        who = planned.person.id if planned.person else planned.endpoint_id or 0
        return f"notice:{event.ticket_id}:{event.objective}:{event.cycle}:{event.step}:{planned.via}:{who}"


def write(due: Sequence[Due]) -> None:
    """Write notices with their parcels; those that are there already stay as they are."""
    if not due:
        return
    now = max(notice.event.at for notice in due)
    prompt, late = (
        [notice for notice in due if not notice.is_late],
        _unwritten([notice for notice in due if notice.is_late]),
    )
    enqueue_mails([_mail(notice) for notice in prompt if notice.planned.via == EMAIL], now=now)
    enqueue_webhooks([_webhook(notice) for notice in prompt if notice.planned.via == WEBHOOK], now=now)
    _insert(prompt, dict(Parcel.objects.filter(key__in=[notice.key for notice in prompt]).values_list("key", "pk")))
    if late:
        people = {notice.planned.person.id: notice.planned.person for notice in late if notice.planned.person}
        parcels = digests.open_for(people.values(), now=now)
        _insert(late, {notice.key: parcels[notice.planned.person.id] for notice in late if notice.planned.person})


def _unwritten(late: Sequence[Due]) -> list[Due]:
    """Those that have no row yet. A digest has no key of theirs, so that twice would be two digests."""
    if not late:
        return []
    rows = Notice.objects.filter(ticket__in={notice.event.ticket_id for notice in late}, via=EMAIL)
    names = set(rows.values_list("ticket_id", "objective", "cycle", "step", "recipient"))
    return [notice for notice in late if _name(notice) not in names]


def _name(due: Due) -> tuple[int, str, int, int, str]:
    event = due.event
    return event.ticket_id, event.objective, event.cycle, event.step, due.planned.recipient


def _insert(due: Sequence[Due], parcels: Mapping[str, int]) -> None:
    if not due:
        return
    events, planned = [one.event for one in due], [one.planned for one in due]
    columns: dict[str, Column] = {
        "organisation_id": ("bigint", [event.organisation_id for event in events]),
        "ticket_id": ("bigint", [event.ticket_id for event in events]),
        "objective": ("text", [event.objective for event in events]),
        "cycle": ("integer", [event.cycle for event in events]),
        "step": ("integer", [event.step for event in events]),
        "audience": ("text", [one.audience[:NAME_LIMIT] for one in planned]),
        "in_place_of": ("text", [one.in_place_of[:NAME_LIMIT] for one in planned]),
        "via": ("text", [one.via for one in planned]),
        "recipient": ("text", [one.recipient for one in planned]),
        "reached_at": ("timestamptz", [event.crossed_at for event in events]),
        "created_at": ("timestamptz", [event.at for event in events]),
        "parcel_id": ("bigint", [parcels.get(one.key) for one in due]),
    }
    bulk.insert(Notice._meta.db_table, columns)


def _content(due: Due) -> dict[str, Any]:
    """What the letter is made from when it is sent: nothing that a person wrote."""
    event, planned = due.event, due.planned
    return {
        "objective": event.objective,
        "cycle": event.cycle,
        "step": event.step,
        "reached_at": event.crossed_at.isoformat(),
        "as_of": event.at.isoformat(),
        "audience": planned.audience,
        "in_place_of": planned.in_place_of,
        "zone": planned.person.timezone if planned.person else "UTC",
        **_of_run(due.run),
    }


def _of_run(run: Run | None) -> dict[str, Any]:
    return {} if run is None else {"run": {"missed": run.missed, "since": run.first_missed_at.isoformat()}}


def _mail(due: Due) -> Mail:
    person = due.planned.person
    return Mail(
        key=due.key,
        to=due.planned.recipient,
        template=TEMPLATE,
        language=short(person.language if person else None),
        content=_content(due),
        organisation_id=due.event.organisation_id,
        ticket_id=due.event.ticket_id,
    )


def _webhook(due: Due) -> Webhook:
    return Webhook(
        key=due.key,
        endpoint_id=due.planned.endpoint_id or 0,
        event=REACHED,
        content=_content(due),
        organisation_id=due.event.organisation_id,
        ticket_id=due.event.ticket_id,
    )


def forget_addresses(addresses: Sequence[str]) -> None:
    """Take these addresses out of the notices that were mailed to them."""
    rows = locks.in_order(Notice.objects.filter(via=EMAIL, recipient__in=addresses))
    Notice.objects.filter(pk__in=rows).update(recipient=Concat(Value(ERASED), Cast("pk", CharField())))
