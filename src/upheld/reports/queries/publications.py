"""Published reports, and the changes between two publications of one period."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Max, OuterRef, Q, QuerySet, Subquery, When

from upheld.accounts.actor import Actor
from upheld.accounts.costly import costly
from upheld.accounts.queries import names
from upheld.ledger.queries import UnreadableEntry, entries_about
from upheld.operations.paging import Listing, page
from upheld.reports.document import canonical
from upheld.reports.events import AttainmentWithdrawn, publication_subject
from upheld.reports.leaves import ChangedValue, changed_values
from upheld.reports.models import Publication
from upheld.reports.periods import NAME, Period, read_period
from upheld.reports.queries.attainment import line, standing
from upheld.reports.queries.load import load
from upheld.reports.queries.readable import readable, unreadable
from upheld.reports.queries.views import Change, PublicationView, Restatement
from upheld.reports.slices import EVERYTHING, Slice
from upheld.reports.tally import TicketDecision

MOST = 200
NEWEST = {"-published_at": datetime, "-pk": int}
Key = tuple[int, str, int]
COUNTS = ("met", "missed", "excluded", "provisional", "attainment")
"""The values of a figure that a page shows side by side; every other value that changed is listed by itself."""
SIDE_BY_SIDE = frozenset({*COUNTS, "objective", "severity", "plan"})


@dataclass(frozen=True, slots=True)
class PublishedPeriod:
    """A period for which something was published. ``stands``: not all of it was withdrawn."""

    period: Period
    stands: bool
    published_at: datetime
    """When the newest publication was made: of those that stand, if any does."""


def published_periods() -> tuple[PublishedPeriod, ...]:
    """All periods for which something was published, the latest first; one statement."""
    standing = Max("published_at", filter=Q(withdrawn_at=None))
    rows = Publication.objects.order_by().values("period").annotate(standing=standing, newest=Max("published_at"))
    periods = [
        PublishedPeriod(read_period(row["period"]), row["standing"] is not None, row["standing"] or row["newest"])
        for row in rows
        if NAME.fullmatch(row["period"])
    ]
    return tuple(sorted(periods, key=lambda item: (item.period.ends_at(), item.period.months), reverse=True))


def publications(*, period: Period, withdrawn: bool = False) -> tuple[PublicationView, ...]:
    """Published reports of a period, newest first; one statement. ``withdrawn`` includes withdrawn ones.

    Of more than ``MOST`` those are left out first that were withdrawn.
    """
    stands = Case(When(withdrawn_at=None, then=0), default=1)
    rows = _rows(period, withdrawn).order_by(stands, *NEWEST)[:MOST]
    views = readable(rows, _view)
    return tuple(sorted(views, key=lambda report: (report.published_at, report.id), reverse=True))


def course_publications(periods: Sequence[Period]) -> Mapping[Period, PublicationView]:
    """The newest publication that stands of each of these periods; one statement."""
    rows = _rows(None, withdrawn=False).filter(period__in=map(str, periods))
    newest = rows.order_by("period", *NEWEST).distinct("period")
    return {report.period: report for report in readable(newest, _view)}


def publication_page(
    *, period: Period | None = None, after: str | None = None, limit: int = 50
) -> Listing[PublicationView]:
    """A page of published reports, with those that were withdrawn; one statement."""
    rows = page(_rows(period, withdrawn=True), by=NEWEST, after=after, limit=limit)
    return Listing(items=tuple(readable(rows.items, _view)), after=rows.after)


def _rows(period: Period | None, withdrawn: bool) -> QuerySet[Publication]:
    stands = Publication.objects.filter(period=OuterRef("period"), withdrawn_at=None)
    newest = stands.order_by(*NEWEST).values("pk")[:1]
    rows = Publication.objects.select_related("published_by").annotate(newest=Subquery(newest))
    if period is not None:
        rows = rows.filter(period=str(period))
    if not withdrawn:
        rows = rows.filter(withdrawn_at=None)
    return rows


def publication(*, publication_id: int, withdrawn: bool = False) -> PublicationView | None:
    """A published report, or ``None``; one statement."""
    rows = _rows(None, withdrawn).filter(pk=publication_id)
    return next(readable(rows[:1], _view), None)


def withdrawers(period: Period) -> Mapping[int, str]:
    """The names of the people who withdrew publications of a period, by publication; two statements.

    Only the vendor's staff may read them. Empty if an entry of the ledger is damaged.
    """
    try:
        entries = entries_about(publication_subject(str(period)), (AttainmentWithdrawn.kind,))
        documents = [entry.document for entry in entries]
        actors = {int(each["data"]["publication_id"]): int(each["actor"]["id"]) for each in documents}
    except UnreadableEntry:
        return {}
    people = names(actors.values())
    return {publication_id: people.get(actor, "") for publication_id, actor in actors.items()}


def damaged_publications() -> tuple[str, ...]:
    """The publications that cannot be read or do not match their hash."""
    return unreadable(_rows(None, withdrawn=True).order_by("pk"), _view)


def _view(row: Any) -> PublicationView:
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
        withdrawn_because=row.withdrawn_because,
        current=row.newest == row.pk,
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The figures whose counts differ between two documents of one period."""
    old, new = _by_key(before), _by_key(after)
    changed_figures = []
    for key in sorted(old.keys() | new.keys()):
        old_figure, new_figure = old.get(key, {}), new.get(key, {})
        if any(old_figure.get(name) != new_figure.get(name) for name in COUNTS):
            changed_figures.append(Change(*key, old_figure, new_figure))
    return tuple(changed_figures)


def other_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ChangedValue, ...]:
    """Every other published value that differs: times, goals, cancelled promises, hours of the week, tickets."""
    values = changed_values(before, after)
    return tuple(value for value in values if value.path[0] != "figures" or value.path[4] not in SIDE_BY_SIDE)


def _by_key(document: Mapping[str, Any]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    return {(figure["objective"], figure["severity"], figure.get("plan", "")): figure for figure in document["figures"]}


@costly
def restated(
    *,
    period: Period,
    before: datetime,
    after: datetime,
    actor: Actor,
    of: Slice = EVERYTHING,
    beyond: Key | None = None,
) -> tuple[Restatement, ...]:
    """The decisions of a period that differ between the instants ``before`` and ``after``: why its figures changed.

    With ``beyond`` those after this key.
    """
    old = _by_decision(load(period=period, as_of=before, of=of, actor=actor).decisions)
    new = _by_decision(load(period=period, as_of=after, of=of, actor=actor).decisions)
    keys = (key for key in old.keys() | new.keys() if beyond is None or key > beyond)
    return tuple(_restated(sorted(keys), old, new))


def _by_decision(decisions: Iterable[TicketDecision]) -> dict[Key, TicketDecision]:
    return {_key(item): item for item in decisions}


def _key(item: TicketDecision) -> Key:
    # A ticket's updates count once, whichever cycle decides.
    cycle = 0 if item.decision.objective == "update" else item.decision.cycle
    return item.about.ticket_id, item.decision.objective, cycle


def _restated(
    keys: Iterable[Key], old: dict[Key, TicketDecision], new: dict[Key, TicketDecision]
) -> Iterator[Restatement]:
    for key in keys:
        earlier, later = old.get(key), new.get(key)
        region_changed = earlier is not None and later is not None and earlier.about.region != later.about.region
        texts = [_summary(decision, with_region=region_changed) for decision in (earlier, later)]
        if texts[0] != texts[1]:
            latest = later or earlier
            assert latest is not None  # one of the two has the key
            yield Restatement(line(latest), texts[0], texts[1], key)


def _summary(item: TicketDecision | None, *, with_region: bool) -> str:
    """A decision as short text: the count it belongs to, its severity and, if that has changed, its region."""
    if item is None:
        return ""
    region = f" · {item.about.region or '—'}" if with_region else ""
    return f"{standing(item)} {item.decision.severity}{region}"
