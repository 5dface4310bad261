"""Secrets at rest: AES-256-GCM under a key that HKDF-SHA256 derives from UPHELD_SECRET_KEY.

For secrets that have to be read again, such as those that sign webhooks. What only has to be compared is hashed.
"""

from __future__ import annotations

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = "v1:"
"""The prefix of a sealed text; a text without it was stored before there was encryption."""
NONCE_BYTES = 12


class CannotUnseal(Exception):
    """The text was sealed under a secret key that is neither the present nor an earlier one, or it is damaged."""


def seal(text: str, *, purpose: str) -> str:
    """Encrypt under the present key. ``purpose`` is authenticated: what was sealed for one opens for no other."""
    nonce = os.urandom(NONCE_BYTES)
    data = nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, text.encode(), purpose.encode())
    return VERSION + base64.b64encode(data).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Decrypt under the present key or an earlier one. Raises CannotUnseal."""
    if not sealed.startswith(VERSION):
        return sealed
    try:
        data = base64.b64decode(sealed.removeprefix(VERSION), validate=True)
    except binascii.Error as error:
        raise CannotUnseal from error
    for key in keys():
        try:
            return _cipher(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise CannotUnseal


def is_current(sealed: str, *, purpose: str) -> bool:
    """Whether a text is sealed under the present key."""
    try:
        data = base64.b64decode(sealed.removeprefix(VERSION), validate=True)
        _cipher(settings.SECRET_KEY).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], purpose.encode())
    except (InvalidTag, ValueError):
        return False
    return sealed.startswith(VERSION)


def keys() -> list[str]:
    """The present secret key, then the earlier ones."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def fingerprint(key: str) -> str:
    """A value by which two machines compare their keys without showing them."""
    return _derived(key, "fingerprint").hex()


def _cipher(key: str) -> AESGCM:
    return AESGCM(_derived(key, "sealing"))


@lru_cache(maxsize=16)
def _derived(key: str, use: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"upheld {use}".encode()).derive(key.encode())
