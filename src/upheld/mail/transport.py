"""How mail leaves: over SMTP, or into a folder that a person can look at."""

from __future__ import annotations

import hashlib
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from upheld.mail.failure import MailFailed, Step
from upheld.mail.smtp import TIMEOUT, Smtp, Tls


class Carrier(Protocol):
    """Takes messages one by one; ``close`` ends the conversation."""

    def send(self, message: EmailMessage, *, key: str) -> None:
        """Hand one message over. Raises MailFailed."""

    def close(self) -> None:
        """End the conversation, if there is one."""


def carrier(url: str, *, tls: Tls = Tls.OPPORTUNISTIC, timeout: float = TIMEOUT) -> Carrier:
    """The carrier for ``smtp://user:password@host:port``, ``smtps://…`` or ``file:///a/folder``."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Folder(Path(unquote(parts.path)))
    return Smtp(url, tls=tls, timeout=timeout)


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
            raise MailFailed(f"cannot write to {self.path}: {error.strerror}", step=Step.FOLDER) from error

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
