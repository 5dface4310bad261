"""Reads the mail of an installation that writes its mail to a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMail:
    """A mail in the folder. ``text`` is empty in a list."""

    name: str
    to: str
    subject: str
    written_at: datetime
    text: str = ""


def folder_of(url: str) -> Path | None:
    """The folder that mail is written to, or ``None`` if it is sent by SMTP."""
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def listing(folder: Path, *, limit: int = 100) -> list[FolderMail]:
    """The newest mails, newest first."""
    files = sorted(_files(folder), key=lambda entry: entry[1], reverse=True)
    return [_mail(path, at) for path, at in files[:limit]]


def read(folder: Path, name: str) -> FolderMail | None:
    """One mail with its text, or ``None`` if there is none of this name."""
    path = folder / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    return _mail(path, path.stat().st_mtime, whole=True)


def _files(folder: Path) -> Iterator[tuple[Path, float]]:
    for path in folder.glob("*.eml"):
        try:
            yield path, path.stat().st_mtime
        except OSError:  # written anew just now
            continue


def _mail(path: Path, at: float, *, whole: bool = False) -> FolderMail:
    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return FolderMail(
        name=path.stem,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        written_at=datetime.fromtimestamp(at, UTC),
        text=_text(message) if whole else "",
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
