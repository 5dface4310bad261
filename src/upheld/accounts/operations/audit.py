"""What happened to accounts, for whoever watches the log: ids only, never an address or a secret."""

from __future__ import annotations

import logging

log = logging.getLogger("upheld.security")


def note(what: str, **ids: object) -> None:
    """One line: what happened, to whom, by whom."""
    log.info("%s %s", what, " ".join(f"{name}={value}" for name, value in ids.items()), extra={"event": what, **ids})
