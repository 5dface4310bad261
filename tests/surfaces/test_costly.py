"""Costly requests: a few at once for the same people, and always a thread for everybody else."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import pytest
from django.test import Client

from factories.accounts import browser
from factories.api import token_of
from factories.world import World
from upheld.accounts import costly
from upheld.accounts.actor import SYSTEM, Actor
from upheld.operations.slots import slots
from upheld.reports.export import write_export
from upheld.reports.periods import read_period

pytestmark = pytest.mark.django_db
SOON = 30.0
PORTAL = (
    "/portal/attainment",
    "/portal/attainment/course",
    "/portal/attainment/tickets",
    "/portal/attainment/export",
    "/portal/attainment/tickets.csv",
    "/portal/tickets.csv",
    "/portal/search?q=delay",
)
CONSOLE = (
    "/console/attainment",
    "/console/attainment/course",
    "/console/attainment/tickets",
    "/console/tickets.csv",
    "/console/queue.csv",
    "/console/search?q=delay",
)
API = (
    "/attainment?period=2026-05",
    "/attainment/decisions?period=2026-05",
    "/attainment/course?period=2026-05",
    "/attainment/hours?period=2026-05",
    "/attainment/restatements?period=2026-05&since=2026-05-01T00:00:00Z",
    "/attainment/evidence?period=2026-05&customer={customer}",
    "/search?q=delay",
)


@contextmanager
def busy() -> Iterator[int]:
    """Other people hold every slot for costly requests; yields how many."""
    with ExitStack() as held:
        for number in count():
            slot = slots().take(f"somebody {number}")
            if slot is None:
                yield number
                return
            held.callback(slots().free, slot)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costly, "PATIENCE", 0.0)


def test_costly_requests_leave_threads_free(settings: Any) -> None:
    with busy() as number:
        assert 1 <= number < settings.WEB_THREADS


VISITS = [("customer", path) for path in PORTAL] + [("staff", path) for path in CONSOLE]


@pytest.mark.parametrize(("role", "path"), VISITS)
def test_a_costly_page_is_refused_while_others_run(world: World, role: str, path: str) -> None:
    client = browser(world.acme.manager if role == "customer" else world.staff["support_manager"])
    assert client.get(path).status_code == 200
    with busy():
        refused = client.get(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert "reports or downloads under way" in refused.content.decode()


@pytest.mark.parametrize("path", API)
def test_a_costly_call_is_refused_while_others_run(world: World, path: str) -> None:
    token = token_of(world.staff["support_manager"], ["read"])
    headers = {"Authorization": f"Bearer {token}"}
    address = "/api/v1" + path.format(customer=world.acme.id)
    with busy():
        refused = Client().get(address, headers=headers)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert refused.json()["code"] == "too_costly"
    response = Client().get(address, headers=headers)
    response.close()
    assert response.status_code == 200


def test_checking_a_contract_is_costly(world: World) -> None:
    token = token_of(world.staff["support_manager"], ["read"])
    request = {"data": {"source": "x"}, "content_type": "application/json"}
    with busy():
        refused = Client().post("/api/v1/contract-checks", **request, headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 429


def test_other_pages_are_answered_meanwhile(world: World) -> None:
    with busy():
        assert browser(world.acme.manager).get("/portal/").status_code == 200
        assert browser(world.engineer).get("/console/queue").status_code == 200


def test_the_people_of_one_customer_share_and_staff_do_not(world: World) -> None:
    with costly.reading(world.acme.requester):
        assert refuses(world.acme.manager)
        assert not refuses(world.rival.requester)
    with costly.reading(world.engineer):
        assert refuses(world.engineer)
        assert not refuses(world.staff["support_manager"])
        assert not refuses(SYSTEM)


def refuses(actor: Actor) -> bool:
    """Whether another thread of the process is refused a costly read of the actor."""
    results: list[bool] = []

    def read() -> None:
        try:
            with costly.reading(actor):
                results.append(False)
        except costly.TooCostly:
            results.append(True)

    thread = threading.Thread(target=read)
    thread.start()
    thread.join(SOON)
    return results == [True]


class Watched(io.BytesIO):
    """A file that asks, whenever it is written to, whether somebody is refused a further costly read."""

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.actor = actor
        self.refused: list[bool] = []

    def write(self, data: Any) -> int:
        self.refused.append(refuses(self.actor))
        return super().write(data)


def test_an_export_is_one_costly_read_until_it_is_written(world: World) -> None:
    world.file("P1")
    manager = world.acme.manager
    file = Watched(manager)
    period, now = read_period("2026-03"), world.wait(days=40)
    write_export(file, organisation_id=world.acme.id, period=period, as_of=now, actor=manager)
    assert set(file.refused) == {True}
    assert not refuses(manager)


def test_a_costly_read_within_another_counts_once(world: World) -> None:
    with costly.reading(world.engineer), costly.reading(world.engineer):
        assert refuses(world.engineer)
    assert not refuses(world.engineer)
