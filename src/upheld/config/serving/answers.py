"""What Django's handler answers, complete, so that it can be sent without a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import SEEK_END, BytesIO
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, Any

from django.http import StreamingHttpResponse

IN_MEMORY = 256 * 1024
"""Bytes of an answer that are kept in memory; longer ones wait for their clients in a file."""
PIECE = 64 * 1024

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


@dataclass
class Answer:
    """Status, headers and body of a response, and the length of the body in bytes."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: IO[bytes] = field(default_factory=BytesIO)
    length: int = 0

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        """WSGI's ``start_response``."""
        self.status = int(status.partition(" ")[0])
        self.headers = [(name.lower().encode("latin-1"), text.encode("latin-1")) for name, text in headers]


def answer_of(application: Application, environ: dict[str, Any]) -> Answer:
    """Run the application; the database and the thread are not needed any more afterwards."""
    answer = Answer()
    response: Any = application(environ, answer.start)
    try:
        answer.body = getattr(response, "spool", None) or _stored(b"".join(response))
        answer.length = size_of(answer.body)
    finally:
        if hasattr(response, "close"):
            response.close()
    return answer


def _stored(body: bytes) -> IO[bytes]:
    if len(body) <= IN_MEMORY:
        return BytesIO(body)
    file = TemporaryFile()  # noqa: SIM115, it is closed when it was sent
    file.write(body)
    return file


def spool(response: StreamingHttpResponse) -> None:
    """Make the whole of a streamed response now; ``spool`` is then its file, and its length is known."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115, it is closed when it was sent
    for piece in response:
        file.write(piece)
    response["Content-Length"] = str(file.tell())
    file.seek(0)
    response.spool = file  # type: ignore[attr-defined]
    response.streaming_content = pieces(file)


def size_of(file: IO[bytes]) -> int:
    """Bytes of the file, which stands at its beginning then."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    return size


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The contents of the file from where it stands."""
    while piece := file.read(PIECE):
        yield piece
