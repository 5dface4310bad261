"""Attainment: figures by period, and the decisions behind them."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field, PlainSerializer, WithJsonSchema

from upheld.api.resources.clocks import Objective
from upheld.api.wire.callers import actor_of, now_of
from upheld.api.wire.cursors import PageQuery, cap_at_now, read_snapshot_cursor
from upheld.api.wire.fields import Amount, Id, Instant, Moment, QueryParams, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Page, Schema, to_schemas
from upheld.desk.limits import LEVEL_MAX
from upheld.operations.paging import write_cursor
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment as report_of
from upheld.reports.queries.attainment import behind, sort_key
from upheld.reports.slices import Slice
from upheld.reports.tally import Figure as TalliedFigure

attainment = Resource("Attainment", acts=ADMINISTER)
PLACE = (datetime, int, str, int)
BY = Literal["plan", "customer", "product", "region"]
PeriodName = Annotated[
    str, Field(pattern=r"^2[0-9]{3}-(0[1-9]|1[0-2]|Q[1-4])$", max_length=7, examples=["2026-10", "2026-Q4"])
]
Share = Annotated[
    Fraction,
    PlainSerializer(float, return_type=float),
    WithJsonSchema(
        {"type": "number", "minimum": 0, "maximum": 1, "description": "A share of one.", "examples": [0.98]}
    ),
]


class SliceQuery(QueryParams):
    """Which tickets are counted; left out is any. ``as_of`` tells the figures as they stood then."""

    period: PeriodName
    as_of: Instant | None = None
    customer: Id | None = None
    plan: str | None = text(60, default=None)
    product: Id | None = None
    region: str | None = text(40, default=None)

    def slice(self) -> Slice:
        """Convert the parameters to a slice of the query layer."""
        return Slice(customer=self.customer, plan=self.plan, product=self.product, region=self.region)


class AttainmentQuery(SliceQuery):
    """How the figures are split."""

    by: BY | None = None


class DecisionsQuery(SliceQuery, PageQuery):
    """Which of the decisions."""

    objective: Objective | None = None
    severity: str | None = text(LEVEL_MAX, default=None)
    outcome: Literal["met", "missed", "excluded", "provisional", "cancelled"] | None = None


class Figure(Schema):
    """One row: an objective and a severity, in one combination of dimensions."""

    objective: Objective
    severity: str
    dimensions: dict[str, str]
    met: int
    missed: int
    excluded: int
    provisional: int
    attainment: Share | None
    goal: Share | None = Field(description="The highest that a contract behind it promises.")
    kept: bool | None


class Attainment(Schema):
    """A period's figures as of an instant. Excluded and provisional decisions are shown, not counted."""

    period: str
    as_of: Moment
    tickets: int
    figures: list[Figure]
    cancelled: dict[str, int]


class CountedDecision(Schema):
    """A decision behind a figure; its reckoning is at the ticket's clock of this objective and cycle."""

    ticket_id: int
    subject: str
    customer: str
    objective: Objective
    cycle: int
    severity: str
    outcome: str
    cancelled: str
    excluded: bool
    provisional: bool
    decided_at: Moment
    counted: Amount
    allowance: Amount | None
    overdue: Amount


@attainment.read("/attainment", Attainment)
def read_attainment(request: HttpRequest, query: Query[AttainmentQuery]) -> Attainment:
    """How often each objective was met, of what the caller may see."""
    report = report_of(
        period=read_period(query.period),
        as_of=cap_at_now(query.as_of, now_of(request)),
        actor=actor_of(request),
        of=query.slice(),
        by=(query.by,) if query.by else (),
    )
    return Attainment(
        period=str(report.period),
        as_of=report.as_of,
        tickets=report.tickets,
        figures=to_schemas(Figure, (_figure(figure) for figure in report.figures)),
        cancelled=dict(report.cancelled),
    )


@attainment.read("/attainment/decisions", Page[CountedDecision])
def list_decisions(request: HttpRequest, query: Query[DecisionsQuery]) -> Page[CountedDecision]:
    """The decisions behind the figures, the newest first. Every page is told as of the same instant."""
    as_of, beyond = read_snapshot_cursor(query.cursor, PLACE, as_of=query.as_of, now=now_of(request))
    page = behind(
        period=read_period(query.period),
        as_of=as_of,
        actor=actor_of(request),
        of=query.slice(),
        objective=query.objective,
        severity=query.severity,
        outcome=query.outcome,
        limit=query.limit,
        beyond=beyond,
    )
    next_cursor = None if page.next_offset is None else write_cursor([as_of, *sort_key(page.lines[-1])])
    return Page[CountedDecision](items=to_schemas(CountedDecision, page.lines), next=next_cursor)


def _figure(figure: TalliedFigure) -> dict[str, Any]:
    row = figure.row
    return {
        "objective": row.objective,
        "severity": row.severity,
        "dimensions": dict(row.dimensions),
        "met": row.met,
        "missed": row.missed,
        "excluded": row.excluded,
        "provisional": row.provisional,
        "attainment": row.attainment,
        "goal": figure.goals[-1] if figure.goals else None,
        "kept": figure.meets_goals,
    }
