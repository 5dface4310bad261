"""Whoever changes many parcels locks them by ascending id, however they lie on the disk: no two can deadlock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.db import connection, connections, transaction

from factories.world import World, build
from support.processes import eventually
from upheld.clocks.models import Clock
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.escalation import calling_back
from upheld.escalation.models import Notice
from upheld.outbox.claims import follow_clock
from upheld.outbox.models import Parcel
from upheld.outbox.outcome import fail_waiting, forget_recipients

pytestmark = pytest.mark.django_db(transaction=True)
TO = "expert@vendor.example"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE '%common_parcel%'
"""


@pytest.fixture
def world() -> World:
    """The world, really committed."""
    row_security.enter(None)
    contract_queries.forget()
    return build()


@pytest.fixture
def tickets(world: World) -> list[int]:
    """Two tickets with mails to the same person that wait; the older mails lie behind the newer ones."""
    numbers = [world.file("P0"), world.file("P0")]
    world.wait(minutes=15, seconds=1)
    Parcel.objects.update(recipient=TO)
    for pk in Parcel.objects.order_by("-pk").values_list("pk", flat=True):
        Parcel.objects.filter(pk=pk).update(last_error="moved")
    Clock.objects.update(outcome="met", stopped_at=world.now)
    return numbers


def warnings() -> list[tuple[int, str, int, int]]:
    return list(Notice.objects.values_list("ticket_id", "objective", "cycle", "step"))


ACTS: dict[str, Callable[[World, list[int]], object]] = {
    "erase": lambda _world, _tickets: forget_recipients([TO]),
    "disable": lambda world, _tickets: fail_waiting(TO, error="gone", now=world.now),
    "go back in time": lambda world, _tickets: follow_clock(by=-timedelta(hours=1), jumped_at=world.now),
    "answer": lambda world, tickets: calling_back.stand_down(ticket_ids=tickets, now=world.now),
    "breach": lambda world, _tickets: calling_back.stand_down_warnings(warnings(), now=world.now),
}


@pytest.mark.parametrize("name", ACTS)
def test_parcels_are_locked_by_ascending_id(world: World, tickets: list[int], name: str) -> None:
    oldest, *later = Parcel.objects.order_by("pk").values_list("pk", flat=True)
    assert len(later) >= 3
    errors: list[BaseException] = []

    def act() -> None:
        row_security.enter(None)
        try:
            with transaction.atomic():
                ACTS[name](world, tickets)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=act)
    parameters = connection.get_connection_params()
    parameters = {key: parameters[key] for key in ("host", "port", "dbname", "user", "password") if key in parameters}
    with psycopg.connect(**parameters) as other, psycopg.connect(**parameters, autocommit=True) as watcher:
        other.execute("SELECT FROM common_parcel WHERE id = %s FOR NO KEY UPDATE", [oldest])
        thread.start()
        eventually(lambda: watcher.execute(WAITING).fetchone() == (1,), "it waits for the oldest parcel")
        other.execute("SELECT FROM common_parcel WHERE id = ANY(%s) FOR NO KEY UPDATE NOWAIT", [later])
    thread.join(timeout=60)
    assert errors == []
    assert not thread.is_alive()
