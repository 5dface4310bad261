"""E-mail addresses: which are taken, and when two spellings are one."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from upheld.operations.errors import Refused

LONGEST = 254
ENCODED = "=?"
"""How an encoded word begins in mail: what it stands for is another address than the one that is written."""
DOTS = re.compile("[\u3002\uff0e\uff61]")


class CannotUseAddress(Refused):
    """Not an e-mail address, or somebody else's already."""


def clean(address: str) -> str:
    """The address as it is kept and written to; raises CannotUseAddress."""
    cleaned = _dotted(unicodedata.normalize("NFC", address).strip())
    try:
        if len(cleaned) > LONGEST or ENCODED in cleaned:
            raise ValidationError("not an address that mail is sent to as it is written")
        validate_email(cleaned)
    except ValidationError as error:
        raise CannotUseAddress("not_an_address", field="address") from error
    return cleaned


def fold(address: str) -> str:
    """The same text for every spelling of one address; anything at all may be given."""
    return _dotted(unicodedata.normalize("NFKC", address.replace("\0", ""))).strip().casefold()[:LONGEST]


def _dotted(address: str) -> str:
    """Names of hosts may be written with the full stops of Chinese and Japanese; they are the same names."""
    return DOTS.sub(".", address)
