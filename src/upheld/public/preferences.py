"""Language and theme: kept with the person, or in a cookie before there is one."""

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
    """Whatever of the two is sent, and known, is kept; then back to the page."""
    chosen = {name: request.POST[name] for name, known in OFFERED.items() if request.POST.get(name) in known}
    response = onward(request.POST.get("next", ""))
    if request.actor is None:
        for name, value in chosen.items():
            cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
            response.set_cookie(cookie, value, YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    elif chosen:
        _keep(request, chosen)
    return response


def _keep(request: Request, chosen: dict[str, str]) -> None:
    actor = request.person
    kept = {"language": actor.language, "theme": actor.theme} | chosen
    operations.update_profile(name=actor.name, timezone=actor.timezone, **kept, by=actor, now=request.now)
