"""Two connections at once: what one worker holds the other passes over, and a wake-up comes with the commit."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection, transaction

from upheld.database import notify
from upheld.outbox.claims import claim_due
from upheld.outbox.enqueue import Mail, enqueue_mails
from upheld.outbox.models import Parcel

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_many_workers_claim_everything_once() -> None:
    mails = [Mail(key=f"k{n}", to="a@b.cn", template="x", language="en", content={}) for n in range(200)]
    enqueue_mails(mails, now=NOW)
    claimed: list[str] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        while parcels := claim_due(kind=Parcel.Kind.MAIL, now=NOW, limit=7):
            claimed.extend(parcel.key for parcel in parcels)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(claimed) == Counter(mail.key for mail in mails)


@pytest.fixture
def listener() -> Iterator[psycopg.Connection]:
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in {"host", "port", "user", "password", "dbname"}
    }
    with psycopg.connect(**parameters, autocommit=True) as listening:
        listening.execute(f"LISTEN {notify.OUTBOX}")
        yield listening


def heard(listening: psycopg.Connection) -> int:
    """How many wake-ups came so far. They come in order, so what came before our own mark is all there is."""
    with psycopg.connect(listening.info.dsn, autocommit=True) as other:
        other.execute(f"NOTIFY {notify.OUTBOX}, 'end'")
    count = 0
    for said in listening.notifies(timeout=10):
        if said.payload == "end":
            return count
        count += 1  # noqa: SIM113  (the count is the answer)
    raise AssertionError("our own mark did not come back")


def fail_after_waking() -> None:
    with transaction.atomic():
        notify.wake(notify.OUTBOX)
        raise ZeroDivisionError


def test_a_wake_up_comes_with_the_commit_and_once(listener: psycopg.Connection) -> None:
    with transaction.atomic():
        notify.wake(notify.OUTBOX)
        notify.wake(notify.OUTBOX)
        assert heard(listener) == 0
    assert heard(listener) == 1


def test_a_rolled_back_act_wakes_nobody(listener: psycopg.Connection) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_after_waking()
    assert heard(listener) == 0


def test_a_wake_up_lost_with_a_savepoint_is_sent_again(listener: psycopg.Connection) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            fail_after_waking()
        notify.wake(notify.OUTBOX)
    assert heard(listener) == 1


def test_outside_a_transaction_it_is_sent_at_once(listener: psycopg.Connection) -> None:
    notify.wake(notify.OUTBOX)
    notify.wake(notify.OUTBOX)
    assert heard(listener) == 2
