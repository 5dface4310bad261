"""Deadlines that were moved by new releases of the time zone database."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import staff
from upheld.accounts.request import Request
from upheld.accounts.roles import MANAGERS
from upheld.clocks import queries


@staff(*MANAGERS)
@require_GET
def page(request: Request) -> HttpResponse:
    """List moved deadlines, newest first. If there are none, name the release in use."""
    after = request.GET.get("after")
    deadlines = queries.moved_deadlines(actor=request.person, after=after)
    lines = [
        (item, queries.release_name(item.tzdata_before), queries.release_name(item.tzdata)) for item in deadlines.items
    ]
    context = {"lines": lines, "after": deadlines.after, "before": after is not None}
    if not lines:
        context["release"] = queries.release_name(queries.adopted_release() or "")
    return render(request, "console/moved_deadlines.html", context)
