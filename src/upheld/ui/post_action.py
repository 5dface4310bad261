"""Runs the operation of a single button, then redirects back, with an error message if it was refused."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from upheld.i18n.words import say
from upheld.operations.errors import NotAllowed, NotFound, Refused


def act(request: HttpRequest, verb: Callable[[], object], *, back: str, done: str = "common.done") -> HttpResponse:
    """Call ``verb`` and redirect to ``back``. A refusal is shown there, except NotFound and NotAllowed."""
    try:
        verb()
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        messages.error(request, refused.text())
    else:
        messages.success(request, say(done))
    return HttpResponseRedirect(back)
