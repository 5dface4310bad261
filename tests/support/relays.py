"""Somebody between a client and a server, who changes what they say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Change = Callable[[bytes], bytes]


@dataclass
class Relay:
    """``said`` is all that the client sent."""

    url: str
    said: list[bytes] = field(default_factory=list)


@contextmanager
def relay(url: str, *, to_client: Change = bytes, to_server: Change = bytes) -> Iterator[Relay]:
    """One conversation with the server of ``url``, changed in between."""
    parts = urlsplit(url)
    target = (parts.hostname or "", parts.port or 25)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = Relay(f"{parts.scheme}://127.0.0.1:{listening.getsockname()[1]}")
        thread = threading.Thread(target=_carry, args=(listening, target, here, to_client, to_server))
        thread.start()
        try:
            yield here
        finally:
            thread.join()


def _carry(
    listening: socket.socket, target: tuple[str, int], here: Relay, to_client: Change, to_server: Change
) -> None:
    with listening.accept()[0] as client, socket.create_connection(target) as server:

        def remember(piece: bytes) -> bytes:
            here.said.append(piece)
            return to_server(piece)

        back = threading.Thread(target=_pump, args=(server, client, to_client))
        back.start()
        _pump(client, server, remember)
        back.join()


def _pump(source: socket.socket, target: socket.socket, change: Change) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(change(piece))
        target.shutdown(socket.SHUT_RDWR)
    except OSError:  # the other direction has ended the conversation
        return
