"""How often the promises were kept: figures by period, the decisions behind them, publications and credits."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field, PlainSerializer, WithJsonSchema

from upheld.api.resources.clocks import Objective
from upheld.api.wire.callers import actor_of, now_of, who
from upheld.api.wire.cursors import Paged, number
from upheld.api.wire.fields import Amount, Asked, Given, Id, Instant, Moment, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.shown import Items, Made, Page, Shown, shown
from upheld.reports import operations
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment as report_of
from upheld.reports.queries.attainment import behind
from upheld.reports.queries.credit_cases import credit_cases
from upheld.reports.queries.publications import publications
from upheld.reports.slices import Slice
from upheld.reports.tally import Figure as Counted

attainment = Resource("Attainment", acts=ADMINISTER)
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


class Sliced(Asked):
    """Which tickets are counted; left out is any. ``as_of`` tells the figures as they stood then."""

    period: PeriodName
    as_of: Instant | None = None
    customer: Id | None = None
    plan: str | None = text(60, default=None)
    product: Id | None = None
    region: str | None = text(40, default=None)

    def slice(self) -> Slice:
        """The query's own slice."""
        return Slice(customer=self.customer, plan=self.plan, product=self.product, region=self.region)


class AttainmentAsked(Sliced):
    """How the figures are split."""

    by: Literal["plan", "customer", "product", "region"] | None = None


class DecisionsAsked(Sliced, Paged):
    """Which of the decisions."""

    objective: Objective | None = None
    severity: str | None = text(20, default=None)
    outcome: Literal["met", "missed", "excluded", "provisional", "cancelled"] | None = None


class Figure(Shown):
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


class Attainment(Shown):
    """A period's figures as of an instant. Excluded and provisional decisions are shown, not counted."""

    period: str
    as_of: Moment
    tickets: int
    figures: list[Figure]
    cancelled: dict[str, int]


class CountedDecision(Shown):
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


class Publication(Shown):
    """A published report; ``sha256`` is of its canonical JSON."""

    id: int
    period: str
    as_of: Moment
    sha256: str
    figures: dict[str, Any]
    published_at: Moment


class Credit(Shown):
    """A credit that a contract grants, and how far it has come."""

    id: int
    period: str
    state: str
    amount: str
    currency: str
    customer_id: int
    customer: str
    as_of: Moment
    decided_at: Moment | None


class OnePeriod(Given):
    """A month or a quarter."""

    period: PeriodName


Move = Literal["claim", "waive", "approve", "pay"]
MOVES = {
    "claim": operations.claim_credit,
    "waive": operations.waive_credit,
    "approve": operations.approve_credit,
    "pay": operations.pay_credit,
}


@attainment.read("/attainment", Attainment)
def read_attainment(request: HttpRequest, asked: Query[AttainmentAsked]) -> Attainment:
    """How often each objective was met, of what the caller may see."""
    found = report_of(
        period=read_period(asked.period),
        as_of=asked.as_of or now_of(request),
        actor=actor_of(request),
        of=asked.slice(),
        by=(asked.by,) if asked.by else (),
    )
    return Attainment(
        period=str(found.period),
        as_of=found.as_of,
        tickets=found.tickets,
        figures=shown(Figure, (_figure(one) for one in found.figures)),
        cancelled=dict(found.cancelled),
    )


@attainment.read("/attainment/decisions", Page[CountedDecision])
def list_decisions(request: HttpRequest, asked: Query[DecisionsAsked]) -> Page[CountedDecision]:
    """The decisions behind the figures, the newest first."""
    page = behind(
        period=read_period(asked.period),
        as_of=asked.as_of or now_of(request),
        actor=actor_of(request),
        of=asked.slice(),
        objective=asked.objective,
        severity=asked.severity,
        outcome=asked.outcome,
        offset=number(asked.cursor) or 0,
        limit=asked.limit,
    )
    more = None if page.next_offset is None else str(page.next_offset)
    return Page[CountedDecision](items=shown(CountedDecision, page.lines), next=more)


@attainment.read("/publications", Items[Publication])
def list_publications(request: HttpRequest) -> Items[Publication]:
    """The reports that the vendor has published."""
    return Items[Publication](items=[_with_period(Publication, one) for one in publications()])


@attainment.post("/publications", Made)
def publish_attainment(request: HttpRequest, given: OnePeriod) -> Made:
    """Publish a period's figures, as a manager; a later publication restates them."""
    return Made(id=operations.publish_period(period=given.period, **who(request)))


@attainment.delete("/publications/{publication_id}")
def withdraw_publication(request: HttpRequest, publication_id: Id) -> None:
    """Take a publication back; the ledger keeps that it was there."""
    operations.withdraw_publication(publication_id=publication_id, **who(request))


@attainment.read("/credits", Items[Credit])
def list_credits(request: HttpRequest) -> Items[Credit]:
    """The credits that the caller may see."""
    return Items[Credit](items=[_with_period(Credit, one) for one in credit_cases(actor=actor_of(request))])


@attainment.post("/credit-proposals")
def propose_credits(request: HttpRequest, given: OnePeriod) -> None:
    """Compute the credits that contracts grant for a period, as a manager."""
    operations.propose_credits(period=given.period, **who(request))


@attainment.post("/credits/{credit_id}/{move}")
def move_credit(request: HttpRequest, credit_id: Id, move: Move) -> None:
    """Claim or waive a credit, as the customer's manager; approve or pay it, as the vendor's."""
    MOVES[move](credit_id=credit_id, **who(request))


def _figure(found: Counted) -> dict[str, Any]:
    row = found.row
    return {
        "objective": row.objective,
        "severity": row.severity,
        "dimensions": dict(row.dimensions),
        "met": row.met,
        "missed": row.missed,
        "excluded": row.excluded,
        "provisional": row.provisional,
        "attainment": row.attainment,
        "goal": found.goals[-1] if found.goals else None,
        "kept": found.kept,
    }


def _with_period(kind: Any, found: Any) -> Any:
    values = {name: getattr(found, name) for name in kind.model_fields}
    return kind.model_validate({**values, "period": str(found.period)})
