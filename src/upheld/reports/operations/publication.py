"""Publishes a period's attainment, or withdraws it. Published figures are never changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from upheld.accounts.actor import Actor
from upheld.accounts.models import Organisation
from upheld.accounts.operations.rows import acting
from upheld.database import locks
from upheld.database.snapshots import snapshot
from upheld.ledger import operations as ledger
from upheld.markup.plain_text import is_visible
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.reports.document import FORMAT, figure_of, sha256
from upheld.reports.events import AttainmentPublished, AttainmentWithdrawn
from upheld.reports.leaves import changed_values
from upheld.reports.models import Publication
from upheld.reports.periods import Period, read_period
from upheld.reports.permissions import may_publish
from upheld.reports.queries.attainment import report
from upheld.reports.queries.load import load, refuse_damaged
from upheld.reports.queries.vendor import is_over
from upheld.reports.queries.views import Hours, Report
from upheld.reports.slices import EVERYTHING
from upheld.sla.engine import ENGINE, engine_of
from upheld.sla.instant import write_instant

HOURS_OF = "response"
"""The objective whose hours of the week are published. Tickets filed at night and read at nine show there."""
REASON_MAX = 500
"""The most characters of the reason for which a publication is withdrawn."""


class CannotPublish(Refused):
    """A report cannot be published or withdrawn."""


def publish_period(*, period: str, by: Actor, now: datetime) -> int:
    """Publish the figures of a period as of now and return the publication's id. A later publication restates it.

    Nobody waits while the figures are computed: the acts under way are awaited, then all is read from one snapshot.
    Raises CannotPublish if the period is not over, or if no fact has changed the figures since the last publication.
    A new engine version alone restates nothing.
    """
    vendor = _vendor(by)
    report_period = read_period(period)
    if not is_over(report_period, now):
        raise CannotPublish("period_not_over", field="period", period=period)
    as_of = _settled_instant(vendor, now)
    with snapshot():
        document = _current_document(report_period, as_of, by, vendor)
        last = _last(report_period)
        restates = last is None or _restates(last, document, as_of, by, vendor)
    return _publish(report_period, as_of, document, last, restates, by, now)


def _settled_instant(vendor: Organisation, now: datetime) -> datetime:
    """An instant up to which the acts of every account are final."""
    with transaction.atomic():
        at = ledger.lock(organisation_id=vendor.pk, now=now, actor_id=0)
    return ledger.settle(organisation_ids=Organisation.objects.values_list("pk", flat=True), until=at)


def _last(period: Period) -> Publication | None:
    return Publication.objects.filter(period=str(period), withdrawn_at=None).order_by("-published_at").first()


@operation
def _publish(
    period: Period,
    as_of: datetime,
    document: Mapping[str, Any],
    last: Publication | None,
    restates: bool,
    by: Actor,
    now: datetime,
) -> int:
    vendor = _vendor(by)
    at = ledger.lock(organisation_id=vendor.pk, now=now, actor_id=by.id, roles=by.roles_in(vendor.pk))
    if _last(period) != last:
        raise CannotPublish("published_meanwhile", field="period", period=str(period))
    if not restates:
        raise CannotPublish("same_figures", field="period", period=str(period))
    row = Publication.objects.create(
        period=str(period),
        as_of=as_of,
        figures=document,
        sha256=sha256(document),
        published_by_id=None if by.is_system else by.id,
        published_at=at,
    )
    publish(AttainmentPublished(**_envelope(vendor, row, by, at), as_of=as_of))
    return row.pk


@operation
def withdraw_publication(*, publication_id: int, by: Actor, now: datetime, reason: str) -> None:
    """Withdraw a publication, for a reason that is public. Its figures count no more."""
    vendor = _vendor(acting(by))
    stated = reason.strip()
    if not is_visible(stated):
        raise CannotPublish("reason_missing", field="reason")
    if len(stated) > REASON_MAX or "\x00" in stated:
        raise CannotPublish("reason_too_long", field="reason", most=REASON_MAX)
    at = ledger.lock(organisation_id=vendor.pk, now=now, actor_id=by.id)
    row = locks.for_update(Publication.objects.filter(pk=publication_id)).first()
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None:
        raise CannotPublish("already_withdrawn")
    row.withdrawn_at, row.withdrawn_because = at, stated
    row.save(update_fields=["withdrawn_at", "withdrawn_because"])
    publish(AttainmentWithdrawn(**_envelope(vendor, row, by, at), reason=stated))


def _current_document(
    period: Period, as_of: datetime, by: Actor, vendor: Organisation, *, facts_until: datetime | None = None
) -> dict[str, Any]:
    loaded = load(period=period, as_of=as_of, of=EVERYTHING, actor=by, facts_until=facts_until)
    refuse_damaged(loaded.damaged)
    return document_of(report(loaded, ("plan",), HOURS_OF), vendor.name)


def _restates(last: Publication, document: Mapping[str, Any], as_of: datetime, by: Actor, vendor: Organisation) -> bool:
    """Whether facts since the last publication changed a figure.

    What is late grows by itself. If nothing else differs, the facts of then are counted again as of now.
    """
    period = read_period(last.period)
    recount = _by_this_engine(last, period, by, vendor)
    differing = changed_values(recount, document)
    if any(not value.grows for value in differing):
        return True
    earlier_facts = _current_document(period, as_of, by, vendor, facts_until=last.as_of) if differing else document
    return bool(changed_values(earlier_facts, document))


def _by_this_engine(last: Publication, period: Period, by: Actor, vendor: Organisation) -> Mapping[str, Any]:
    """Counts the last publication again with this engine, so that only newer facts can differ."""
    if engine_of(last.figures) == ENGINE:
        published: Mapping[str, Any] = last.figures
        return published
    return _current_document(period, last.as_of, by, vendor)


def _vendor(by: Actor) -> Organisation:
    if not may_publish(by):
        raise NotAllowed("may_not_publish")
    vendor = Organisation.objects.filter(kind=Organisation.Kind.VENDOR).first()
    if vendor is None:
        raise NotFound
    return vendor


def document_of(report: Report, vendor: str) -> dict[str, Any]:
    """The public document of a report. It names no customer, ticket or person."""
    return {
        "format": FORMAT,
        "engine": ENGINE,
        "vendor": vendor,
        "period": str(report.period),
        "as_of": write_instant(report.as_of),
        "figures": [figure_of(figure) for figure in report.figures],
        "cancelled": dict(report.cancelled),
        "hours": {"objective": HOURS_OF, "zone": report.vendor_zone, "met_missed": _hours(report.hours)},
        "tickets": report.tickets,
    }


def _hours(hours: Hours) -> list[list[list[int] | None]]:
    return [[None if cell is None else list(cell) for cell in day] for day in hours]


def _envelope(vendor: Organisation, row: Publication, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "organisation_id": vendor.pk,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "at": at,
        "publication_id": row.pk,
        "period": row.period,
        "sha256": row.sha256,
    }
