"""The arbiters, and the vendor's log of their appointments and support groups."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries.appointments import appointment_changes, appointments

DIGITS = 16
"""Longer numbers are no place in a log."""


@customer()
@require_safe
def page(request: Request) -> HttpResponse:
    """Who may be called to rule, who appointed them, and how their roles and groups changed."""
    after = request.GET.get("after", "")
    before = int(after) if after.isascii() and after.isdigit() and len(after) < DIGITS else None
    context = {
        "arbiters": appointments(),
        "page": appointment_changes(before=before),
        "turned": bool(after),
    }
    return render(request, "portal/arbiters.html", context)
