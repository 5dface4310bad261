"""The arbiter's docket: what awaits a decision outside the handling chain, by when it is due."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.roles import MANAGERS, Role
from upheld.console.asked import Asked, staff
from upheld.console.roles import arbitrates
from upheld.desk.queries import docket


@require_GET
@staff(Role.ARBITER, *MANAGERS)
def page(request: Asked) -> HttpResponseBase:
    """Open disputes, exclusion claims and proposals to cancel; managers read, the arbiter rules."""
    cases = docket(actor=request.actor)
    return render(request, "console/docket.html", {"cases": cases, "may_rule": arbitrates(request.actor)})
