"""What a customer's people see, as files for a spreadsheet."""

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
from upheld.portal.home import wanted_of
from upheld.portal.streams import seen_by
from upheld.reports.filters import question, which
from upheld.reports.queries.attainment import behind
from upheld.reports.queries.views import DecisionLine

TICKET_COLUMNS = (
    *("id", "subject", "state", "severity", "customer", "requester", "product", "component", "platform"),
    *("sdk_version", "region", "environment", "uncovered", "filed_at", "updated_at", "closed_at"),
)
DECISION_COLUMNS = (
    *("id", "subject", "severity", "objective", "cycle", "outcome", "excluded", "provisional"),
    *("decided_at", "counted", "allowance", "overdue"),
)
MOST = 10_000


@customer()
@require_GET
def tickets(request: Request) -> HttpResponseBase:
    """The tickets of the list, all pages of it."""
    person = request.person
    lines = every_ticket(wanted=wanted_of(request), actor=person, most=MOST)
    rows = (spreadsheet.cells(line, TICKET_COLUMNS) for line in lines)
    return csv_file("tickets", seen_by(person, csv_lines(spreadsheet.head(TICKET_COLUMNS), rows)))


@customer()
@require_GET
def decisions(request: Request) -> HttpResponseBase:
    """The decisions behind the figures of a period, or behind one of them."""
    asked = question(request.GET.dict(), now=request.now, zone=timezone.get_current_timezone())
    wanted = which(request.GET)
    page = behind(
        period=asked.period,
        as_of=asked.as_of,
        actor=request.person,
        of=asked.of,
        objective=wanted.objective,
        severity=wanted.severity,
        outcome=wanted.outcome,
        hour=wanted.hour,
        limit=MOST,
    )
    return csv_file("attainment", csv_lines(spreadsheet.head(DECISION_COLUMNS), _rows(page.lines)))


def _rows(lines: tuple[DecisionLine, ...]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        outcome = say("ui.outcome", line.outcome) if line.outcome else say("ui.clock_state", "cancelled")
        objective = say("ui.objective", line.objective)
        yield (line.ticket_id, line.subject, line.severity, objective, line.cycle, outcome, line.excluded,
               line.provisional, line.decided_at, line.counted, line.allowance, line.overdue)  # fmt: skip
