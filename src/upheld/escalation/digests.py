"""Digests: one mail with all notices for a person that fell due while no worker ran, or beyond the hourly bound.

After an outage the worker detects everything that fell due within seconds, batch by batch. Such notices are
collected: a person's digest waits until nothing has been added for `HOLD`, then it is built from its notices and sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import F, Value
from django.db.models.functions import Greatest, Least

from upheld.database import locks
from upheld.database.timekeeping import present
from upheld.escalation.people import Person
from upheld.i18n.words import short
from upheld.outbox.enqueue import Mail, enqueue_mails
from upheld.outbox.models import Parcel

TEMPLATE = "digest"
LATE = timedelta(minutes=2)
"""Notices that are later than this go into a digest, as do those beyond `notice_limits`."""
HOLD = timedelta(seconds=20)
"""How long a digest waits for further notices."""
LONGEST_HOLD = timedelta(minutes=5)


def open_for(people: Iterable[Person], *, now: datetime) -> dict[int, int]:
    """Return the parcel of each person's open digest, by person id. Creates the digests that are missing."""
    people, now = list(people), present.not_ahead(now)
    open_parcels = _extended([person.address for person in people], now)
    mails = {person.id: _mail(person, now) for person in people if person.address not in open_parcels}
    enqueue_mails(mails.values(), now=now)
    new = dict(Parcel.objects.filter(key__in=[mail.key for mail in mails.values()]).values_list("recipient", "pk"))
    return {person.id: (open_parcels | new)[person.address] for person in people}


def _extended(addresses: list[str], now: datetime) -> dict[str, int]:
    """Extend the hold of open digests to these addresses, and return their parcels by address."""
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
