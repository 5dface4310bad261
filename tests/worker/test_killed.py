"""A worker that is killed between sending and recording: the same key comes again, and no second key."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from support.post import Post
from upheld.accounts.actor import SYSTEM
from upheld.escalation import operations as escalation
from upheld.outbox.claims import LEASE
from upheld.outbox.enqueue import enqueue_mail, enqueue_webhook
from upheld.outbox.models import Parcel

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import json
import sys
from datetime import datetime
import django
django.setup()
from django.conf import settings
from django.db import connections
from upheld.webhooks import networks
from upheld.worker.calling import Caller
from upheld.worker.mailing import send_mail
database, mail_url, now = json.loads(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
connections["default"].settings_dict.update(database)
settings.MAIL_URL, settings.WEBHOOK_NETWORKS = mail_url, networks(["127.0.0.0/8"])
send_mail(now=now)
caller = Caller()
caller.turn(now=now)
caller.finish(now=now, timeout=30)
"""


@contextmanager
def worker(mail_url: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process that makes one turn on this test's database."""
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT")}
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, json.dumps(database), mail_url, NOW.isoformat()],
        env=os.environ
        | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "DJANGO_SETTINGS_MODULE": "upheld_test_settings"},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def kill(process: list[subprocess.Popen[bytes]]) -> None:
    """Kill it and see that it is dead, so that it records nothing of what we are about to answer."""
    process[0].send_signal(signal.SIGKILL)
    process[0].wait()


def test_a_mail_comes_again_under_its_own_id(post: Post) -> None:
    enqueue_mail(
        key="k",
        to="li@acme.example",
        template="act",
        language="en",
        content={"number": 1, "lines": ["x"], "link": "y"},
        now=NOW,
    )
    started: list[subprocess.Popen[bytes]] = []

    def answer(_message: object) -> str:
        if len(post.mail.offered) == 1:
            kill(started)
        return "250 taken"

    post.mail.answer = answer
    with worker(post.mail.url) as process:
        started.append(process)
        assert process.wait(60) == -signal.SIGKILL
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.attempts) == ("waiting", 1)
    post.carry(NOW + LEASE - timedelta(seconds=1))
    assert len(post.mail.offered) == 1
    post.carry(NOW + LEASE)
    assert Parcel.objects.get().state == "sent"
    assert len(post.mail.offered) == 2
    assert len({message["Message-ID"] for message in post.new_mails()}) == 1


def test_a_call_comes_again_under_its_own_id(post: Post) -> None:
    made = escalation.create_endpoint(url=post.web.url, by=SYSTEM, now=NOW)
    enqueue_webhook(key="k", endpoint_id=made.id, event="x", content={}, now=NOW)
    started: list[subprocess.Popen[bytes]] = []

    def answer(_request: object) -> tuple[int, dict[str, str]]:
        if len(post.web.requests) == 1:
            kill(started)
        return 204, {}

    post.web.answer = answer
    with worker(post.mail.url) as process:
        started.append(process)
        assert process.wait(60) == -signal.SIGKILL
    assert Parcel.objects.get().state == "waiting"
    post.carry(NOW + LEASE)
    first, second = post.new_calls()
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == "k"
    assert first.body == second.body
    assert Parcel.objects.get().state == "sent"
