"""What monitoring is told."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from upheld.clocks import operations as clocks


def test_strangers_learn_the_ages_of_living_workers_and_no_names():
    now = timezone.now()
    for worker, seconds in (("desk-host:4711", 10), ("desk-host:4712", 3599 - 60), ("old-host:1", 7200)):
        clocks.beat(worker=worker, started_at=now, now=now - timedelta(seconds=seconds))
    answer = Client().get("/readyz")
    assert "host" not in answer.content.decode()
    young, old = answer.json()["workers"]
    assert 10 <= young < old < 3600
