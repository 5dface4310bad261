"""Credits for missed promises, which the customer's manager claims or waives."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.reports.operations import CannotCredit, claim_credit, waive_credit
from upheld.reports.queries.credit_cases import credit_page
from upheld.reports.queries.load import DamagedTickets


@customer()
@require_GET
def listing(request: Request) -> HttpResponse:
    """List the credits of the reader's organisations, newest first, a page at a time."""
    after = request.GET.get("after")
    page = credit_page(actor=request.person, after=after)
    return render(request, "portal/credits.html", {"page": page, "turned": after is not None})


@customer()
@require_POST
def claim(request: Request, credit_id: int) -> HttpResponse:
    """Claim a credit. The form carries the amount on the page, so that only that amount is claimed."""
    return _credit_step(request, credit_id, claim_credit)


@customer()
@require_POST
def waive(request: Request, credit_id: int) -> HttpResponse:
    """Waive a credit. The form carries the amount on the page, so that only that amount is waived."""
    return _credit_step(request, credit_id, waive_credit)


def _credit_step(request: Request, credit_id: int, step: Callable[..., None]) -> HttpResponse:
    try:
        seen = {"amount": request.POST.get("amount", ""), "currency": request.POST.get("currency")}
        step(credit_id=credit_id, by=request.person, now=request.now, **seen)
    except (CannotCredit, DamagedTickets) as refused:
        messages.error(request, refused.text())
    return redirect("portal:credits")
