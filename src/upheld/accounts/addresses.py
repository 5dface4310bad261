"""E-mail addresses: which are taken, and when two spellings are one."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from upheld.common.errors import Refused

LONGEST = 254


class CannotUseAddress(Refused):
    """Not an e-mail address, or somebody else's already."""


def clean(address: str) -> str:
    """The address as it is kept and written to; raises CannotUseAddress."""
    cleaned = unicodedata.normalize("NFC", address).strip()
    try:
        if len(cleaned) > LONGEST:
            raise ValidationError("too long")
        validate_email(cleaned)
    except ValidationError as error:
        raise CannotUseAddress("not_an_address", field="address") from error
    return cleaned


def fold(address: str) -> str:
    """The same text for every spelling of one address; anything at all may be given."""
    return unicodedata.normalize("NFKC", address.replace("\0", "")).strip().casefold()[:LONGEST]
