"""Access control: a view is open only to its declared audience. Also turns refusals into error pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from upheld.accounts.audience import Answer, audience_of
from upheld.accounts.request import Request
from upheld.config.middleware.away import AWAY, come_again
from upheld.operations.disk import NoSpace
from upheld.operations.errors import ComeAgain, Damaged, NotAllowed, NotFound, Refused
from upheld.sla import CannotAssess

log = logging.getLogger(__name__)


class GuardMiddleware:
    """Asks `audience_of` before each view; turns NotFound, NotAllowed and other refusals into 404, 403 and 409."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """``None`` lets the request in."""
        audience = audience_of(view)
        actor = getattr(request, "actor", None)
        answer = audience.answer(actor) if audience else Answer.NOT_ALLOWED
        if answer is Answer.SIGN_IN:
            return _to_sign_in(request)
        if answer is Answer.NOTHING_HERE:
            raise Http404
        return refused_page(request, NotAllowed()) if answer is Answer.NOT_ALLOWED else None

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        """A refusal that the view did not turn into a form's error; a database that is away."""
        if isinstance(exception, AWAY):
            return come_again(request, exception)
        if isinstance(exception, Damaged):
            return _damaged_page(request, exception)
        if isinstance(exception, CannotAssess):
            return _damaged_page(request, Damaged(exception.code, **exception.params))
        return refused_page(request, exception) if isinstance(exception, Refused) else None


def refused_page(request: Request, refused: Refused) -> HttpResponse:
    """The page of a refusal."""
    if isinstance(refused, NotFound):
        return render(request, "404.html", {"text": refused.text()}, status=404)
    if isinstance(refused, NotAllowed):
        return render(request, "403.html", {"text": refused.text()}, status=403)
    if isinstance(refused, ComeAgain):
        text = refused.text()
        return HttpResponse(render_to_string("429.html", {"text": text}), status=429, headers=refused.headers)
    status = 507 if isinstance(refused, NoSpace) else 409
    return render(request, "409.html", {"text": refused.text()}, status=status)


def _damaged_page(request: Request, damaged: Damaged) -> HttpResponse:
    """500, for it is the installation that is broken; the page says what, and what to do."""
    log.error("what is stored is damaged: %s", damaged, exc_info=damaged)
    got_request_exception.send(sender=None, request=request)
    return render(request, "damaged.html", {"text": damaged.text()}, status=500)


def _to_sign_in(request: Request) -> HttpResponse:
    place = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    target = f"{reverse('sign_in')}?next={quote(place)}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
