"""What a front asks before it reads a large body: whether the client is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from upheld.accounts.audience import public
from upheld.accounts.request import Request


@public
@never_cache
@require_safe
def signed_in(request: Request) -> HttpResponse:
    """204 if the session is open or, below ``/api/``, the token is valid; else 401."""
    return HttpResponse(status=204 if request.actor is not None else 401)


urlpatterns = [
    path("signed-in", signed_in, name="signed_in"),
    path("api/v1/signed-in", signed_in, name="token_is_valid"),
]
