"""CSV downloads of the portal's lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk import spreadsheet
from upheld.desk.queries.lists import every_ticket
from upheld.i18n.words import say
from upheld.markup.csv_text import csv_file, csv_lines
from upheld.portal.home import filters_of
from upheld.portal.streams import read_as
from upheld.reports.queries.attainment import behind
from upheld.reports.queries.views import DecisionLine
from upheld.reports.query_params import read_query, read_selection

TICKET_COLUMNS = (
    *("id", "subject", "state", "severity", "customer", "requester", "product", "component", "platform"),
    *("sdk_version", "region", "environment", "uncovered", "filed_at", "updated_at", "closed_at"),
)
DECISION_COLUMNS = (
    *("id", "subject", "severity", "objective", "cycle", "outcome", "excluded", "provisional"),
    *("decided_at", "counted", "allowance", "overdue"),
)
MAX_ROWS = 10_000


@customer()
@require_GET
def tickets(request: Request) -> HttpResponseBase:
    """Download all tickets that match the filters of the list."""
    person = request.person
    lines = every_ticket(filters=filters_of(request), actor=person, most=MAX_ROWS)
    rows = (spreadsheet.cells(line, TICKET_COLUMNS) for line in lines)
    return csv_file("tickets", read_as(person, csv_lines(spreadsheet.head(TICKET_COLUMNS), rows)))


@customer()
@require_GET
def decisions(request: Request) -> HttpResponseBase:
    """Download the decisions behind all figures of a period, or behind one figure."""
    report_query = read_query(request.GET.dict(), now=request.now, zone=timezone.get_current_timezone())
    selection = read_selection(request.GET)
    page = behind(
        period=report_query.period,
        as_of=report_query.as_of,
        actor=request.person,
        of=report_query.of,
        objective=selection.objective,
        severity=selection.severity,
        outcome=selection.outcome,
        hour=selection.hour,
        limit=MAX_ROWS,
    )
    return csv_file("attainment", csv_lines(spreadsheet.head(DECISION_COLUMNS), _rows(page.lines)))


def _rows(lines: tuple[DecisionLine, ...]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        outcome = say("ui.outcome", line.outcome) if line.outcome else say("ui.clock_state", "cancelled")
        objective = say("ui.objective", line.objective)
        yield (line.ticket_id, line.subject, line.severity, objective, line.cycle, outcome, line.excluded,
               line.provisional, line.decided_at, line.counted, line.allowance, line.overdue)  # fmt: skip
