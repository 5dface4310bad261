"""Composes the MIME message: headers that cannot be injected, a stable Message-ID, one recipient.

A mail never contains earlier history: it holds what its template says, and a link to the rest. Two rules keep the
text of people inside its part, whatever it holds. The boundary between the parts is random for each message and
contains ``=_``, which quoted-printable never produces. And the headers are read back from the finished bytes: a
message whose header lines are not exactly those that were set is not sent.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from upheld.mail.headers import POLICY
from upheld.mail.rendering import Rendered
from upheld.markup.plain_text import single_line

ADDRESS_LIMIT = 254
HEADER_LIMIT = 250
STRANGE = ' ,;:<>()[]\\"'
"""Characters that an address does not have without quotes."""
ENCODED = "=?"
"""How an encoded word begins (RFC 2047): programs decode it wherever it stands, even where it is not allowed."""
DOMAIN = re.compile(r"[A-Za-z0-9._-]+")
STRAY_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")


class UnfitAddress(ValueError):
    """The text is not the address of a single mailbox."""


class UnfitHeaders(ValueError):
    """The encoded headers are not the ones that were set. Such a message must not be sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """The content of one mail. ``key`` is the idempotency key of its outbox message; ``secret`` makes ids unguessable.

    ``written_at`` is the instant of what it tells: a message that had to wait for a server still says when that was.
    ``ticket_id`` is that of the ticket to whose thread the message belongs, if any. ``stop_link`` is the address at
    which the recipient can stop such mail with one POST (RFC 8058).
    """

    key: str
    to: str
    sender: str
    host: str
    secret: str
    written_at: datetime
    words: Rendered
    ticket_id: int | None = None
    stop_link: str = ""


def compose(mail: MailMessage) -> EmailMessage:
    """Compose the MIME message. Its Message-ID is the same at every attempt. Raises UnfitAddress and UnfitHeaders."""
    message = EmailMessage(policy=POLICY)
    message["From"] = _sender(mail.sender)
    message["To"] = address(mail.to)
    message["Subject"] = plain(mail.words.subject)
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = message_id(mail)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    _thread(message, mail)
    message.set_content(mail.words.text, cte="quoted-printable")
    message.add_alternative(mail.words.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{secrets.token_hex(24)}")
    _check_headers(message)
    return message


def message_id(mail: MailMessage) -> str:
    """The Message-ID: depends on the key alone, and cannot be guessed without the secret."""
    return f"<{_digest(mail, 'message', mail.key)}@{mail.host}>"


def thread_id(mail: MailMessage) -> str:
    """The id that all mails of a ticket refer to, so that mail programs show them as one thread."""
    return f"<{_digest(mail, 'ticket', str(mail.ticket_id))}@{mail.host}>"


def address(text: str) -> Address:
    """One mailbox, as an address without a name. Raises UnfitAddress."""
    local, at, domain = text.rpartition("@")
    strange = ENCODED in text or "@" in local or any(not char.isprintable() or char in STRANGE for char in text)
    if not at or not local or "." in (domain[:1], domain[-1:]) or not domain or strange or len(text) > ADDRESS_LIMIT:
        raise UnfitAddress(f"{plain(text)!r} is not an address such as name@example.com")
    try:
        return Address(username=local, domain=_ascii(domain))
    except (MessageError, ValueError, IndexError) as error:
        raise UnfitAddress(f"{plain(text)!r} is not an address such as name@example.com") from error


def plain(text: str) -> str:
    """Text on one line that a header takes as it is: it cannot be read as an encoded word (RFC 2047)."""
    return single_line(text)[:HEADER_LIMIT].strip().replace(ENCODED, "= ?")


def _check_headers(message: EmailMessage) -> None:
    """Some versions of Python write decoded line breaks into headers as they are. Raises UnfitHeaders."""
    head = message.as_bytes().partition(b"\r\n\r\n")[0]
    names = message_from_bytes(head, policy=policy.compat32).keys()
    if names != message.keys() or STRAY_LINE_END.search(head):
        raise UnfitHeaders(f"the headers of this mail became {', '.join(names)}")


def _sender(text: str) -> Address:
    name, bare = parseaddr(text)
    mailbox = address(bare)
    return Address(display_name=plain(name), username=mailbox.username, domain=mailbox.domain)


def _thread(message: EmailMessage, mail: MailMessage) -> None:
    ticket = mail.ticket_id
    if ticket is None:
        return
    message["In-Reply-To"] = message["References"] = thread_id(mail)
    message["List-Id"] = f"<ticket-{ticket}.{mail.host}>"
    message["Precedence"] = "bulk"
    if mail.stop_link:
        message["List-Unsubscribe"] = f"<{mail.stop_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _digest(mail: MailMessage, *parts: str) -> str:
    digest = hmac.new(mail.secret.encode(), "\0".join(["upheld mail", *parts]).encode(), hashlib.sha256)
    return digest.hexdigest()[:40]


def _ascii(domain: str) -> str:
    """The domain as servers write it. Wide punctuation becomes plain, which would begin another address."""
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError as error:
        raise UnfitAddress(f"{plain(domain)!r} is not a domain") from error
    if not DOMAIN.fullmatch(ascii_domain):
        raise UnfitAddress(f"{plain(domain)!r} is not a domain")
    return ascii_domain
