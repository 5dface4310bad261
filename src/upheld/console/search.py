"""Search over all tickets, internal notes included: this is the staff's."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.knowledge.queries import NOTHING, search

SHOWN = 50


@require_GET
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """What was found, best first."""
    text = request.GET.get("q", "").strip()[:200]
    after = request.GET.get("after", "")
    found = search(text=text, actor=request.actor, after=after, limit=SHOWN) if text else NOTHING
    return render(request, "console/search.html", {"search_text": text, "found": found, "turned": bool(after)})
