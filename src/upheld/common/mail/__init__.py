"""Mail: one message to one person, in their language, that says it was sent by a machine."""

from upheld.common.mail.letter import Letter, UnfitAddress, UnfitHeaders, compose
from upheld.common.mail.rendering import Rendered, render
from upheld.common.mail.transport import Carrier, MailFailed, carrier

__all__ = [
    "Carrier",
    "Letter",
    "MailFailed",
    "Rendered",
    "UnfitAddress",
    "UnfitHeaders",
    "carrier",
    "compose",
    "render",
]
