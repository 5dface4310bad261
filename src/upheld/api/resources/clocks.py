"""A ticket's clocks and their explanations: each span of time, whether it counted, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.callers import actor_of, now_of
from upheld.api.wire.cursors import cap_at_now
from upheld.api.wire.fields import Amount, Id, Instant, Moment, QueryParams
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Items, Schema, to_schemas
from upheld.clocks import queries
from upheld.desk.queries import customer_of
from upheld.i18n.words import short
from upheld.operations.errors import NotFound
from upheld.sla import Mark, Reading, Reckoning

clocks = Resource("Clocks")
Objective = Literal["response", "update", "restoration", "resolution"]


class ClockMark(Schema):
    """An instant at which something is said about a clock: a warning, or a step of the escalation."""

    kind: str = Field(description="warn or escalate.")
    step: int | None
    share: str | None = Field(description="The share of the allowance that is then used, such as 4/5.")
    at: Moment | None
    passed: bool


class EarlierCycle(Schema):
    """A cycle that is over, or that a later one has replaced; its reckoning can be asked for by its number."""

    cycle: int
    state: str
    outcome: str | None
    due_at: Moment | None
    stopped_at: Moment | None
    decided_at: Moment | None


class Clock(Schema):
    """What a clock shows now, assessed afresh."""

    objective: Objective
    cycle: int
    severity: str
    state: str = Field(examples=["running"])
    outcome: str | None = Field(examples=["met"])
    provisional: bool
    excluded: bool
    started_at: Moment | None
    due_at: Moment | None
    stopped_at: Moment | None
    decided_at: Moment | None
    allowance: Amount | None
    counted: Amount
    remaining: Amount | None
    overdue: Amount
    marks: list[ClockMark] = []
    earlier: list[EarlierCycle] = Field([], description="Cycles before this one, the last of them.")


class ReckoningSpan(Schema):
    """A stretch of time that counted in one way. Counted amounts add up to the clock's."""

    start: Moment
    end: Moment
    counted: bool
    amount: Amount
    reason: str = Field(description="In words, in the caller's language.")


class AsOfQuery(QueryParams):
    """The instant that is asked about: now, or an earlier one."""

    as_of: Instant | None = None


class ClockReckoning(Schema):
    """A clock and the spans that it adds up from."""

    clock: Clock
    as_of: Moment
    spans: list[ReckoningSpan]


@clocks.read("/tickets/{ticket_id}/clocks", Items[Clock])
def list_clocks(request: HttpRequest, ticket_id: Id) -> Items[Clock]:
    """A ticket's clocks as of now: the newest cycle of each objective."""
    actor, now = actor_of(request), now_of(request)
    if customer_of(ticket_id=ticket_id, actor=actor) is None:
        raise NotFound
    strips = queries.strips(ticket_id=ticket_id, actor=actor, now=now)
    return Items[Clock](items=[_clock(strip.reading, strip.marks, strip.earlier) for strip in strips])


@clocks.read("/tickets/{ticket_id}/clocks/{objective}/{cycle}", ClockReckoning)
def explain_clock(
    request: HttpRequest, ticket_id: Id, objective: Objective, cycle: Id, query: Query[AsOfQuery]
) -> ClockReckoning:
    """Why a clock shows what it shows, or showed: its reckoning, span by span."""
    now = now_of(request)
    reckoning = queries.reckoning(
        ticket_id=ticket_id, objective=objective, cycle=cycle, actor=actor_of(request), now=cap_at_now(query.as_of, now)
    )
    if reckoning is None:
        raise NotFound
    return ClockReckoning(clock=_clock(reckoning.reading, ()), as_of=reckoning.as_of, spans=_spans(reckoning))


def _clock(reading: Reading, marks: tuple[Mark, ...], earlier: Iterable[Reading] = ()) -> Clock:
    clock = Clock.model_validate(reading)
    clock.earlier = to_schemas(EarlierCycle, earlier)
    clock.marks = [_mark(mark) for mark in marks]
    return clock


def _mark(mark: Mark) -> ClockMark:
    share = None if mark.share is None else str(mark.share)
    return ClockMark(kind=mark.kind, step=mark.step, share=share, at=mark.at, passed=mark.passed)


def _spans(reckoning: Reckoning) -> list[ReckoningSpan]:
    return to_schemas(ReckoningSpan, (_span(span) for span in reckoning.spans))


def _span(span: Any) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "counted": span.counted,
        "amount": span.amount,
        "reason": span.text("zh" if short() == "zh" else "en"),
    }
