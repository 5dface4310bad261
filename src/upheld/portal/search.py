"""Search over the tickets of the reader's organisations."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.knowledge.queries import NOTHING, search

PAGE_SIZE = 20


@customer()
@require_GET
def page(request: Request) -> HttpResponse:
    """Show the search results, best match first."""
    text = request.GET.get("q", "").strip()[:200]
    after = request.GET.get("after", "")
    results = search(text=text, actor=request.person, after=after, limit=PAGE_SIZE) if text else NOTHING
    return render(request, "portal/search.html", {"search_text": text, "results": results, "turned": bool(after)})
