"""The page that lists the arbiters and the log of appointments and group changes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries.appointments import appointment_changes, appointments

DIGITS = 16
"""Cursors with this many digits or more are ignored."""


@customer()
@require_safe
def page(request: Request) -> HttpResponse:
    """List the arbiters, who appointed them, and how their roles and groups changed."""
    after = request.GET.get("after", "")
    before = int(after) if after.isascii() and after.isdigit() and len(after) < DIGITS else None
    context = {
        "arbiters": appointments(),
        "page": appointment_changes(before=before),
        "turned": bool(after),
    }
    return render(request, "portal/arbiters.html", context)
