"""Secrets that are shown or sent once: 256 random bits, of which only the SHA-256 is stored.

A plain digest is enough, because random secrets cannot be guessed.
"""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "uph_"  # noqa: S105


def make() -> str:
    """Returns a new secret for a link."""
    return secrets.token_urlsafe(32)


def make_token() -> str:
    """Returns a new API token; its prefix lets scanners find leaked tokens."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Returns the digest of a secret, for storage."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
