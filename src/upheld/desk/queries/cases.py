"""The rulings inbox: cases that await a decision outside the handling chain, by due date."""

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

ORDER = {"undated": int, "since": datetime, "case": str, "pk": int}
"""Cases with a due date come first, then the others by opening date."""
CASE_FIELDS = {
    "dispute": ("vendor_severity", "severity", "reason", "opened_at"),
    "exclusion": ("ticket.severity", "clause", "evidence", "claimed_at"),
    "cancellation": ("ticket.severity", "reason", "note", "proposed_at"),
}
"""The fields of each kind that hold its severity, the request, the text and the opening date."""
UNDATED = Value(1, output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case to decide. ``kind`` is dispute, exclusion or cancellation."""

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
    """All arbiters; those without conflicts may rule."""

    @property
    def eligible(self) -> tuple[PersonRef, ...]:
        """The arbiters who may rule."""
        return eligible_among(self.candidates)


def case_page(*, actor: Actor, after: str | None = None, limit: int = 50) -> Listing[CaseLine]:
    """Returns a page of open disputes, undecided claims and proposals; seven statements. Arbiters and managers only."""
    if not _may(actor):
        return Listing(items=())
    pages = [page(rows, by=ORDER, after=after, limit=limit) for rows in _kinds()]
    lines = sorted((_line(row) for part in pages for row in part.items), key=_sort_key)
    more = len(lines) > limit or any(part.after for part in pages)
    return Listing(
        items=_with_candidates(lines[:limit], actor), after=write_cursor(_sort_key(lines[limit - 1])) if more else None
    )


def open_case_ids(ticket_id: int) -> list[tuple[str, int, datetime]]:
    """Returns the open cases of a ticket as (kind, id, opening); three statements."""
    rows = (row for kind in _kinds() for row in kind.filter(ticket_id=ticket_id))
    return [(row.case, row.pk, attrgetter(CASE_FIELDS[row.case][-1])(row)) for row in rows]


def _with_candidates(lines: Sequence[CaseLine], actor: Actor) -> tuple[CaseLine, ...]:
    if not lines:
        return ()
    pasts, arbiter_bench = pasts_of(sorted({line.ticket_id for line in lines})), bench()
    return tuple(
        replace(line, candidates=arbiter_bench.candidates(pasts[line.ticket_id], line.kind, line.opened_at, actor))
        for line in lines
    )


def _may(actor: Actor) -> bool:
    return bool(actor.staff_roles & {Role.ARBITER, *MANAGERS})


def _sort_key(line: CaseLine) -> tuple[int, datetime, str, int]:
    return int(line.due_at is None), line.due_at or line.opened_at, line.kind, line.id


def _kinds() -> tuple[QuerySet[Any], ...]:
    disputes = Dispute.objects.filter(state=Dispute.State.OPEN)
    claims = ExclusionClaim.objects.exclude(state=ExclusionClaim.State.ACCEPTED).filter(arbiter_decision="")
    proposals = Cancellation.objects.filter(state=Cancellation.State.PROPOSED)
    undated = Case(When(due_at=None, then=1), default=0, output_field=IntegerField())
    return (
        _sortable(disputes, "dispute", undated=undated, since=Coalesce("due_at", "opened_at")),
        _sortable(claims, "exclusion", undated=UNDATED, since=F("claimed_at")),
        _sortable(proposals, "cancellation", undated=UNDATED, since=F("proposed_at")),
    )


def _sortable(rows: QuerySet[Any], kind: str, **sort_fields: Any) -> QuerySet[Any]:
    case = Value(kind, output_field=CharField())
    placed: QuerySet[Any] = rows.select_related("ticket__organisation").annotate(case=case, **sort_fields)
    return placed


def _line(row: Any) -> CaseLine:
    severity, request, text, opened_at = (attrgetter(name)(row) for name in CASE_FIELDS[row.case])
    return CaseLine(
        row.case,
        row.pk,
        row.ticket_id,
        row.ticket.subject,
        row.ticket.organisation.name,
        severity,
        request,
        text or in_words(getattr(row, "fields", {})),
        opened_at,
        getattr(row, "due_at", None),
    )
