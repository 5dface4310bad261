"""The queue of open tickets by next deadline: the page, its rows and its counts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from upheld.accounts.queries import choices
from upheld.clocks.queries import BadCursor, QueueFilter, QueueLine, QueuePage, counts, queue
from upheld.console.query_params import number_of
from upheld.console.queue_lines import render_rows
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.levels import levels_in_use
from upheld.desk.limits import LEVEL_MAX
from upheld.i18n.moments import instant_of
from upheld.i18n.words import short
from upheld.ui.components import Reader

STATES = ("open", "waiting", "restored", "delivered")
FILTERS = ("person", "group", "customer", "severity", "state", "missed")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """The filter and the position that the query parameters select."""

    filter: QueueFilter
    cursor: str
    since: datetime
    query_string: str


def queue_query(request: StaffRequest) -> QueueQuery:
    """Reads the query parameters; invalid values are ignored."""
    params = request.GET
    assignee = request.actor.id if params.get("person") == "me" else number_of(params.get("person"))
    queue_filter = QueueFilter(
        group_id=number_of(params.get("group")),
        assignee_id=0 if params.get("person") == "nobody" else assignee,
        organisation_id=number_of(params.get("customer")),
        severity=params.get("severity", "")[:LEVEL_MAX] or None,
        state=params.get("state") if params.get("state") in STATES else None,
        missed=True if params.get("missed") else None,
    )
    since = instant_of(params.get("since")) or request.now
    return QueueQuery(queue_filter, params.get("after", "")[:80], since, _without(params, "since"))


def _without(params: QueryDict, *names: str) -> str:
    remaining = params.copy()
    for name in names:
        remaining.pop(name, None)
    return remaining.urlencode()


@require_GET
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """Show the page with its filters. It loads counts and changes separately."""
    query = queue_query(request)
    queue_page = _page(query)
    return render(request, "console/queue.html", _context(request, query, queue_page) | _filter_options(request))


@require_GET
@staff()
def rows(request: StaffRequest) -> HttpResponseBase:
    """Render the rows only; 304 if they are unchanged."""
    query = queue_query(request)
    queue_page = _page(query)
    page_etag = etag(queue_page, query.since)
    if request.headers.get("If-None-Match") == page_etag:
        return HttpResponseNotModified()
    response = render(request, "console/queue_rows.html", _context(request, query, queue_page))
    response["ETag"] = page_etag
    return response


@require_GET
@staff()
def queue_counts(request: StaffRequest) -> HttpResponse:
    """Render the counts of tickets, each capped."""
    totals = counts(filters=queue_query(request).filter)
    return render(request, "console/queue_counts.html", {"counts": figures(totals)})


def figures(totals: Mapping[str, int]) -> list[dict[str, str]]:
    """Returns the counts, each with the query of its filter. Counts above the cap read "1000+"."""
    queries = {"all": "", "missed": "missed=1", "unassigned": "person=nobody", "waiting": "state=waiting"}
    return [
        {"name": name, "shown": _capped(totals[name]), "query": query}
        for name, query in queries.items()
        if name in totals
    ]


def _capped(count: int) -> str:
    return "1000+" if count > 1000 else str(count)


def _page(query: QueueQuery) -> QueuePage:
    try:
        return queue(filters=query.filter, cursor=query.cursor, limit=PAGE_SIZE)
    except BadCursor:
        return queue(filters=query.filter, limit=PAGE_SIZE)


def etag(queue_page: QueuePage, since: datetime) -> str:
    """Returns an ETag that changes with any line and with what is marked as new."""
    return f'"{hashlib.sha256(repr((queue_page, since)).encode()).hexdigest()[:32]}"'


def _context(request: StaffRequest, query: QueueQuery, queue_page: QueuePage) -> dict[str, Any]:
    fresh = _fresh(queue_page.lines, query.since)
    reader = Reader(short(), timezone.get_current_timezone(), request.now)
    return {
        "lines": queue_page.lines,
        "next": queue_page.next_cursor,
        "turned": bool(query.cursor),
        "query": query.query_string,
        "since": query.since,
        "fresh": fresh,
        "rows_html": render_rows(queue_page.lines, fresh, reader),
        "etag": etag(queue_page, query.since),
        "filtered": query.filter != QueueFilter(),
    }


def _fresh(lines: tuple[QueueLine, ...], since: datetime) -> frozenset[int]:
    return frozenset(line.ticket_id for line in lines if line.filed_at > since)


def _filter_options(request: StaffRequest) -> dict[str, Any]:
    options = choices.ticket_filter_choices()
    return {
        "groups": options.groups,
        "people": options.staff,
        "customers": options.customers,
        "severities": levels_in_use(organisation_ids=None, now=request.now),
        "states": STATES,
        "chosen": {name: request.GET.get(name, "") for name in FILTERS},
    }
