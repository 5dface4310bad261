"""The queue by next deadline: the page, its rows as they change, and how many there are."""

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
from upheld.console.queue_lines import drawn
from upheld.console.requests import StaffRequest, staff
from upheld.contracts.levels import levels_in_use
from upheld.i18n.moments import instant_of
from upheld.i18n.words import short
from upheld.ui.components import Reader

STATES = ("open", "waiting", "restored", "delivered")
FILTERS = ("person", "group", "customer", "severity", "state", "missed")
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    filter: QueueFilter
    cursor: str
    since: datetime
    query: str


def wanted(request: StaffRequest) -> Wanted:
    """Read the address; what cannot be read is any."""
    given = request.GET
    assignee = request.actor.id if given.get("person") == "me" else number_of(given.get("person"))
    chosen = QueueFilter(
        group_id=number_of(given.get("group")),
        assignee_id=0 if given.get("person") == "nobody" else assignee,
        organisation_id=number_of(given.get("customer")),
        severity=given.get("severity", "")[:20] or None,
        state=given.get("state") if given.get("state") in STATES else None,
        missed=True if given.get("missed") else None,
    )
    since = instant_of(given.get("since")) or request.now
    return Wanted(chosen, given.get("after", "")[:80], since, _without(given, "since"))


def _without(given: QueryDict, *names: str) -> str:
    kept = given.copy()
    for name in names:
        kept.pop(name, None)
    return kept.urlencode()


@require_GET
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """The page with its filters; counts and changes are asked for apart."""
    asked = wanted(request)
    lines = _page(asked)
    return render(request, "console/queue.html", _shown(request, asked, lines) | _offered(request))


@require_GET
@staff()
def rows(request: StaffRequest) -> HttpResponseBase:
    """The rows alone; 304 where nothing has changed since they were shown."""
    asked = wanted(request)
    lines = _page(asked)
    tag = etag(lines, asked.since)
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    answer = render(request, "console/queue_rows.html", _shown(request, asked, lines))
    answer["ETag"] = tag
    return answer


@require_GET
@staff()
def how_many(request: StaffRequest) -> HttpResponse:
    """The counts, each capped."""
    found = counts(wanted=wanted(request).filter)
    return render(request, "console/queue_counts.html", {"counts": figures(found)})


def figures(found: Mapping[str, int]) -> list[dict[str, str]]:
    """Counts with the filter that each leads to; what is beyond the cap is shown as more."""
    ways = {"all": "", "missed": "missed=1", "unassigned": "person=nobody", "waiting": "state=waiting"}
    return [
        {"name": name, "shown": _capped(found[name]), "query": ways.get(name, "")} for name in ways if name in found
    ]


def _capped(count: int) -> str:
    return "1000+" if count > 1000 else str(count)


def _page(asked: Wanted) -> QueuePage:
    try:
        return queue(wanted=asked.filter, cursor=asked.cursor, limit=SHOWN)
    except BadCursor:
        return queue(wanted=asked.filter, limit=SHOWN)


def etag(lines: QueuePage, since: datetime) -> str:
    """Changes with any line, and with what is marked as new."""
    return f'"{hashlib.sha256(repr((lines, since)).encode()).hexdigest()[:32]}"'


def _shown(request: StaffRequest, asked: Wanted, lines: QueuePage) -> dict[str, Any]:
    fresh = _fresh(lines.lines, asked.since)
    return {
        "lines": lines.lines,
        "next": lines.next_cursor,
        "turned": bool(asked.cursor),
        "query": asked.query,
        "since": asked.since,
        "fresh": fresh,
        "drawn": drawn(lines.lines, fresh, Reader(short(), timezone.get_current_timezone(), request.now)),
        "etag": etag(lines, asked.since),
        "filtered": asked.filter != QueueFilter(),
    }


def _fresh(lines: tuple[QueueLine, ...], since: datetime) -> frozenset[int]:
    return frozenset(line.ticket_id for line in lines if line.filed_at > since)


def _offered(request: StaffRequest) -> dict[str, Any]:
    offered = choices.offered()
    return {
        "groups": offered.groups,
        "people": offered.staff,
        "customers": offered.customers,
        "severities": levels_in_use(organisation_ids=None, now=request.now),
        "states": STATES,
        "chosen": {name: request.GET.get(name, "") for name in FILTERS},
    }
