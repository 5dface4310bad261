"""What leaves the house in a test: every mail and call has to be expected, an unexpected one fails the test."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from support.receivers import MailServer, Received, WebReceiver, mail_server, web_receiver
from upheld.webhooks import networks
from upheld.worker.calling import Caller
from upheld.worker.mailing import send_mail


@dataclass
class Post:
    """A mail server and a web receiver, with what has arrived and is not expected yet."""

    mail: MailServer
    web: WebReceiver
    seen_mails: int = 0
    seen_calls: int = 0
    caller: Caller = field(default_factory=Caller)

    def carry(self, now: datetime) -> None:
        """Let the worker send all that is due, just after: acts of one instant are recorded a microsecond apart."""
        now += timedelta(milliseconds=1)
        while send_mail(now=now):
            pass
        while self.caller.turn(now=now) or self.caller.under_way:
            self.caller.finish(now=now, timeout=10)

    def new_mails(self) -> list[EmailMessage]:
        """Mails since the last look."""
        found, self.seen_mails = self.mail.messages[self.seen_mails :], len(self.mail.messages)
        return found

    def new_calls(self) -> list[Received]:
        """Calls since the last look."""
        found, self.seen_calls = self.web.requests[self.seen_calls :], len(self.web.requests)
        return found

    def expect(self, now: datetime, *wanted: tuple[str, str]) -> list[EmailMessage]:
        """Exactly these mails arrive now, as pairs of recipient and a part of the subject or text; no call does."""
        mails = self.expect_beside_calls(now, *wanted)
        assert self.new_calls() == []
        return mails

    def expect_beside_calls(self, now: datetime, *wanted: tuple[str, str]) -> list[EmailMessage]:
        """As `expect`, whatever calls there are."""
        self.carry(now)
        mails = self.new_mails()
        recipients = Counter(message["X-Test-Recipients"] for message in mails)
        assert recipients == Counter(to for to, _ in wanted), [shown(message) for message in mails]
        for to, part in wanted:
            assert any(part in shown(message) for message in mails if message["To"] == to), (to, part, mails)
        return mails


def shown(message: EmailMessage) -> str:
    """Subject and text."""
    return f"{message['Subject']}\n{text_of(message)}"


def text_of(message: EmailMessage) -> str:
    """The plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def event_of(request: Received) -> dict[str, Any]:
    """The CloudEvent of a call."""
    found: dict[str, Any] = json.loads(request.body)
    return found


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """Receivers that the settings point at; at the end nothing unexpected may have arrived."""
    with mail_server() as mail, web_receiver() as web:
        settings.MAIL_URL = mail.url
        settings.MAIL_FROM = "Upheld <support@vendor.example>"
        settings.WEBHOOK_NETWORKS = networks(["127.0.0.0/8"])
        found = Post(mail, web)
        yield found
        assert [shown(message) for message in found.new_mails()] == []
        assert [request.path for request in found.new_calls()] == []
