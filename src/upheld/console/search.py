"""Search over all tickets, including internal notes; for staff."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.knowledge.queries import NOTHING, search

PAGE_SIZE = 50


@require_GET
@staff()
def page(request: StaffRequest) -> HttpResponseBase:
    """Show the results, best match first."""
    text = request.GET.get("q", "").strip()[:200]
    after = request.GET.get("after", "")
    results = search(text=text, actor=request.actor, after=after, limit=PAGE_SIZE) if text else NOTHING
    return render(request, "console/search.html", {"search_text": text, "results": results, "turned": bool(after)})
