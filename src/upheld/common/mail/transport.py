"""How mail leaves: over SMTP, or into a folder that a person can look at."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT = 15.0
"""Seconds for any one step of the conversation with the mail server."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailFailed(Exception):
    """A mail was not handed over. ``permanent``: the same mail will never be taken."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Carrier(Protocol):
    """Takes messages one by one; ``close`` ends the conversation."""

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Hand one message over. Raises MailFailed."""

    def close(self) -> None:
        """End the conversation, if there is one."""


def carrier(url: str, *, timeout: float = TIMEOUT) -> Carrier:
    """The carrier for ``smtp://user:password@host:port``, ``smtps://…`` or ``file:///a/folder``."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    return Smtp(url, timeout=timeout)


class Folder:
    """One ``.eml`` file a mail, named after its key: sent twice, it is still one file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Write the file, or replace the one of the same key."""
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        draft = self.path / f".{name}.{os.getpid()}"
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_private(draft, message.as_bytes())
            _date(draft, message)
            draft.replace(self.path / f"{name}.eml")
        except OSError as error:
            raise MailFailed(f"cannot write to {self.path}: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is open."""


def _write_private(file: Path, content: bytes) -> None:
    """Mail holds links that sign people in: only the account that runs the service may read it."""
    with open(file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
        opened.write(content)


def _date(file: Path, message: EmailMessage) -> None:
    """The file bears the mail's own date, so that a folder is in the order of what was told."""
    at = message["Date"].datetime.timestamp()
    os.utime(file, (at, at))


class Smtp:
    """A conversation with a mail server, opened for the first mail and kept for the next.

    After a failure to connect nothing more is tried until ``close``: a server that hangs costs one time-out,
    not one for each mail.
    """

    def __init__(self, url: str, *, timeout: float) -> None:
        self._url = urlsplit(url)
        self._timeout = timeout
        self._open: smtplib.SMTP | None = None
        self._broken: str | None = None

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Hand one message over."""
        server = self._server()
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise MailFailed(_answer(code, text), permanent=_for_good(code)) from error
        except smtplib.SMTPDataError as error:
            raise MailFailed(
                _answer(error.smtp_code, error.smtp_error), permanent=_for_good(error.smtp_code)
            ) from error
        except smtplib.SMTPResponseException as error:
            raise MailFailed(_answer(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()
            raise MailFailed(f"the mail server ended the conversation: {_reason(error)}") from error

    def close(self) -> None:
        """Say goodbye, and try afresh next time."""
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                pass
        self._drop()
        self._broken = None

    def _server(self) -> smtplib.SMTP:
        if self._broken is not None:
            raise MailFailed(self._broken)
        if self._open is None:
            try:
                self._open = self._connect()
            except (smtplib.SMTPException, OSError) as error:
                self._broken = f"no conversation with the mail server: {_reason(error)}"
                raise MailFailed(self._broken) from error
        return self._open

    def _connect(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        if self._url.scheme == "smtps":
            context = _encryption(host)
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port or 465, timeout=self._timeout, context=context)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=self._timeout)
        try:
            self._prepare(server)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self._url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=_encryption(self._url.hostname or ""))
            server.ehlo()
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _encryption(host: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if host in LOOPBACK:
        # A mail server of this machine shows a certificate that nobody signed, and nobody listens in between.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _for_good(code: int) -> bool:
    return 500 <= code < 600


def _answer(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"the mail server answered {code} {said}"


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__
