"""Attainment over time: trends, hours of the week, restatements, and the evidence to recompute figures."""

from __future__ import annotations

from datetime import datetime
from tempfile import TemporaryFile

from django.http import FileResponse, HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.attainment import CountedDecision, PeriodName, Share, SliceQuery
from upheld.api.resources.clocks import Objective
from upheld.api.wire.callers import actor_of, now_of
from upheld.api.wire.cursors import PageQuery, cap_at_now, read_snapshot_cursor
from upheld.api.wire.fields import Id, Instant, QueryParams
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Items, Page, Schema
from upheld.operations.paging import write_cursor
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment, course
from upheld.reports.queries.publications import restated

over_time = Resource("Attainment over time")


class Point(Schema):
    """One of several periods, the oldest first; null where nothing was decided."""

    period: str
    attainment: dict[str, Share | None]


class HourOfWeek(Schema):
    """What was decided of promises that hold round the clock, by the hour in which they began to run."""

    weekday: int = Field(description="From Monday, 0.")
    hour: int
    met: int
    missed: int


class HoursQuery(SliceQuery):
    """Which promises are counted."""

    objective: Objective | None = None


class Hours(Schema):
    """The hours in which anything was decided, in the vendor's time zone."""

    timezone: str
    items: list[HourOfWeek]


class RestatementsQuery(SliceQuery, PageQuery):
    """Between which instants: ``since`` is usually the ``as_of`` of a publication."""

    since: Instant


class Restatement(Schema):
    """A decision that is told otherwise now: how it stood, and how it stands; empty where it was not there."""

    before: str
    after: str
    decision: CountedDecision


class EvidenceQuery(QueryParams):
    """Whose evidence of which period."""

    period: PeriodName
    customer: Id
    as_of: Instant | None = None


@over_time.read("/attainment/course", Items[Point])
def read_course(request: HttpRequest, query: Query[SliceQuery]) -> Items[Point]:
    """Attainment by objective in this period and the five before it."""
    points = course(
        period=read_period(query.period), as_of=_as_of(request, query), actor=actor_of(request), of=query.slice()
    )
    return Items[Point](items=[Point(period=str(point.period), attainment=dict(point.attainment)) for point in points])


@over_time.read("/attainment/hours", Hours)
def read_hours(request: HttpRequest, query: Query[HoursQuery]) -> Hours:
    """Round-the-clock promises by hour of the week, so that nights and weekends can be compared with office hours."""
    report = attainment(
        period=read_period(query.period),
        as_of=_as_of(request, query),
        actor=actor_of(request),
        of=query.slice(),
        heat_of=query.objective,
    )
    cells = ((day, hour, cell) for day, row in enumerate(report.hours) for hour, cell in enumerate(row) if cell)
    items = [HourOfWeek(weekday=day, hour=hour, met=cell[0], missed=cell[1]) for day, hour, cell in cells]
    return Hours(timezone=report.vendor_zone, items=items)


@over_time.read("/attainment/restatements", Page[Restatement])
def list_restatements(request: HttpRequest, query: Query[RestatementsQuery]) -> Page[Restatement]:
    """The decisions that make a period's figures differ from what they were: why a report was restated."""
    as_of, beyond = read_snapshot_cursor(query.cursor, (int, str, int), as_of=query.as_of, now=now_of(request))
    restatements = restated(
        period=read_period(query.period),
        before=cap_at_now(query.since, as_of),
        after=as_of,
        actor=actor_of(request),
        of=query.slice(),
        beyond=beyond,
    )
    items = [
        Restatement(
            before=restatement.before,
            after=restatement.after,
            decision=CountedDecision.model_validate(restatement.line),
        )
        for restatement in restatements[: query.limit]
    ]
    next_cursor = write_cursor([as_of, *restatements[query.limit - 1].key]) if len(restatements) > query.limit else None
    return Page[Restatement](items=items, next=next_cursor)


@over_time.read("/attainment/evidence", None, extra={"x-download": "A ZIP archive.", "x-kind": "application/zip"})
def download_evidence(request: HttpRequest, query: Query[EvidenceQuery]) -> FileResponse:
    """Terms, facts, readings and figures of a customer, to be recomputed without us; its README says how."""
    period = read_period(query.period)
    file = TemporaryFile()  # noqa: SIM115  (closed by the response)
    write_export(
        file,
        organisation_id=query.customer,
        period=period,
        as_of=cap_at_now(query.as_of, now_of(request)),
        actor=actor_of(request),
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"attainment-{period}.zip", content_type="application/zip")


def _as_of(request: HttpRequest, query: SliceQuery) -> datetime:
    return cap_at_now(query.as_of, now_of(request))
