"""Search over the tickets of my organisations."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.knowledge.queries import NOTHING, search

SHOWN = 20


@customer()
@require_GET
def page(request: Request) -> HttpResponse:
    """What was found, best first."""
    text = request.GET.get("q", "").strip()[:200]
    after = request.GET.get("after", "")
    found = search(text=text, actor=request.person, after=after, limit=SHOWN) if text else NOTHING
    return render(request, "portal/search.html", {"search_text": text, "found": found, "turned": bool(after)})
