"""Secrets that are shown or sent once: 256 random bits, of which only the SHA-256 is kept.

They are random, so a plain digest is enough: there is nothing to guess that a slow hash would protect.
"""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "uph_"  # noqa: S105


def make() -> str:
    """A new secret for a link."""
    return secrets.token_urlsafe(32)


def make_token() -> str:
    """A new API token; the prefix lets scanners find one that leaked."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
