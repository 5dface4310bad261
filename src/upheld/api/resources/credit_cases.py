"""Credits that contracts grant: proposed, claimed or waived, approved, paid."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.attainment import PeriodName
from upheld.api.resources.publications import PeriodBody, with_period
from upheld.api.wire.callers import actor_args, actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Moment, RequestBody, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Page, Schema
from upheld.reports import operations
from upheld.reports.periods import read_period
from upheld.reports.queries.credit_cases import credit_page
from upheld.reports.queries.views import CreditView

cases = Resource("Credits", acts=ADMINISTER)


class CreditLine(Schema):
    """A band of the contract that applies: shares as texts, so that none is rounded."""

    objective: str
    severity: str
    attainment: str
    below: str
    credit: str


class Credit(Schema):
    """A credit that a contract grants, and how far it has come."""

    id: int
    period: str
    state: str
    amount: str
    currency: str
    customer_id: int
    customer: str
    contract_id: int
    contract: str
    version: int
    lines: list[CreditLine] = Field(description="The bands that apply, the worst of each objective.")
    capped: bool
    base: str = Field(description="The fee that the shares are of.")
    may: list[str] = Field(description="The moves that the caller's roles allow now.")
    as_of: Moment
    decided_at: Moment | None


Move = Literal["claim", "waive", "approve", "pay"]
MOVES = {
    "claim": operations.claim_credit,
    "waive": operations.waive_credit,
    "approve": operations.approve_credit,
    "pay": operations.pay_credit,
}


class SeenCredit(RequestBody):
    """The amount that the caller saw. A credit of another amount is not moved, and the problem names its amount."""

    amount: str | None = text(20, default=None, example="125.00")
    currency: str | None = text(3, default=None, example="CNY")


class CreditsQuery(PageQuery):
    """Which credits are wanted."""

    period: PeriodName | None = None
    customer: Id | None = None


@cases.read("/credits", Page[Credit])
def list_credits(request: HttpRequest, query: Query[CreditsQuery]) -> Page[Credit]:
    """The credits that the caller may see, the newest period first, each with what it is computed from."""
    period = read_period(query.period) if query.period else None
    page = credit_page(
        actor=actor_of(request), period=period, customer=query.customer, after=query.cursor, limit=query.limit
    )
    return Page[Credit](items=[_credit(item) for item in page.items], next=page.after)


@cases.post("/credit-proposals")
def propose_credits(request: HttpRequest, body: PeriodBody) -> None:
    """Compute the credits that contracts grant for a period, as a manager."""
    operations.propose_credits(period=body.period, **actor_args(request))


@cases.post("/credits/{credit_id}/{move}")
def move_credit(request: HttpRequest, credit_id: Id, move: Move, body: SeenCredit | None = None) -> None:
    """Claim or waive a credit, as the customer's manager; approve or pay it, as the vendor's.

    A body names the amount that the caller saw; if it is another by the figures of now, the credit is not moved
    (credit_other_amount), and the present amount is proposed. A claimed credit no longer follows the figures, in either
    direction.
    """
    seen = {} if body is None else {"amount": body.amount, "currency": body.currency}
    MOVES[move](credit_id=credit_id, **seen, **actor_args(request))


def _credit(view: CreditView) -> Credit:
    credit: Credit = with_period(Credit, replace(view, may=frozenset()))
    credit.may = sorted(view.may)
    return credit
