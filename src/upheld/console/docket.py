"""The rulings inbox: cases that await an independent decision, by due date."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.roles import MANAGERS, Role
from upheld.console.requests import StaffRequest, staff
from upheld.console.roles import arbitrates
from upheld.desk.answers import reasons
from upheld.desk.queries import case_page
from upheld.desk.queries.arbitration import conflicts_among


@require_GET
@staff(Role.ARBITER, *MANAGERS)
def page(request: StaffRequest) -> HttpResponseBase:
    """List open disputes, exclusion claims and cancellation proposals. Managers read, the arbiter rules."""
    after = request.GET.get("after")
    listing = case_page(actor=request.actor, after=after)
    cases = [(case, conflicts_among(case.candidates, request.actor.id)) for case in listing.items]
    context = {
        "cases": [(case, reasons(conflicts)) for case, conflicts in cases],
        "after": listing.after,
        "turned": after is not None,
        "may_rule": arbitrates(request.actor),
    }
    return render(request, "console/docket.html", context)
