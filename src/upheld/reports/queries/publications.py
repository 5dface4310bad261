"""What was published, and what changed between two versions of one period."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from upheld.accounts.actor import Actor
from upheld.operations.paging import Listing, page
from upheld.reports.document import canonical
from upheld.reports.models import Publication
from upheld.reports.periods import Period, read_period
from upheld.reports.queries.attainment import line, standing
from upheld.reports.queries.load import load
from upheld.reports.queries.readable import readable, unreadable
from upheld.reports.queries.views import Change, PublicationView, Restated
from upheld.reports.slices import EVERYTHING, Slice
from upheld.reports.tally import Counted

MOST = 200
NEWEST = {"-published_at": datetime, "-pk": int}
Key = tuple[int, str, int]
COMPARED = ("met", "missed", "excluded", "provisional", "attainment")


def publications(*, period: Period | None = None, withdrawn: bool = False) -> tuple[PublicationView, ...]:
    """Published reports, the newest first; one statement. ``withdrawn`` shows those taken back too."""
    return tuple(readable(_rows(period, withdrawn).order_by(*NEWEST)[:MOST], _view))


def publication_page(
    *, period: Period | None = None, after: str | None = None, limit: int = 50
) -> Listing[PublicationView]:
    """A page of them; one statement."""
    rows = page(_rows(period, withdrawn=False), by=NEWEST, after=after, limit=limit)
    return Listing(items=tuple(readable(rows.items, _view)), after=rows.after)


def _rows(period: Period | None, withdrawn: bool) -> QuerySet[Publication]:
    rows = Publication.objects.select_related("published_by")
    if period is not None:
        rows = rows.filter(period=str(period))
    if not withdrawn:
        rows = rows.filter(withdrawn_at=None)
    return rows


def publication(*, publication_id: int, withdrawn: bool = False) -> PublicationView | None:
    """One of them."""
    rows = Publication.objects.select_related("published_by").filter(pk=publication_id)
    return next(readable((rows if withdrawn else rows.filter(withdrawn_at=None))[:1], _view), None)


def damaged_publications() -> tuple[str, ...]:
    """Publications that cannot be read, or that are not what their hash is of."""
    return unreadable(Publication.objects.select_related("published_by").order_by("pk"), _view)


def _view(row: Publication) -> PublicationView:
    document = canonical(row.figures)
    if hashlib.sha256(document).hexdigest() != row.sha256 or not isinstance(row.figures, dict):
        raise ValueError("the figures are not those that were published")
    return PublicationView(
        id=row.pk,
        period=read_period(row.period),
        as_of=row.as_of,
        figures=row.figures,
        sha256=row.sha256,
        document=document,
        published_by=row.published_by.name if row.published_by else "",
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The figures that differ between two documents of one period."""
    old, new = _by_key(before), _by_key(after)
    found = []
    for key in sorted(old.keys() | new.keys()):
        was, is_now = old.get(key, {}), new.get(key, {})
        if any(was.get(name) != is_now.get(name) for name in COMPARED):
            found.append(Change(*key, was, is_now))
    return tuple(found)


def _by_key(document: Mapping[str, Any]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    return {(one["objective"], one["severity"], one.get("plan", "")): one for one in document["figures"]}


def restated(
    *,
    period: Period,
    before: datetime,
    after: datetime,
    actor: Actor,
    of: Slice = EVERYTHING,
    beyond: Key | None = None,
) -> tuple[Restated, ...]:
    """The decisions of a period that are told otherwise as of ``after`` than as of ``before``: why figures changed.

    With ``beyond`` those that come after the one of this key.
    """
    old = _standings(load(period=period, as_of=before, of=of, actor=actor).found)
    new = _standings(load(period=period, as_of=after, of=of, actor=actor).found)
    keys = (key for key in old.keys() | new.keys() if beyond is None or key > beyond)
    return tuple(_restated(sorted(keys), old, new))


def _standings(found: Any) -> dict[Key, Counted]:
    return {_key(one): one for one in found}


def _key(one: Counted) -> Key:
    # A ticket's updates count once, whichever cycle decides.
    cycle = 0 if one.decision.objective == "update" else one.decision.cycle
    return one.about.ticket_id, one.decision.objective, cycle


def _restated(keys: Iterable[Key], old: dict[Key, Counted], new: dict[Key, Counted]) -> Iterator[Restated]:
    for key in keys:
        was, is_now = old.get(key), new.get(key)
        moved = was is not None and is_now is not None and was.about.region != is_now.about.region
        texts = [_told(decision, with_region=moved) for decision in (was, is_now)]
        if texts[0] != texts[1]:
            shown = is_now or was
            assert shown is not None  # one of the two has the key
            yield Restated(line(shown), texts[0], texts[1], key)


def _told(counted: Counted | None, *, with_region: bool) -> str:
    """A decision in a word: where it counts, at which severity, and in which region where that has changed."""
    if counted is None:
        return ""
    region = f" · {counted.about.region or '—'}" if with_region else ""
    return f"{standing(counted)} {counted.decision.severity}{region}"
