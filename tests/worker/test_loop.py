"""Whole workers, on the real database and with real receivers."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from factories.world import World
from support.post import Post, shown
from upheld.clocks.models import Heartbeat
from upheld.database.timekeeping import present
from upheld.outbox.enqueue import Mail, enqueue_mails
from upheld.outbox.models import Parcel
from upheld.worker.loop import run

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def workers(count: int) -> Iterator[None]:
    """That many workers in this process; when they are told to stop they do, and none has died."""
    stop, died = threading.Event(), []

    def work() -> None:
        try:
            run(stop)
        except BaseException as error:
            died.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert not died
    assert not any(thread.is_alive() for thread in threads)


def test_deadlines_become_mails_by_themselves(world: World, post: Post) -> None:
    arrived = threading.Semaphore(0)

    def answer(_message: object) -> str:
        arrived.release()
        return "250 taken"

    post.mail.answer = answer
    world.now = present.read() - timedelta(minutes=15)
    world.file("P0")
    with workers(1):
        for _ in range(2):
            assert arrived.acquire(timeout=30)
        assert Heartbeat.objects.count() == 1
    found = Counter(message["To"] for message in post.new_mails() if "Response" in shown(message))
    assert found == {"support_manager-1@vendor.example": 1, "expert-1@vendor.example": 1}
    assert Heartbeat.objects.count() == 0, "a worker that ended as it was told is not dead"


def test_many_workers_send_everything_once(post: Post) -> None:
    many, arrived = 60, threading.Semaphore(0)

    def answer(_message: object) -> str:
        arrived.release()
        return "250 taken"

    post.mail.answer = answer
    mails = [
        Mail(
            key=f"k{n}",
            to=f"p{n}@acme.example",
            template="act",
            language="en",
            content={"number": n, "lines": [], "link": "x"},
        )
        for n in range(many)
    ]
    with workers(3):
        enqueue_mails(mails, now=present.read())
        for _ in range(many):
            assert arrived.acquire(timeout=30)
    assert Counter(message["To"] for message in post.new_mails()) == Counter(mail.to for mail in mails)
    assert set(Parcel.objects.values_list("state", "attempts")) == {("sent", 1)}
