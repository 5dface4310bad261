"""Deadlines that new releases of the time zone database moved, for those who look after the installation."""

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
    """The newest first; where there are none, by which release the clocks stand."""
    after = request.GET.get("after")
    found = queries.moved_deadlines(actor=request.person, after=after)
    lines = [
        (item, queries.release_name(item.tzdata_before), queries.release_name(item.tzdata)) for item in found.items
    ]
    shown = {"lines": lines, "after": found.after, "before": after is not None}
    if not lines:
        shown["release"] = queries.release_name(queries.adopted_release() or "")
    return render(request, "console/moved_deadlines.html", shown)
