"""The rulings inbox: cases that await an independent decision, by due date."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.roles import MANAGERS, Role
from upheld.console.requests import StaffRequest, staff
from upheld.console.roles import arbitrates
from upheld.desk.answers import reasons
from upheld.desk.queries import docket
from upheld.desk.queries.arbitration import conflicts_among


@require_GET
@staff(Role.ARBITER, *MANAGERS)
def page(request: StaffRequest) -> HttpResponseBase:
    """List open disputes, exclusion claims and cancellation proposals. Managers read, the arbiter rules."""
    cases = [(case, conflicts_among(case.candidates, request.actor.id)) for case in docket(actor=request.actor)]
    context = {
        "cases": [(case, reasons(conflicts)) for case, conflicts in cases],
        "may_rule": arbitrates(request.actor),
    }
    return render(request, "console/docket.html", context)
