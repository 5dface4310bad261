"""Uploads: request bodies that are streamed in chunks, limited in size and hashed while they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest

from upheld.api.wire.problems import Refusal

CHUNK = 256 * 1024


class Upload:
    """The body of a request as an iterator of chunks. It can be read once."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._digest = hashlib.sha256()
        self._most = int(settings.UPLOAD_LIMIT)
        self.announced = self._announced(request)

    def _announced(self, request: HttpRequest) -> int:
        """Return the ``Content-Length`` in bytes. Refuses one that is malformed or above the limit."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isascii() or not announced.isdigit() or int(announced) > self._most:
            raise self._too_large()
        return int(announced)

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        while data := self._request.read(CHUNK):
            size += len(data)
            if size > self._most:
                raise self._too_large()
            self._digest.update(data)
            yield data

    def digest(self) -> str:
        """Return the SHA-256 of the whole body. Reads and discards what has not been read yet."""
        for _ in self:
            pass
        return self._digest.hexdigest()

    def _too_large(self) -> Refusal:
        return Refusal(413, "too_large", most=self._most // (1024 * 1024))
