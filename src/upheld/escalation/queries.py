"""Queries about webhook endpoints and the notices of a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from upheld.escalation.models import Notice, WebhookEndpoint
from upheld.operations.paging import Listing, page


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointView:
    """An endpoint without its secret."""

    id: int
    url: str
    events: tuple[str, ...]
    created_at: datetime
    disabled_at: datetime | None
    disabled_reason: str

    @property
    def host(self) -> str:
        """The host of its URL."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice. ``state`` is the state of its parcel, or ``nobody``."""

    objective: str
    cycle: int
    step: int
    audience: str
    in_place_of: str
    via: str
    recipient: str
    reached_at: datetime
    state: str
    sent_at: datetime | None


def endpoints() -> list[EndpointView]:
    """Return the vendor's endpoints in the order of their creation."""
    return [_endpoint(row) for row in WebhookEndpoint.objects.filter(organisation=None).order_by("pk")]


def endpoint_page(*, after: str | None = None, limit: int = 50) -> Listing[EndpointView]:
    """Return a page of the vendor's endpoints, in one statement."""
    rows = WebhookEndpoint.objects.filter(organisation=None)
    return page(rows, by={"pk": int}, after=after, limit=limit).of(_endpoint)


def _endpoint(row: WebhookEndpoint) -> EndpointView:
    return EndpointView(
        id=row.pk,
        url=row.url,
        events=tuple(row.events),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        disabled_reason=row.disabled_reason,
    )


def notices_of(ticket_id: int) -> list[NoticeView]:
    """Return the notices about a ticket's clocks, oldest first."""
    names = ("objective", "cycle", "step", "audience", "in_place_of", "via", "recipient", "reached_at")
    rows = Notice.objects.filter(ticket=ticket_id).select_related("parcel").order_by("created_at", "pk")
    return [
        NoticeView(
            **{name: getattr(row, name) for name in names},
            state=row.parcel.state if row.parcel else "nobody",
            sent_at=row.parcel.sent_at if row.parcel else None,
        )
        for row in rows
    ]
