"""Devices from which a person signed in before: a signed cookie with a random id and a digest of the person's address.

It opens nothing. Wrong passwords from such a device are counted for the device alone and its attempts do not wait for
strangers, so that whoever floods the sign-in page, or guesses at somebody's address, does not lock that person out.
"""

from __future__ import annotations

import secrets

from django.core import signing
from django.utils.crypto import salted_hmac

from upheld.accounts import addresses

SALT = "upheld.devices"
MAX_AGE = 365 * 24 * 3600
"""Seconds that a browser keeps the cookie."""
LONGEST = 200


def remember(address: str, cookie: str = "") -> str:
    """The value of the cookie for a device from which the owner of ``address`` has just signed in.

    A device that sent its ``cookie`` keeps its id, and with it the attempts that were counted.
    """
    device = recognise(cookie, address) or secrets.token_hex(16)
    return signing.Signer(salt=SALT).sign(f"{device}.{_digest(address)}")


def recognise(cookie: str, address: str) -> str | None:
    """The device's id if its cookie was made for ``address``, else None."""
    try:
        value = signing.Signer(salt=SALT).unsign(cookie[:LONGEST])
    except signing.BadSignature:
        return None
    device, _, digest = value.partition(".")
    return device if digest == _digest(address) else None


def _digest(address: str) -> str:
    return salted_hmac(SALT, addresses.fold(address), algorithm="sha256").hexdigest()[:32]
