"""The start page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.accounts.audience import public
from upheld.accounts.request import Request
from upheld.reports.queries.publications import published_periods
from upheld.reports.queries.vendor import vendor_name
from upheld.ui import navigation


@public
@require_safe
def home(request: Request) -> HttpResponse:
    """Redirect users to their first page. Visitors get the front page, users without a membership a notice."""
    actor = request.actor
    if actor is None:
        return render(
            request,
            "public/front.html",
            {"vendor": vendor_name(), "published": any(entry.stands for entry in published_periods())},
        )
    family = "staff" if actor.is_staff else "customer"
    places = (link.address() for link in navigation.links(family, actor.staff_roles))
    first = next((place for place in places if place), None) if actor.memberships else None
    return HttpResponseRedirect(first) if first else render(request, "public/nowhere.html")
