"""All tickets, open and closed, newest first, as a page and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.queries import choices
from upheld.clocks.queries import QueueFilter, queue
from upheld.console.query_params import number_of
from upheld.console.queue import queue_query
from upheld.console.requests import StaffRequest, staff
from upheld.console.streams import with_staff_access
from upheld.contracts.levels import levels_in_use
from upheld.desk import spreadsheet
from upheld.desk.limits import LEVEL_MAX
from upheld.desk.queries import TicketFilter, tickets
from upheld.desk.queries.lists import every_ticket
from upheld.i18n.words import say
from upheld.markup.csv_text import csv_file, csv_lines

COLUMNS = (
    *("id", "subject", "state", "severity", "customer", "requester", "product", "component", "platform"),
    *("sdk_version", "region", "environment", "group", "assignee", "tags", "uncovered"),
    *("filed_at", "updated_at", "closed_at"),
)
MAX_ROWS = 100_000
BATCH_SIZE = 500
STATES = ("open", "waiting", "restored", "delivered", "resolved", "cancelled")


@require_GET
@staff()
def listing(request: StaffRequest) -> HttpResponseBase:
    """List tickets, one page at a time."""
    before = number_of(request.GET.get("after"))
    page = tickets(filters=ticket_filter(request.GET), actor=request.actor, before=before)
    context = {
        "lines": page.lines,
        "next": str(page.next_before) if page.next_before else "",
        "turned": before is not None,
        "customers": choices.customers(),
        "severities": levels_in_use(organisation_ids=None, now=request.now),
        "states": STATES,
        "chosen": request.GET,
        "query": request.GET.urlencode(),
    }
    return render(request, "console/tickets.html", context)


def ticket_filter(params: QueryDict) -> TicketFilter:
    """Reads the filter from the query parameters; invalid values are ignored."""
    return TicketFilter(
        organisation_id=number_of(params.get("customer")),
        assignee_id=number_of(params.get("person")),
        severity=params.get("severity", "")[:LEVEL_MAX] or None,
        state=params.get("state") if params.get("state") in STATES else None,
        tag=params.get("tag", "")[:40] or None,
    )


@require_GET
@staff()
def as_csv(request: StaffRequest) -> HttpResponseBase:
    """Stream the same tickets as CSV."""
    lines = every_ticket(filters=ticket_filter(request.GET), actor=request.actor, most=MAX_ROWS)
    rows = (spreadsheet.cells(line, COLUMNS) for line in lines)
    return csv_file("tickets", with_staff_access(csv_lines(spreadsheet.head(COLUMNS), rows)))


@require_GET
@staff()
def queue_as_csv(request: StaffRequest) -> HttpResponseBase:
    """Stream the filtered queue as CSV, in its order."""
    columns = ("id", "subject", "customer", "severity", "state", "objective", "due_at", "missed", "group", "assignee")
    rows = _queue_rows(queue_query(request).filter, request.now)
    return csv_file("queue", with_staff_access(csv_lines(spreadsheet.head(columns), rows)))


def _queue_rows(queue_filter: QueueFilter, now: datetime) -> Iterator[tuple[object, ...]]:
    cursor = ""
    for _ in range(MAX_ROWS // BATCH_SIZE):
        page = queue(filters=queue_filter, cursor=cursor, limit=BATCH_SIZE)
        for line in page.lines:
            objective = say("ui.objective", line.next_objective) if line.next_objective else ""
            yield (line.ticket_id, line.subject, line.customer, line.severity, say("ui.state", line.state),
                   objective, line.next_due_at, line.is_late(now), line.group, line.assignee)  # fmt: skip
        cursor = page.next_cursor
        if not cursor:
            return
