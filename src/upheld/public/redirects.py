"""Where to go next."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def onward(place: str) -> HttpResponse:
    """To a place of this site that was asked for, or to the start; never to another site."""
    safe = place.startswith("/") and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    return HttpResponseRedirect(place if safe else reverse("home"))
