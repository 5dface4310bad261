"""Calls one webhook endpoint: to the checked address, without redirects, with limits on time and response size."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from upheld.webhooks.addresses import Networks, Target, UnfitTarget, resolve

TIMEOUT = 15.0
"""Seconds for the whole call, whatever the receiver does meanwhile."""
READ_LIMIT = 300
AGENT = "Upheld-Webhooks/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The request to send. ``own`` are the private networks that may be reached."""

    url: str
    headers: dict[str, str]
    body: bytes
    own: Networks = ()
    timeout: float = TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of a call. ``status`` is ``None`` if there was no response."""

    status: int | None = None
    error: str = ""
    retry_after: timedelta | None = field(default=None)
    permanent: bool = False

    @property
    def ok(self) -> bool:
        """Whether the receiver accepted the call: any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def endpoint_gone(self) -> bool:
        """Whether the receiver answered 410 Gone: the endpoint is to be disabled."""
        return self.status == http.HTTPStatus.GONE


def deliver(call: Call, *, now: datetime) -> Answer:
    """Make the call. Never raises for anything that the receiver or the network does."""
    try:
        target = resolve(call.url, own=call.own)
    except UnfitTarget as error:
        return Answer(error=str(error), permanent=True)
    except (OSError, UnicodeError) as error:
        return Answer(error=f"no address for the name: {error}")
    try:
        return _exchange(call, target, now)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(error=_reason(error))


def _exchange(call: Call, target: Target, now: datetime) -> Answer:
    with _connected(target, call.timeout) as connection:
        connection.request("POST", target.path, body=call.body, headers=call.headers | _headers(target))
        response = connection.getresponse()
        text = response.read(READ_LIMIT).decode("utf-8", "replace")
        retry_after = _retry_after(response.headers.get("Retry-After"), now)
    if 200 <= response.status < 300:
        return Answer(status=response.status)
    return Answer(status=response.status, error=f"answered {response.status}: {text}", retry_after=retry_after)


def _headers(target: Target) -> dict[str, str]:
    return {"Host": target.authority, "User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}


@contextmanager
def _connected(target: Target, timeout: float) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(target.host, target.port)
    raw = socket.create_connection((target.address, target.port), timeout=timeout)
    link = raw if target.scheme == "http" else _wrapped(raw, target)
    # A time-out on a socket bounds each step, and a receiver may trickle: this bounds the whole.
    late = threading.Event()
    alarm = threading.Timer(timeout, _cut, [link, late])
    alarm.daemon = True
    alarm.start()
    try:
        if isinstance(link, ssl.SSLSocket):
            link.do_handshake()
        connection.sock = link
        yield connection
    except (OSError, http.client.HTTPException) as error:
        if late.is_set():
            raise TimeoutError from error
        raise
    finally:
        alarm.cancel()
        connection.close()
        link.close()
    if late.is_set():
        # What was cut may look complete: the end of the stream also ends the headers.
        raise TimeoutError


def _wrapped(raw: socket.socket, target: Target) -> ssl.SSLSocket:
    # Wrapping takes the socket over; the handshake waits until the alarm knows what to cut.
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=target.host, do_handshake_on_connect=False)


def _cut(link: socket.socket, late: threading.Event) -> None:
    late.set()
    try:
        link.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _retry_after(text: str | None, now: datetime) -> timedelta | None:
    if text is None:
        return None
    if text.strip().isdecimal() and len(text) < 10:
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((at if at.tzinfo else at.replace(tzinfo=UTC)) - now, timedelta(0))


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return f"no answer: {str(error) or type(error).__name__}"
