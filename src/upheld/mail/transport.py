"""The transports of mail: SMTP, or a folder of ``.eml`` files."""

from __future__ import annotations

import hashlib
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from upheld.mail.failure import MailFailed, Step
from upheld.mail.smtp import TIMEOUT, Smtp, Tls


class Transport(Protocol):
    """Sends messages one by one; ``close`` ends the session."""

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Hand one message over. Raises MailFailed."""

    def close(self) -> None:
        """End the session, if there is one."""


def transport_for(url: str, *, tls: Tls = Tls.OPPORTUNISTIC, timeout: float = TIMEOUT) -> Transport:
    """The transport for ``smtp://user:password@host:port``, ``smtps://…`` or ``file:///a/folder``."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    return Smtp(url, tls=tls, timeout=timeout)


class Folder:
    """Writes each mail to an ``.eml`` file named after its key, so that a mail sent twice is one file."""

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
            raise MailFailed(f"cannot write to {self.path}: {error.strerror}", step=Step.FOLDER) from error

    def close(self) -> None:
        """Nothing is open."""


def _write_private(file: Path, content: bytes) -> None:
    """Mail contains sign-in links, so the file is readable only by the account that runs the service."""
    with open(file, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as output:
        output.write(content)


def _date(file: Path, message: EmailMessage) -> None:
    """Give the file the mail's own date, so that the folder can be sorted by it."""
    at = message["Date"].datetime.timestamp()
    os.utime(file, (at, at))
