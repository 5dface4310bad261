"""Limits how many threads slow clients can hold, by uploads and by downloads.

Reading a body (see `bodies`), and sending a download beyond `READ_AHEAD` bytes, takes a slot; a request that gets none
is refused. A download that nobody reads keeps its slot until the client goes away; that is the front's to limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from upheld.accounts.actor import Actor
from upheld.accounts.costly import reading
from upheld.config.bodies import PacedBody
from upheld.operations.slots import DOWNLOAD, Slot, slots

READ_AHEAD = 1024 * 1024
"""Bytes of a download that are handed over whole; the thread is then free, whether or not the client reads."""

Environ = Mapping[str, Any]


def client_address(environ: Environ) -> str:
    """The client's address; behind a proxy the last that the proxy itself added, for the rest may be forged."""
    if settings.BEHIND_PROXY:
        return str(environ.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(environ.get("REMOTE_ADDR", ""))


def with_slot(response: StreamingHttpResponse, address: str, actor: Actor | None = None) -> bool:
    """Whether the response may be sent: it is short, or has a slot until it is closed.

    What has no length is made while it is sent, and is a costly read of the actor too. Raises TooCostly.
    """
    if actor is None or "Content-Length" in response:
        return _with_download_slot(response, address)
    with reading(actor):
        return _with_download_slot(response, address)


def _with_download_slot(response: StreamingHttpResponse, address: str) -> bool:
    chunks = iter(response.streaming_content)  # type: ignore[arg-type]
    long = int(response.get("Content-Length", "0")) > READ_AHEAD
    ahead = [] if long else list(_ahead(chunks))
    if not long and sum(map(len, ahead)) <= READ_AHEAD:
        response.streaming_content = ahead
        response.whole = True  # type: ignore[attr-defined]
        return True
    slot = slots().take(DOWNLOAD, address)
    if slot is None:
        return False
    response.streaming_content = _Paced(chain(ahead, chunks), slot)
    return True


def _ahead(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks until they are longer than what is handed over whole."""
    size = 0
    while size <= READ_AHEAD and (chunk := next(chunks, None)) is not None:
        size += len(chunk)
        yield chunk


class _Paced:
    """The chunks of a download; gives its slot back when it is closed."""

    def __init__(self, chunks: Iterable[bytes], slot: Slot) -> None:
        self._chunks, self._slot, self._open = chunks, slot, True

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def close(self) -> None:
        if self._open:
            self._open = False
            slots().free(self._slot)


def bounded(application: Callable[..., HttpResponseBase]) -> Callable[..., Iterable[bytes]]:
    """Wrap the application: pace request bodies, and return short responses as a list for the server to send."""

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if length.isascii() and length.isdigit() and int(length[:18]):
            environ["wsgi.input"] = PacedBody(environ["wsgi.input"], int(length[:18]), client_address(environ))
        response = application(environ, start_response)
        if getattr(response, "streaming", False) and not getattr(response, "whole", False):
            return response
        body = b"".join(response)
        response.close()
        return [body]

    return serve
