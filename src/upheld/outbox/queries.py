"""Lists and counts parcels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from upheld.outbox.models import Parcel
from upheld.outbox.outcome import RETENTION

FIELDS = (
    "id",
    "key",
    "kind",
    "recipient",
    "template",
    "ticket_id",
    "state",
    "attempts",
    "created_at",
    "next_attempt_at",
    "last_error",
    "sent_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """A parcel as a page shows it: without its content."""

    id: int
    key: str
    kind: str
    recipient: str
    template: str
    ticket_id: int | None
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_error: str
    sent_at: datetime | None

    def can_retry(self, now: datetime) -> bool:
        """Whether it failed and still has its content."""
        return self.state == Parcel.State.FAILED and self.created_at > now - RETENTION


def listing(*, state: str | None = None, before: int | None = None, limit: int = 50) -> list[ParcelView]:
    """Parcels, newest first; ``before`` is the id at which the page before ended."""
    parcels = Parcel.objects.order_by("-id")
    if state:
        parcels = parcels.filter(state=state)
    if before is not None:
        parcels = parcels.filter(pk__lt=before)
    return [ParcelView(**row) for row in parcels.values(*FIELDS)[:limit]]


def counts() -> dict[str, int]:
    """The numbers of waiting and of failed parcels; sent ones are not counted, because they are too many."""
    states = (Parcel.State.WAITING, Parcel.State.FAILED)
    rows = Parcel.objects.filter(state__in=states).values("state").annotate(count=Count("id")).order_by()
    by_state = {str(row["state"]): int(row["count"]) for row in rows}
    return {str(state): by_state.get(str(state), 0) for state in states}
