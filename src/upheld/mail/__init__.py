"""Composing and sending mail: templates, headers, SMTP, and a folder as a substitute for a mail server."""

from upheld.mail.failure import MailFailed, Step
from upheld.mail.message import MailMessage, UnfitAddress, UnfitHeaders, compose
from upheld.mail.rendering import Rendered, render
from upheld.mail.smtp import Session, Smtp, Tls
from upheld.mail.transport import Folder, Transport, transport_for

__all__ = [
    "Folder",
    "MailFailed",
    "MailMessage",
    "Rendered",
    "Session",
    "Smtp",
    "Step",
    "Tls",
    "Transport",
    "UnfitAddress",
    "UnfitHeaders",
    "compose",
    "render",
    "transport_for",
]
