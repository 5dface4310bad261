"""Lists deadlines that new releases of the time zone database moved, and describes them in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import QuerySet

from upheld.accounts.actor import SYSTEM, Actor
from upheld.clocks.events import DeadlineMoved
from upheld.clocks.models import MovedDeadline, ZoneRelease
from upheld.i18n import moments
from upheld.i18n.words import say, short
from upheld.operations.paging import MOST, NEWEST, Listing, page
from upheld.ui import components


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedView:
    """A deadline before and after; ``None`` means no deadline. An unknown release is empty."""

    id: int
    organisation_id: int
    organisation: str
    ticket_id: int
    objective: str
    cycle: int
    due_before: datetime | None
    due_at: datetime | None
    tzdata_before: str
    tzdata: str
    found_at: datetime


def adopted_release() -> str | None:
    """Return the release that stored clocks were computed with; ``None`` if none was adopted yet."""
    return ZoneRelease.objects.order_by("-pk").values_list("version", flat=True).first()


def moved_deadlines(*, actor: Actor, after: str | None = None, limit: int = 50) -> Listing[MovedView]:
    """List moved deadlines of the customers that the actor sees, newest first; one statement. Raises `BadCursor`."""
    return page(_rows(actor), by=NEWEST, after=after, limit=limit).of(_view)


def all_moved_deadlines() -> Iterator[MovedView]:
    """Yield all moved deadlines, newest first."""
    listing = moved_deadlines(actor=SYSTEM, limit=MOST)
    yield from listing.items
    while listing.after:
        listing = moved_deadlines(actor=SYSTEM, after=listing.after, limit=MOST)
        yield from listing.items


def _rows(actor: Actor) -> QuerySet[MovedDeadline]:
    rows = MovedDeadline.objects.select_related("organisation")
    everything = actor.is_system or actor.is_staff
    return rows if everything else rows.filter(organisation__in=actor.organisations)


def _view(row: MovedDeadline) -> MovedView:
    return MovedView(
        id=row.pk,
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        ticket_id=row.ticket_id,
        objective=row.objective,
        cycle=row.cycle,
        due_before=row.due_before,
        due_at=row.due_at,
        tzdata_before=row.tzdata_before,
        tzdata=row.tzdata,
        found_at=row.found_at,
    )


def is_move(entry_type: str) -> bool:
    """Return whether a ledger entry records a moved deadline."""
    return entry_type == DeadlineMoved.kind


def moved_text(entry: Mapping[str, Any], zone: tzinfo) -> str:
    """Return the data of such an entry as a sentence in the active language, with instants in the zone.

    A missing deadline is absent from the entry.
    """
    return say(
        "clock.moved",
        objective=components.objective(short(), str(entry["objective"]), int(entry["cycle"])),
        before=_instant(entry.get("due_before"), zone),
        after=_instant(entry.get("due_at"), zone),
        old=release_name(entry["tzdata_before"]),
        new=release_name(entry["tzdata"]),
    )


def release_name(release: str) -> str:
    """Return the display name of a release of the time zone database."""
    return release or say("clock.release_unknown")


def _instant(text: str | None, zone: tzinfo) -> str:
    return moments.brief(datetime.fromisoformat(text), zone) if text else say("clock.no_deadline")
