"""Language and theme, stored with the user, or in a cookie for visitors."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from upheld.accounts import operations
from upheld.accounts.audience import public
from upheld.accounts.choices import LANGUAGES
from upheld.accounts.request import Request
from upheld.public.redirects import onward

YEAR = 365 * 24 * 3600
OFFERED = {"language": dict(LANGUAGES), "theme": {"auto": "", "light": "", "dark": ""}}


@public
@require_POST
def preferences(request: Request) -> HttpResponse:
    """Save the language and theme that were sent, ignore invalid values, and redirect back to the page."""
    choices = {name: request.POST[name] for name, options in OFFERED.items() if request.POST.get(name) in options}
    response = onward(request.POST.get("next", ""))
    if request.actor is None:
        for name, value in choices.items():
            cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
            response.set_cookie(cookie, value, YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    elif choices:
        _save(request, choices)
    return response


def _save(request: Request, choices: dict[str, str]) -> None:
    actor = request.person
    values = {"language": actor.language, "theme": actor.theme} | choices
    operations.update_profile(name=actor.name, timezone=actor.timezone, **values, by=actor, now=request.now)
