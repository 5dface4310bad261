"""Validation and normalisation of e-mail addresses."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from upheld.operations.errors import Refused

LONGEST = 254
ENCODED = "=?"
"""The start of an encoded word in mail (RFC 2047), which would decode to another address."""
DOTS = re.compile("[\u3002\uff0e\uff61]")


class CannotUseAddress(Refused):
    """Not an e-mail address, or already in use."""


def clean(address: str) -> str:
    """Returns the address as it is stored and used in mail; raises CannotUseAddress."""
    cleaned = _dotted(unicodedata.normalize("NFC", address).strip())
    try:
        if len(cleaned) > LONGEST or ENCODED in cleaned:
            raise ValidationError("not an address that mail is sent to as it is written")
        validate_email(cleaned)
    except ValidationError as error:
        raise CannotUseAddress("not_an_address", field="address") from error
    return cleaned


def fold(address: str) -> str:
    """Returns the same text for all spellings of an address; accepts any text."""
    return _dotted(unicodedata.normalize("NFKC", address.replace("\0", ""))).strip().casefold()[:LONGEST]


def _dotted(address: str) -> str:
    """Replaces Chinese and Japanese full stops by dots, as in host names."""
    return DOTS.sub(".", address)
