"""A death of a sender at any statement: what it claimed comes again, under the key it had."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from support.crashes import Crash, crash_after
from support.post import Post, post
from upheld.accounts.actor import SYSTEM
from upheld.database import row_security
from upheld.escalation import operations as escalation
from upheld.outbox.claims import LEASE
from upheld.outbox.enqueue import enqueue_mail, enqueue_webhook
from upheld.outbox.models import Parcel
from upheld.worker.calling import Caller
from upheld.worker.mailing import send_mail

__all__ = ["post"]
pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOST = 40


def test_a_mail_that_was_claimed_is_sent_after_all(post: Post) -> None:
    row_security.enter(None)
    died = _die_at_every_statement(_put_mail, lambda: send_mail(now=NOW))
    assert died > 2
    post.carry(NOW + LEASE)
    sent = Counter(message["Message-ID"] for message in post.new_mails())
    assert len(sent) == died + 1
    assert sum(sent.values()) <= 2 * died + 1
    assert set(Parcel.objects.values_list("state", flat=True)) == {"sent"}


def test_a_call_that_was_claimed_is_made_after_all(post: Post) -> None:
    row_security.enter(None)
    made = escalation.create_endpoint(url=post.web.url, by=SYSTEM, now=NOW)

    def call() -> None:
        caller = Caller()
        caller.turn(now=NOW)
        caller.finish(now=NOW, timeout=10)

    died = _die_at_every_statement(lambda number: _put_call(number, made.id), call)
    assert died > 2
    post.carry(NOW + LEASE)
    calls = Counter(request.headers["webhook-id"] for request in post.new_calls())
    assert set(calls) == {f"k{number}" for number in range(died + 1)}
    assert max(calls.values()) <= 2
    assert set(Parcel.objects.values_list("state", flat=True)) == {"sent"}


def _die_at_every_statement(put: Callable[[int], object], send: Callable[[], object]) -> int:
    """Let a sender die at each statement in turn, each time over a new parcel; gives how often it died."""
    for count in range(MOST):
        put(count)
        try:
            with crash_after(count):
                send()
        except Crash:
            continue
        return count
    raise AssertionError("it never ends")


def _put_mail(number: int) -> None:
    enqueue_mail(
        key=f"k{number}",
        to="li@acme.example",
        template="act",
        language="en",
        content={"number": 1, "lines": ["x"], "link": "y"},
        now=NOW,
    )


def _put_call(number: int, endpoint_id: int) -> None:
    enqueue_webhook(key=f"k{number}", endpoint_id=endpoint_id, event="x", content={}, now=NOW)
