"""Gives each customer, and each of the vendor's people, a fair share of the threads of this process.

A request takes its share once its actor is known and before its view begins. Its thread counts as held until the
response has been made, or, for a download that is sent in parts, until the last part was sent or the client went away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.http import HttpResponse, StreamingHttpResponse

from upheld.accounts.costly import group_of
from upheld.accounts.request import Request
from upheld.api.wire.callers import activate_language
from upheld.api.wire.errors import refused_problem
from upheld.config.middleware.guard import refused_page
from upheld.operations.errors import ComeAgain
from upheld.operations.shares import Held, Shares, shares

AGAIN_AFTER = 2


class TooManyAtOnce(ComeAgain):
    """These people have as many requests under way as they may."""


class SharesMiddleware:
    """Counts the thread of each request, from its arrival until its response was sent."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        pool = shares()
        held = request.held = pool.arrive()
        sent_later = False
        try:
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not getattr(response, "whole", False):
                response.streaming_content = _Sent(response.streaming_content, pool, held)
                sent_later = True
            return response
        finally:
            if not sent_later:
                pool.leave(held)


class _Sent:
    """The parts of a response; the response closes them when they were sent, or when the client goes away."""

    def __init__(self, parts: Iterable[bytes], pool: Shares, held: Held) -> None:
        self._parts, self._pool, self._held, self._open = parts, pool, held, True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        if self._open:
            self._open = False
            self._pool.leave(self._held)


def crowded(request: Request) -> HttpResponse | None:
    """Take a share for the request; a refusal if its people have used theirs up."""
    if request.actor is None:
        shares().note_stranger(request.held)
        return None
    if shares().take(request.held, group_of(request.actor)):
        return None
    refused = TooManyAtOnce("too_many_at_once", seconds=AGAIN_AFTER)
    if not request.path_info.startswith("/api/"):
        return refused_page(request, refused)
    activate_language(request)
    return refused_problem(request, refused)
