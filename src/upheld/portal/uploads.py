"""Uploaded files of a form, read as streams."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.accounts.request import Request
from upheld.operations.errors import Refused

MAX_FILES = 10


class CannotUpload(Refused):
    """Raised when the uploaded files are refused."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file. ``chunks`` can be read only once."""

    name: str
    content_type: str
    chunks: Iterable[bytes]
    size: int


def uploads(request: Request) -> tuple[Upload, ...]:
    """Return the files of the field ``files``. Raises CannotUpload if there are more than MAX_FILES."""
    sent = request.FILES.getlist("files")
    if len(sent) > MAX_FILES:
        raise CannotUpload("too_many_files", field="files", most=MAX_FILES)
    return tuple(Upload(file.name or "", file.content_type or "", file.chunks(), file.size or 0) for file in sent)
