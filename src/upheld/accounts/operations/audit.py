"""Audit log of accounts: ids only, never an address or a secret."""

from __future__ import annotations

import logging

log = logging.getLogger("upheld.security")


def note(event: str, **ids: object) -> None:
    """Logs an event with its ids, in one line."""
    log.info("%s %s", event, " ".join(f"{name}={value}" for name, value in ids.items()), extra={"event": event, **ids})
