"""Sends mail over SMTP, many mails in one session."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from upheld.mail.failure import MailFailed, Step
from upheld.markup.plain_text import single_line

TIMEOUT = 15.0
"""Seconds for any one step of the conversation with the mail server."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
ANSWER_LIMIT = 300
"""Characters of what a server answers that are kept."""


class Tls(StrEnum):
    """How an ``smtp://`` conversation is encrypted. ``smtps://`` is encrypted from the first byte in any case."""

    REQUIRED = "required"
    OPPORTUNISTIC = "opportunistic"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open conversation. ``protocol`` is empty where it is in clear text."""

    server: str
    name: str
    protocol: str
    signed_in: bool


class Smtp:
    """A conversation with a mail server, opened for the first mail and kept for the next.

    After a failure to connect nothing more is tried until ``close``: a server that hangs costs one time-out,
    not one for each mail.
    """

    def __init__(self, url: str, *, tls: Tls = Tls.OPPORTUNISTIC, timeout: float = TIMEOUT) -> None:
        self._url = urlsplit(url)
        self._tls = tls
        self._timeout = timeout
        self._open: smtplib.SMTP | None = None
        self._broken: MailFailed | None = None

    @property
    def server(self) -> str:
        """The host and port that are called."""
        host = self._url.hostname or ""
        return f"[{host}]:{self._port}" if ":" in host else f"{host}:{self._port}"

    @property
    def is_near(self) -> bool:
        """Whether the server is on this machine."""
        return self._url.hostname in LOOPBACK

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Hand one message over."""
        server = self._connected()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise MailFailed(_answer(code, text), step=Step.RECIPIENT, permanent=_for_good(code)) from error
        except smtplib.SMTPDataError as error:
            raise MailFailed(
                _answer(error.smtp_code, error.smtp_error), permanent=_for_good(error.smtp_code)
            ) from error
        except smtplib.SMTPSenderRefused as error:
            raise MailFailed(_answer(error.smtp_code, error.smtp_error), step=Step.SENDER) from error
        except smtplib.SMTPResponseException as error:
            raise MailFailed(_answer(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise MailFailed(f"the mail server ended the conversation: {_reason(error)}") from error

    def probe(self, sender: str) -> Session:
        """Connect, sign in and name the sender, without sending anything. Raises MailFailed."""
        server = self._connected()
        with _step(Step.SENDER, "the sender was not accepted"):
            code, text = server.mail(sender)
            if code != 250:
                raise smtplib.SMTPResponseException(code, text)
            server.rset()
        return self.session()

    def session(self) -> Session:
        """What is known of the conversation, opened if it is not open. Raises MailFailed."""
        server = self._connected()
        sock = server.sock
        greeting = (server.ehlo_resp or server.helo_resp or b"").partition(b"\n")[0]
        return Session(
            server=self.server,
            name=single_line(greeting.decode("utf-8", "replace"))[:ANSWER_LIMIT],
            protocol=(sock.version() or "") if isinstance(sock, ssl.SSLSocket) else "",
            signed_in=bool(self._url.username),
        )

    def close(self) -> None:
        """Say goodbye, and try afresh next time."""
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                pass
        self._drop()
        self._broken = None

    @property
    def _port(self) -> int:
        return self._url.port or (465 if self._url.scheme == "smtps" else 25)

    def _connected(self) -> smtplib.SMTP:
        if self._broken is not None:
            raise MailFailed(str(self._broken), step=self._broken.step) from self._broken
        if self._open is None:
            try:
                self._open = self._connect()
            except MailFailed as error:
                self._broken = error
                raise
        return self._open

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or ""
        with _step(Step.CONNECTION):
            if self._url.scheme == "smtps":
                context = _encryption(host, self._tls)
                server: smtplib.SMTP = smtplib.SMTP_SSL(host, self._port, timeout=self._timeout, context=context)
            else:
                server = smtplib.SMTP(host, self._port, timeout=self._timeout)
        try:
            self._prepare(server)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP) -> None:
        with _step(Step.CONNECTION):
            server.ehlo_or_helo_if_needed()
        with _step(Step.ENCRYPTION):
            self._encrypt(server)
        if self._url.username:
            with _step(Step.SIGN_IN):
                server.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _encrypt(self, server: smtplib.SMTP) -> None:
        """STARTTLS where it is offered or required; nothing more is said where it is required and fails."""
        if self._url.scheme == "smtps" or self._tls is Tls.OFF:
            return
        if server.has_extn("starttls"):
            server.starttls(context=_encryption(self._url.hostname or "", self._tls))
            server.ehlo()
        elif self._tls is Tls.REQUIRED:
            raise smtplib.SMTPNotSupportedError("it offers no STARTTLS, which is required")

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


@contextmanager
def _step(step: Step, reason: str = "no conversation with the mail server") -> Iterator[None]:
    """Turn the errors of a step of the conversation into MailFailed."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailFailed(f"{reason}: {error.verify_message}", step=Step.CERTIFICATE) from error
    except ssl.SSLError as error:
        raise MailFailed(f"{reason}: {_reason(error)}", step=Step.ENCRYPTION) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise MailFailed(f"{reason}: {_reason(error)}", step=step) from error


def _encryption(host: str, tls: Tls) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if host in LOOPBACK and tls is not Tls.REQUIRED:
        # A mail server of this machine shows a certificate that nobody signed, and nobody listens in between.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _for_good(code: int) -> bool:
    return 500 <= code < 600


def _answer(code: int, text: bytes | str) -> str:
    reply = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"the mail server answered {code} {single_line(reply)[:ANSWER_LIMIT]}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return single_line(str(error)) or type(error).__name__
