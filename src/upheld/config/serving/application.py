"""The ASGI application that the web server calls for each request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from upheld.config.middleware.bounds import LATE, SMALL, body_length
from upheld.config.middleware.reader import OWNER, owner_of
from upheld.config.serving.answers import PIECE, Answer, Application, answer_of, pieces, size_of
from upheld.config.serving.environ import Environ, Scope, environ_of
from upheld.config.serving.owners import Owners, caller_of, stranger
from upheld.config.serving.refusals import too_many_wait
from upheld.config.serving.room import Place, Room
from upheld.config.serving.threads import Threads, TooManyWait
from upheld.config.serving.turns import Owner

PATIENCE = 10.0
"""Seconds for any request body, however short."""
SLOWEST = 16 * 1024
"""Bytes a second below which a request body is refused."""
PAUSE = 60.0
"""Seconds without progress after which a long answer is broken off."""
IN_MEMORY = 64 * 1024
BODIES = 1024 * 1024 * 1024
"""Bytes of all request bodies that a process receives at once from people who are identified."""
ANSWERS = 2 * BODIES
"""Bytes of all long answers that a process sends to them at once."""
STRANGERS = BODIES // 4
"""Bytes of all bodies of strangers, and of all long answers to them."""

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Disconnected(Exception):
    """The client went away."""


class Serving:
    """Runs a WSGI application in so many threads."""

    def __init__(self, application: Application, threads: int) -> None:
        self._application = application
        self._threads = Threads(threads)
        self._owners = Owners()
        self._bodies = {True: Room(BODIES), False: Room(STRANGERS)}
        self._answers = {True: Room(ANSWERS), False: Room(STRANGERS)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        environ = environ_of(scope, BytesIO())
        caller = caller_of(environ)
        owner = self._owners.lookup(caller) or stranger(environ)
        try:
            body = await self._body(environ, receive, owner, caller)
        except Disconnected:
            return
        owner = self._owners.lookup(caller) or owner  # who sends a large body is known by now
        with body:
            environ["wsgi.input"] = body
            call = partial(answer_of, self._application, environ)
            try:
                answer = await self._threads.run(owner, caller, call, size_of(body))
            except TooManyWait:
                answer = too_many_wait(environ)
        if OWNER in environ:
            self._owners.learn(caller, environ[OWNER])
        with answer.body:
            await self._send(answer, send, self._owners.lookup(caller) or owner)

    async def _body(self, environ: Environ, receive: Receive, owner: Owner, caller: str) -> IO[bytes]:
        """The body, as far as the desk will read it. Raises Disconnected."""
        length = body_length(environ)
        if not length:
            return BytesIO()
        if length > SMALL and not self._owners.lookup(caller):
            try:
                identified = await self._threads.run(owner, caller, partial(owner_of, environ))
            except TooManyWait:
                identified = None
            if identified is None:
                return BytesIO()  # the request is refused before its body is read
            self._owners.learn(caller, identified)
            owner = Owner(identified, identified=True)
        body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115, the caller closes it
        try:
            async with asyncio.timeout(PATIENCE) as limit:
                with self._bodies[owner.identified].place(owner, length, limit) as place:
                    await _receive(receive, length, body, place)
        except TimeoutError:
            environ[LATE] = True
            body.truncate(0)
        body.seek(0)
        return body

    async def _send(self, answer: Answer, send: Send, owner: Owner) -> None:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        if answer.length <= PIECE:
            await send({"type": "http.response.body", "body": answer.body.read()})
            return
        try:
            async with asyncio.timeout(PAUSE) as limit:
                with self._answers[owner.identified].place(owner, answer.length, limit) as place:
                    for piece in pieces(answer.body):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                        place.extend(asyncio.get_running_loop().time() + PAUSE)
        except TimeoutError:
            return  # the server closes the connection, because the answer is shorter than announced
        await send({"type": "http.response.body", "body": b""})


async def _receive(receive: Receive, length: int, body: IO[bytes], place: Place) -> None:
    """Fill the body; what arrives brings more time. Raises Disconnected and TimeoutError."""
    while length > 0:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        piece = message.get("body", b"")
        body.write(piece)
        length -= len(piece)
        place.extend((place.limit.when() or 0.0) + len(piece) / SLOWEST)
        if not message.get("more_body"):
            return
