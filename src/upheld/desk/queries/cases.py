"""The arbiter's docket: what awaits a decision outside the handling chain, by when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS, Role
from upheld.desk.answers import in_words
from upheld.desk.models import Cancellation, Dispute, ExclusionClaim
from upheld.desk.queries.arbitration import Candidate, bench, eligible_among, pasts_of
from upheld.desk.queries.parts import PersonRef
from upheld.operations.paging import Listing, page, write_cursor

MOST = 500
ORDER = {"undated": int, "since": datetime, "case": str, "pk": int}
"""What is due at an instant comes first, by that; then the others by when they were opened."""
SAID = {
    "dispute": ("vendor_severity", "severity", "reason", "opened_at"),
    "exclusion": ("ticket.severity", "clause", "evidence", "claimed_at"),
    "cancellation": ("ticket.severity", "reason", "note", "proposed_at"),
}
"""Where each kind keeps its severity, what is asked, its text, and when it was opened."""
UNDATED = Value(1, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class CaseLine:
    """Something to decide. ``kind`` is dispute, exclusion or cancellation."""

    kind: str
    id: int
    ticket_id: int
    subject: str
    customer: str
    severity: str
    asked: str
    text: str
    opened_at: datetime
    due_at: datetime | None
    candidates: tuple[Candidate, ...] = ()
    """Every arbiter; those without conflicts may rule."""

    @property
    def eligible(self) -> tuple[PersonRef, ...]:
        """Those who may rule."""
        return eligible_among(self.candidates)


def docket(*, actor: Actor) -> tuple[CaseLine, ...]:
    """Open disputes, undecided exclusion claims and proposals; seven statements. Arbiters and managers only."""
    if not _may(actor):
        return ()
    lines = [_line(row) for rows in _kinds() for row in rows.order_by(*ORDER)[:MOST]]
    return _with_candidates(sorted(lines, key=_place), actor)


def case_page(*, actor: Actor, after: str | None = None, limit: int = 50) -> Listing[CaseLine]:
    """A page of them; seven statements, none of which reads more than the page could show."""
    if not _may(actor):
        return Listing(items=())
    found = [page(rows, by=ORDER, after=after, limit=limit) for rows in _kinds()]
    lines = sorted((_line(row) for part in found for row in part.items), key=_place)
    more = len(lines) > limit or any(part.after for part in found)
    return Listing(
        items=_with_candidates(lines[:limit], actor), after=write_cursor(_place(lines[limit - 1])) if more else None
    )


def open_case_ids(ticket_id: int) -> list[tuple[str, int, datetime]]:
    """The open cases of a ticket as (kind, id, opening); three statements."""
    rows = (row for kind in _kinds() for row in kind.filter(ticket_id=ticket_id))
    return [(row.case, row.pk, attrgetter(SAID[row.case][-1])(row)) for row in rows]


def _with_candidates(lines: Sequence[CaseLine], actor: Actor) -> tuple[CaseLine, ...]:
    if not lines:
        return ()
    pasts, present = pasts_of(sorted({line.ticket_id for line in lines})), bench()
    return tuple(
        replace(line, candidates=present.candidates(pasts[line.ticket_id], line.kind, line.opened_at, actor))
        for line in lines
    )


def _may(actor: Actor) -> bool:
    return bool(actor.staff_roles & {Role.ARBITER, *MANAGERS})


def _place(one: CaseLine) -> tuple[int, datetime, str, int]:
    return int(one.due_at is None), one.due_at or one.opened_at, one.kind, one.id


def _kinds() -> tuple[QuerySet[Any], ...]:
    disputes = Dispute.objects.filter(state=Dispute.State.OPEN)
    claims = ExclusionClaim.objects.exclude(state=ExclusionClaim.State.ACCEPTED).filter(arbiter_decision="")
    proposals = Cancellation.objects.filter(state=Cancellation.State.PROPOSED)
    undated = Case(When(due_at=None, then=1), default=0, output_field=IntegerField())
    return (
        _placed(disputes, "dispute", undated=undated, since=Coalesce("due_at", "opened_at")),
        _placed(claims, "exclusion", undated=UNDATED, since=F("claimed_at")),
        _placed(proposals, "cancellation", undated=UNDATED, since=F("proposed_at")),
    )


def _placed(rows: QuerySet[Any], kind: str, **place: Any) -> QuerySet[Any]:
    case = Value(kind, output_field=CharField())
    placed: QuerySet[Any] = rows.select_related("ticket__organisation").annotate(case=case, **place)
    return placed


def _line(row: Any) -> CaseLine:
    severity, asked, text, opened_at = (attrgetter(name)(row) for name in SAID[row.case])
    return CaseLine(
        row.case,
        row.pk,
        row.ticket_id,
        row.ticket.subject,
        row.ticket.organisation.name,
        severity,
        asked,
        text or in_words(getattr(row, "fields", {})),
        opened_at,
        getattr(row, "due_at", None),
    )
