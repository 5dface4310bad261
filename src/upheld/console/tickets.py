"""All tickets, newest first, ended ones too; and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.queries import choices
from upheld.clocks.queries import QueueFilter, queue
from upheld.console.query_params import number_of
from upheld.console.queue import wanted as wanted_of_queue
from upheld.console.requests import StaffRequest, staff
from upheld.console.streams import seeing_everything
from upheld.contracts.levels import levels_in_use
from upheld.desk import spreadsheet
from upheld.desk.queries import TicketFilter, tickets
from upheld.desk.queries.lists import every_ticket
from upheld.i18n.words import say
from upheld.markup.csv_text import csv_file, csv_lines

COLUMNS = (
    *("id", "subject", "state", "severity", "customer", "requester", "product", "component", "platform"),
    *("sdk_version", "region", "environment", "group", "assignee", "tags", "uncovered"),
    *("filed_at", "updated_at", "closed_at"),
)
MOST = 100_000
BATCH = 500
STATES = ("open", "waiting", "restored", "delivered", "resolved", "cancelled")


@require_GET
@staff()
def listing(request: StaffRequest) -> HttpResponseBase:
    """A page of them."""
    before = number_of(request.GET.get("after"))
    page = tickets(wanted=wanted(request.GET), actor=request.actor, before=before)
    shown = {
        "lines": page.lines,
        "next": str(page.next_before) if page.next_before else "",
        "turned": before is not None,
        "customers": choices.customers(),
        "severities": levels_in_use(organisation_ids=None, now=request.now),
        "states": STATES,
        "chosen": request.GET,
        "query": request.GET.urlencode(),
    }
    return render(request, "console/tickets.html", shown)


def wanted(given: QueryDict) -> TicketFilter:
    """The filter in the query string; values that cannot be read are ignored."""
    return TicketFilter(
        organisation_id=number_of(given.get("customer")),
        assignee_id=number_of(given.get("person")),
        severity=given.get("severity", "")[:20] or None,
        state=given.get("state") if given.get("state") in STATES else None,
        tag=given.get("tag", "")[:40] or None,
    )


@require_GET
@staff()
def as_csv(request: StaffRequest) -> HttpResponseBase:
    """The same tickets as a spreadsheet reads them, streamed."""
    lines = every_ticket(wanted=wanted(request.GET), actor=request.actor, most=MOST)
    rows = (spreadsheet.cells(line, COLUMNS) for line in lines)
    return csv_file("tickets", seeing_everything(csv_lines(spreadsheet.head(COLUMNS), rows)))


@require_GET
@staff()
def queue_as_csv(request: StaffRequest) -> HttpResponseBase:
    """The queue as it is filtered, in its order."""
    columns = ("id", "subject", "customer", "severity", "state", "objective", "due_at", "missed", "group", "assignee")
    rows = _queue_rows(wanted_of_queue(request).filter, request.now)
    return csv_file("queue", seeing_everything(csv_lines(spreadsheet.head(columns), rows)))


def _queue_rows(chosen: QueueFilter, now: datetime) -> Iterator[tuple[object, ...]]:
    cursor = ""
    for _ in range(MOST // BATCH):
        page = queue(wanted=chosen, cursor=cursor, limit=BATCH)
        for line in page.lines:
            objective = say("ui.objective", line.next_objective) if line.next_objective else ""
            yield (line.ticket_id, line.subject, line.customer, line.severity, say("ui.state", line.state),
                   objective, line.next_due_at, line.is_late(now), line.group, line.assignee)  # fmt: skip
        cursor = page.next_cursor
        if not cursor:
            return
