"""Whose a request is before its caller has been identified: remembered from the caller's earlier requests."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django.conf import settings

from upheld.accounts.limits import network
from upheld.config.serving.environ import client_address, cookie_of
from upheld.config.serving.turns import Owner

MOST = 10_000
"""Callers that are remembered; the ones that were quiet for longest are forgotten."""


def caller_of(environ: Mapping[str, Any]) -> str:
    """A digest of the session or API token that the request names, whether or not it is valid; empty if none."""
    secret = environ.get("HTTP_AUTHORIZATION") or cookie_of(environ, settings.SESSION_COOKIE_NAME)
    return blake2b(secret.encode(), digest_size=16).hexdigest() if secret else ""


class Owners:
    """The owner of each caller that was identified lately; for use in one event loop."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, Owner] = OrderedDict()

    def lookup(self, caller: str) -> Owner | None:
        """The owner that the caller's last request was identified as."""
        return self._owners.get(caller)

    def learn(self, caller: str, name: str | None) -> None:
        """The caller has been identified, or is nobody."""
        self._owners.pop(caller, None)
        if name and caller:
            self._owners[caller] = Owner(name, identified=True)
            if len(self._owners) > MOST:
                self._owners.popitem(last=False)


def stranger(environ: Mapping[str, Any]) -> Owner:
    """The owner of requests of which nothing else is known: their network."""
    return Owner(f"network {network(client_address(environ))}")
