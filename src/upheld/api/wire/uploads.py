"""A file as the body of a request: read in chunks, bounded, digested on its way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest

from upheld.api.wire.problems import Refusal

CHUNK = 256 * 1024


class Upload:
    """The bytes of a request, once."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._digest = hashlib.sha256()
        self._most = int(settings.UPLOAD_LIMIT)
        self.announced = self._announced(request)

    def _announced(self, request: HttpRequest) -> int:
        """The announced length in bytes. Refuses a body that is announced as too large."""
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
        """SHA-256 of all of it; what was not read yet is read and dropped."""
        for _ in self:
            pass
        return self._digest.hexdigest()

    def _too_large(self) -> Refusal:
        return Refusal(413, "too_large", most=self._most // (1024 * 1024))
