"""Browsers for journeys: a person each, and whatever a browser complains of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from factories.accounts import browser as signed_in
from upheld.accounts.actor import Actor
from upheld.database import row_security

CHROMIUM = next((one for one in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(one).exists()), None)
WAIT = 20_000
"""Milliseconds after which a condition counts as never met."""
marks = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)"),
]


@dataclass
class Browsers:
    """Opens pages of one server; ``complaints`` are errors of scripts, of the policy and of the server."""

    chromium: Any
    url: str
    complaints: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def page(self, who: Actor | None = None, **more: Any) -> Any:
        """A browser of its own, signed in as somebody unless nobody is given."""
        given = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce"} | more
        context = self.chromium.new_context(base_url=self.url, **given)
        context.set_default_timeout(WAIT)
        self.contexts.append(context)
        if who is not None:
            secret = signed_in(who).cookies[settings.SESSION_COOKIE_NAME].value
            row_security.enter(None)  # signing in left the scope of whoever signed in
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": secret, "url": self.url}])
        opened = context.new_page()
        opened.on("pageerror", lambda error: self.complaints.append(f"{opened.url}: {error}"))
        opened.on("console", lambda said: self._note(opened.url, said))
        opened.on("response", self._check)
        return opened

    def close(self) -> None:
        while self.contexts:
            self.contexts.pop().close()

    def _note(self, place: str, said: Any) -> None:
        # A form sent back with its errors is told by its status as well; statuses are looked at in `_check`.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.complaints.append(f"{place}: {said.text}")

    def _check(self, response: Any) -> None:
        missing = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or missing:
            self.complaints.append(f"{response.status} {response.url}")
