"""Gives each customer, and each of the vendor's people, a fair share of the threads of this process.

A request takes its share once its actor is known and before its view begins. It ends when the response has been made,
or, for a download that is sent in parts, when the last part was sent or the client went away.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from upheld.accounts.costly import group_of
from upheld.accounts.request import Request
from upheld.api.wire.callers import activate_language
from upheld.api.wire.errors import refused_problem
from upheld.config.middleware.guard import refused_page
from upheld.operations.errors import ComeAgain
from upheld.operations.shares import shares

PATIENCE = 5.0
"""Seconds that a request waits at most for others of the same people."""
AGAIN_AFTER = 2


class TooManyAtOnce(ComeAgain):
    """These people have as many requests under way as they may."""


class SharesMiddleware:
    """Ends the share that `crowded` took."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.share_of = None
        sent_later = False
        try:
            response = self.get_response(request)
            if request.share_of and response.streaming and not getattr(response, "whole", False):
                response._resource_closers.append(lambda: _end(request))
                sent_later = True
            return response
        finally:
            if not sent_later:
                _end(request)


def crowded(request: Request) -> HttpResponse | None:
    """Take a share for the request; a refusal if its people have used theirs up."""
    if request.actor is None:
        return None
    group = group_of(request.actor)
    if shares().take(group, PATIENCE):
        request.share_of = group
        return None
    refused = TooManyAtOnce("too_many_at_once", seconds=AGAIN_AFTER)
    if not request.path_info.startswith("/api/"):
        return refused_page(request, refused)
    activate_language(request)
    return refused_problem(request, refused)


def _end(request: Request) -> None:
    """End the request's share, once."""
    group, request.share_of = request.share_of, None
    if group:
        shares().end(group)
