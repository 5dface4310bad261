"""Credits: what missed promises cost the vendor, claimed or waived by the customer's manager."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.reports.operations import CannotCredit, claim_credit, waive_credit
from upheld.reports.queries.credit_cases import credit_cases


@customer()
@require_GET
def listing(request: Request) -> HttpResponse:
    """Every credit of my organisations, newest first."""
    return render(request, "portal/credits.html", {"credits": credit_cases(actor=request.person)})


@customer()
@require_POST
def claim(request: Request, credit_id: int) -> HttpResponse:
    """Ask for it: only the amount that the reader was shown."""
    return _move(request, credit_id, claim_credit)


@customer()
@require_POST
def waive(request: Request, credit_id: int) -> HttpResponse:
    """Renounce it: only the amount that the reader was shown."""
    return _move(request, credit_id, waive_credit)


def _move(request: Request, credit_id: int, step: Callable[..., None]) -> HttpResponse:
    try:
        step(credit_id=credit_id, by=request.person, now=request.now, amount=request.POST.get("amount", ""))
    except CannotCredit as refused:
        messages.error(request, refused.text())
    return redirect("portal:credits")
