"""Safe redirects."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def onward(place: str) -> HttpResponse:
    """Redirect to a path of this site, or to the start page if the path is unsafe or empty."""
    safe = place.startswith("/") and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    return HttpResponseRedirect(place if safe else reverse("home"))
