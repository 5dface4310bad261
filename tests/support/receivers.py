"""Real receivers on loopback: a mail server and a web server that answer, refuse, hang or cut, as they are told."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


@dataclass
class MailServer:
    """``answer`` gives the reply to a message's data; what was accepted is in ``messages``."""

    answer: Callable[[EmailMessage], str] = lambda _message: "250 taken"
    recipient_answer: Callable[[str], str] = lambda _address: "250 fine"
    sender_answer: Callable[[str], str] = lambda _address: "250 fine"
    messages: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    offered: list[EmailMessage] = field(default_factory=list)
    url: str = ""

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        said = self.sender_answer(address)
        if said.startswith("2"):
            envelope.mail_from = address
        return said

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        said = self.recipient_answer(address)
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        message["X-Test-Recipients"] = ",".join(envelope.rcpt_tos)
        self.offered.append(message)
        said = self.answer(message)
        if said.startswith("2"):
            self.messages.append(message)
            self.senders.append(envelope.mail_from)
        return said

    def to(self, address: str) -> list[EmailMessage]:
        """The accepted messages of one recipient."""
        return [message for message in self.messages if message["X-Test-Recipients"] == address]


class _Controller(Controller):
    """Takes a free port, and greets itself there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def mail_server(
    *, encryption: ssl.SSLContext | None = None, smtps: bool = False, user: str = "", **kwargs: Any
) -> Iterator[MailServer]:
    """``encryption`` offers STARTTLS, or with ``smtps`` speaks TLS at once; ``user`` is a ``name:password``."""
    handler = MailServer(**kwargs)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    controller = _Controller(
        handler,
        hostname="127.0.0.1",
        port=0,
        ssl_context=encryption if smtps else None,
        tls_context=None if smtps else encryption,
        **(_only_for(user) if user else {}),
    )
    controller.start()
    try:
        handler.url = f"{'smtps' if smtps else 'smtp'}://127.0.0.1:{controller.port}"
        yield handler
    finally:
        controller.stop()


def _only_for(user: str) -> dict[str, Any]:
    return {
        "authenticator": lambda *call: AuthResult(success=_signs_in(call[-1], user), handled=False),
        "auth_required": True,
        "auth_require_tls": False,
    }


def _signs_in(sent: Any, user: str) -> bool:
    return isinstance(sent, LoginPassword) and b":".join((sent.login, sent.password)).decode() == user


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class WebReceiver:
    """``answer`` gives (status, headers) for a request; a status of 0 holds the request until ``let_go`` is set."""

    answer: Callable[[Received], tuple[int, dict[str, str]]] = lambda _request: (204, {})
    requests: list[Received] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    port: int = 0


@contextmanager
def web_receiver(**kwargs: Any) -> Iterator[WebReceiver]:
    receiver = WebReceiver(**kwargs)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    receiver.port = server.server_address[1]
    receiver.url = f"http://127.0.0.1:{receiver.port}/hook"
    try:
        yield receiver
    finally:
        receiver.let_go.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(receiver: WebReceiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.requests.append(request)
            receiver.arrived.set()
            status, headers = receiver.answer(request)
            if status == 0:
                receiver.let_go.wait()
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """Quiet."""

    return Handler
