"""What monitoring is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from upheld.clocks import operations as clocks
from upheld.clocks.models import ZoneRelease


def test_strangers_learn_the_ages_of_living_workers_and_no_names():
    now = timezone.now()
    for worker, seconds in (("desk-host:4711", 10), ("desk-host:4712", 3599 - 60), ("old-host:1", 7200)):
        clocks.beat(worker=worker, started_at=now, now=now - timedelta(seconds=seconds))
    answer = Client().get("/readyz")
    assert "host" not in answer.content.decode()
    young, old = answer.json()["workers"]
    assert 10 <= young < old < 3600


@pytest.mark.parametrize(
    ("base", "behind", "headers", "status"),
    [
        ("http://127.0.0.1:8000", False, {}, 200),
        ("http://localhost:8000", False, {}, 200),
        ("https://support.example", False, {}, 403),
        ("http://127.0.0.1:8000", True, {}, 403),
        ("http://127.0.0.1:8000", False, {"x-forwarded-for": "203.0.113.9"}, 403),
        ("http://127.0.0.1:8000", False, {"via": "1.1 proxy"}, 403),
    ],
)
def test_without_a_token_metrics_are_for_a_desk_that_serves_its_own_machine(
    db: None, settings: Any, base: str, behind: bool, headers: dict[str, str], status: int
) -> None:
    settings.BASE_URL, settings.BEHIND_PROXY, settings.METRICS_TOKEN = base, behind, None
    assert Client(headers=headers).get("/metrics").status_code == status


def test_a_process_by_other_time_zones_than_the_clocks_is_not_ready(db: None) -> None:
    assert Client().get("/readyz").json()["time_zones"] is True
    ZoneRelease.objects.create(version="2099.1", adopted_at=timezone.now())
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["time_zones"]) == (503, False)


def test_a_token_opens_metrics_from_anywhere(db: None, settings: Any) -> None:
    settings.BASE_URL, settings.METRICS_TOKEN = "https://support.example", "t" * 32
    assert Client(headers={"authorization": f"Bearer {'t' * 32}"}).get("/metrics").status_code == 200
    assert Client().get("/metrics").status_code == 403
