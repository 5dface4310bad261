"""Checks whether a web server answers for the desk on its public name.

The front limits what the desk itself cannot: connections that send nothing, bodies that never end. It answers
``X-Upheld-Front`` on ``/healthz`` with the value of the request's ``X-Upheld-Probe``, which the desk never does.
"""

from __future__ import annotations

import secrets
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from upheld.cli.findings import Finding
from upheld.config.kinds import is_public

PROBE, ANSWER = "X-Upheld-Probe", "X-Upheld-Front"
PATIENCE = 10.0
HELP = (
    "Put the desk behind a front that limits slow clients, such as deploy/nginx/upheld.conf, and let it answer "
    f"{ANSWER} on /healthz with the request's {PROBE}."
)


def findings(chosen: dict[str, Any]) -> Iterator[Finding]:
    """Nothing for a desk without a public name; else whether its front answers."""
    if is_public(urlsplit(chosen["base_url"]).hostname or ""):
        yield probe(chosen["base_url"])


def probe(base_url: str) -> Finding:
    """Ask the front."""
    nonce = secrets.token_hex(16)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(f"{base_url}/healthz", headers={PROBE: nonce})  # noqa: S310  (UPHELD_BASE_URL is http or https)
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            answer = response.headers.get(ANSWER, "")
    except urllib.error.HTTPError as error:
        return Finding("failure", f"{base_url}/healthz answers {error.code}", HELP)
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return Finding("failure", f"{base_url} cannot be reached from here: {reason}", HELP)
    if answer != nonce:
        return Finding("failure", f"no front answers at {base_url}", HELP)
    return Finding("ok", f"a front at {base_url}")
