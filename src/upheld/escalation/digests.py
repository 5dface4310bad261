"""Digests: one mail with everything that a person missed while no worker ran.

After an absence of the worker everything that passed meanwhile is noticed within seconds, batch by batch. Notices that
come that late are collected: the digest of a person waits until nothing has been added for a moment, then it is
worked out from its notices and sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Value
from django.db.models.functions import Greatest, Least

from upheld.database import locks
from upheld.escalation.people import Person
from upheld.i18n.words import short
from upheld.outbox.enqueue import Mail, enqueue_mails
from upheld.outbox.models import Parcel

TEMPLATE = "digest"
LATE = timedelta(minutes=2)
"""A notice later than this goes into a digest."""
HOLD = timedelta(seconds=20)
"""How long a digest waits for further notices."""
LONGEST_HOLD = timedelta(minutes=5)


def open_for(people: Iterable[Person], *, now: datetime) -> dict[int, int]:
    """The parcel of each person's open digest, by person; a new one is created where none is open."""
    people = list(people)
    open_ones = _extended([person.address for person in people], now)
    mails = {person.id: _mail(person, now) for person in people if person.address not in open_ones}
    enqueue_mails(mails.values(), now=now)
    new = dict(Parcel.objects.filter(key__in=[mail.key for mail in mails.values()]).values_list("recipient", "pk"))
    return {person.id: (open_ones | new)[person.address] for person in people}


def _extended(addresses: list[str], now: datetime) -> dict[str, int]:
    """The digests to these addresses that still collect, by address. They wait for more from now on."""
    waiting = Parcel.objects.filter(state=Parcel.State.WAITING, template=TEMPLATE, attempts=0, next_attempt_at__gt=now)
    rows = locks.for_update(waiting.filter(recipient__in=addresses)).order_by("pk")
    parcels = {parcel.recipient: int(parcel.pk) for parcel in rows}
    until = Least(F("created_at") + LONGEST_HOLD, Value(now + HOLD))
    Parcel.objects.filter(pk__in=parcels.values()).update(next_attempt_at=Greatest(F("next_attempt_at"), until))
    return parcels


def _mail(person: Person, now: datetime) -> Mail:
    return Mail(
        key=f"digest:{person.id}:{uuid4().hex}",
        to=person.address,
        template=TEMPLATE,
        language=short(person.language),
        content={"zone": person.timezone},
        delay=HOLD,
    )
