"""A verb that is one button: done, and back to the page; or back with the reason why not."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from upheld.i18n.words import say
from upheld.operations.errors import NotAllowed, NotFound, Refused


def act(request: HttpRequest, verb: Callable[[], object], *, back: str, done: str = "common.done") -> HttpResponse:
    """Do ``verb`` and return to ``back``; a refusal is shown there, but for those that are pages of their own."""
    try:
        verb()
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        messages.error(request, refused.text())
    else:
        messages.success(request, say(done))
    return HttpResponseRedirect(back)
