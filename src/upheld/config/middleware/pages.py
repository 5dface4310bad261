"""Django's middleware for sessions, messages and CSRF, for pages only.

A program that calls the API has none of them, and does not wait for them.
"""

from __future__ import annotations

from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

API = "/api/"


class _ForPages:
    """Wraps a middleware so that API requests skip it."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(API):
            answer: HttpResponseBase = self.get_response(request)  # type: ignore[attr-defined]
            return answer
        return super().__call__(request)  # type: ignore[misc, no-any-return]


class PageSessions(_ForPages, SessionMiddleware):
    """``request.session``."""


class PageForms(_ForPages, CsrfViewMiddleware):
    """Forms are sent from our own pages only."""


class PageMessages(_ForPages, MessageMiddleware):
    """What the next page says."""
