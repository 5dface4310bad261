"""Writes notices and their parcels. Idempotent, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from upheld.clocks.events import EscalationReached
from upheld.database import bulk, locks
from upheld.database.bulk import Column
from upheld.escalation import digests
from upheld.escalation.audiences import REACHED
from upheld.escalation.models import Notice
from upheld.escalation.notice_limits import LIMIT, places
from upheld.escalation.planning import EMAIL, WEBHOOK, NoticeRecipient
from upheld.escalation.update_runs import Run
from upheld.i18n.words import short
from upheld.outbox.enqueue import Mail, Webhook, enqueue_mails, enqueue_webhooks
from upheld.outbox.models import Parcel

TEMPLATE = "escalation"
ERASED = "erased/"


@dataclass(frozen=True, slots=True)
class Due:
    """A notice to be written for an event. ``run`` is set if it sums up a run of missed updates."""

    event: EscalationReached
    recipient: NoticeRecipient
    run: Run | None = None

    @property
    def is_late(self) -> bool:
        """Whether the step was detected so late that the notice goes into a digest."""
        return self.recipient.via == EMAIL and self.event.at - self.event.crossed_at > digests.LATE

    @property
    def key(self) -> str:
        """The idempotency key, from clock, step, channel and recipient. It contains no address."""
        event, recipient = self.event, self.recipient
        who = recipient.person.id if recipient.person else recipient.endpoint_id or 0
        return f"notice:{event.ticket_id}:{event.objective}:{event.cycle}:{event.step}:{recipient.via}:{who}"


def write(due: Sequence[Due]) -> None:
    """Write notices with their parcels. Existing ones stay unchanged."""
    if not due:
        return
    now = max(notice.event.at for notice in due)
    turns = _turns([notice for notice in due if notice.recipient.via == EMAIL and not notice.is_late], now)
    prompt: list[Due] = []
    digested: list[Due] = []
    for notice in due:
        (digested if notice.is_late or turns.get(notice.key, 0) > LIMIT else prompt).append(notice)
    mailed = [notice for notice in prompt if notice.recipient.via == EMAIL]
    enqueue_mails([_mail(notice, turns[notice.key]) for notice in mailed], now=now)
    enqueue_webhooks([_webhook(notice) for notice in prompt if notice.recipient.via == WEBHOOK], now=now)
    _insert(prompt, dict(Parcel.objects.filter(key__in=[notice.key for notice in prompt]).values_list("key", "pk")))
    _write_digests(_unwritten(digested), now)


def _turns(mailed: Sequence[Due], now: datetime) -> dict[str, int]:
    """Return the place of each mail among those of the hour to its recipient about its customer, from 1 on."""
    pairs = [(notice.recipient.address, notice.event.organisation_id) for notice in mailed]
    return {notice.key: place + 1 for notice, place in zip(mailed, places(pairs, now=now), strict=True)}


def _write_digests(due: Sequence[Due], now: datetime) -> None:
    people = {notice.recipient.person.id: notice.recipient.person for notice in due if notice.recipient.person}
    if people:
        parcels = digests.open_for(people.values(), now=now)
        _insert(due, {notice.key: parcels[notice.recipient.person.id] for notice in due if notice.recipient.person})


def _unwritten(due: Sequence[Due]) -> list[Due]:
    """Return the notices without a row. Digests have no idempotency key from them, so duplicates are dropped here."""
    if not due:
        return []
    rows = Notice.objects.filter(ticket__in={notice.event.ticket_id for notice in due}, via=EMAIL)
    names = set(rows.values_list("ticket_id", "objective", "cycle", "step", "recipient"))
    return [notice for notice in due if _name(notice) not in names]


def _name(due: Due) -> tuple[int, str, int, int, str]:
    event = due.event
    return event.ticket_id, event.objective, event.cycle, event.step, due.recipient.address


def _insert(due: Sequence[Due], parcels: Mapping[str, int]) -> None:
    if not due:
        return
    events, recipients = [notice.event for notice in due], [notice.recipient for notice in due]
    columns: dict[str, Column] = {
        "organisation_id": ("bigint", [event.organisation_id for event in events]),
        "ticket_id": ("bigint", [event.ticket_id for event in events]),
        "objective": ("text", [event.objective for event in events]),
        "cycle": ("integer", [event.cycle for event in events]),
        "step": ("integer", [event.step for event in events]),
        "audience": ("text", [recipient.audience for recipient in recipients]),
        "in_place_of": ("text", [recipient.in_place_of for recipient in recipients]),
        "via": ("text", [recipient.via for recipient in recipients]),
        "recipient": ("text", [recipient.address for recipient in recipients]),
        "reached_at": ("timestamptz", [event.crossed_at for event in events]),
        "created_at": ("timestamptz", [event.at for event in events]),
        "parcel_id": ("bigint", [parcels.get(notice.key) for notice in due]),
    }
    bulk.insert(Notice._meta.db_table, columns)


def _content(due: Due) -> dict[str, Any]:
    """Return the data from which the message is built when it is sent. It contains no text by a person."""
    event, recipient = due.event, due.recipient
    return {
        "objective": event.objective,
        "cycle": event.cycle,
        "step": event.step,
        "reached_at": event.crossed_at.isoformat(),
        "as_of": event.at.isoformat(),
        "audience": recipient.audience,
        "in_place_of": recipient.in_place_of,
        "zone": recipient.person.timezone if recipient.person else "UTC",
        **_of_run(due.run),
    }


def _of_run(run: Run | None) -> dict[str, Any]:
    return {} if run is None else {"run": {"missed": run.missed, "since": run.first_missed_at.isoformat()}}


def _mail(due: Due, turn: int) -> Mail:
    person = due.recipient.person
    return Mail(
        key=due.key,
        to=due.recipient.address,
        template=TEMPLATE,
        language=short(person.language if person else None),
        content=_content(due),
        organisation_id=due.event.organisation_id,
        ticket_id=due.event.ticket_id,
        turn=turn,
    )


def _webhook(due: Due) -> Webhook:
    return Webhook(
        key=due.key,
        endpoint_id=due.recipient.endpoint_id or 0,
        event=REACHED,
        content=_content(due),
        organisation_id=due.event.organisation_id,
        ticket_id=due.event.ticket_id,
    )


def forget_addresses(addresses: Sequence[str]) -> None:
    """Replace these addresses in the notices that were mailed to them."""
    rows = locks.in_order(Notice.objects.filter(via=EMAIL, recipient__in=addresses))
    Notice.objects.filter(pk__in=rows).update(recipient=Concat(Value(ERASED), Cast("pk", CharField())))
