"""Files that came with a form, streamed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.accounts.request import Request
from upheld.operations.errors import Refused

MOST = 10


class CannotUpload(Refused):
    """The files cannot be taken as they came."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; ``chunks`` can be read once."""

    name: str
    content_type: str
    chunks: Iterable[bytes]
    size: int


def uploads(request: Request) -> tuple[Upload, ...]:
    """The files of the field ``files``; raises CannotUpload beyond ten."""
    sent = request.FILES.getlist("files")
    if len(sent) > MOST:
        raise CannotUpload("too_many_files", field="files", most=MOST)
    return tuple(Upload(file.name or "", file.content_type or "", file.chunks(), file.size or 0) for file in sent)
