"""Mail: one message to one person, in their language, that says it was sent by a machine."""

from upheld.mail.failure import MailFailed, Step
from upheld.mail.message import MailMessage, UnfitAddress, UnfitHeaders, compose
from upheld.mail.rendering import Rendered, render
from upheld.mail.smtp import Session, Smtp, Tls
from upheld.mail.transport import Carrier, Folder, carrier

__all__ = [
    "Carrier",
    "Folder",
    "MailFailed",
    "MailMessage",
    "Rendered",
    "Session",
    "Smtp",
    "Step",
    "Tls",
    "UnfitAddress",
    "UnfitHeaders",
    "carrier",
    "compose",
    "render",
]
