"""A disk that fills up: refused early, said everywhere, and over when space is back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from factories.accounts import browser
from factories.api import calls_as
from factories.world import World
from upheld.accounts.models import User
from upheld.cli import findings
from upheld.config.gauges import registry
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Message
from upheld.operations import disk
from upheld.operations.disk import MIB, NoSpace, Space
from upheld.worker import crediting

GIB = 1024 * MIB
LOW, FULL, ROOMY = Space(900 * MIB, 10 * GIB), Space(200 * MIB, 10 * GIB), Space(8 * GIB, 10 * GIB)


@contextmanager
def with_space(space: Space) -> Iterator[None]:
    with disk.reading(lambda: space):
        yield


@pytest.mark.parametrize(
    ("free", "total", "level"),
    [
        (2 * GIB, 10 * GIB, "ok"),
        (GIB, 10 * GIB, "ok"),
        (GIB - 1, 10 * GIB, "low"),
        (4 * GIB, 100 * GIB, "low"),
        (5 * GIB, 100 * GIB, "ok"),
        (256 * MIB, 10 * GIB, "low"),
        (256 * MIB - 1, 10 * GIB, "full"),
        (0, GIB, "full"),
    ],
)
def test_the_marks(free: int, total: int, level: str) -> None:
    assert Space(free, total).level == level


def test_nothing_is_written_to_a_full_disk_and_reading_goes_on(world: World) -> None:
    world.now = timezone.now()
    ticket = world.file("P0")
    before = Message.objects.count()
    staff, customer = browser(world.engineer), browser(world.acme.requester)
    caller = calls_as(world.acme.requester)
    with with_space(FULL):
        refused = caller.post(f"/tickets/{ticket}/messages", {"body": "More."})
        assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
        assert "disk" in refused.json()["detail"]
        for reader, surface in ((staff, "console"), (customer, "portal")):
            page = reader.get(f"/{surface}/tickets/{ticket}")
            assert page.status_code == 200
        said = customer.post(f"/portal/tickets/{ticket}/replies", {"body": "More.", "revision": "1"})
        assert "disk of this system is almost full" in said.content.decode()
        assert caller.get(f"/tickets/{ticket}").status_code == 200
    row_security.enter(None)
    assert Message.objects.count() == before
    assert caller.post(f"/tickets/{ticket}/messages", {"body": "More."}).status_code == 201


def test_a_low_disk_takes_no_uploads_and_makes_no_exports(world: World) -> None:
    world.now = timezone.now()
    ticket = world.file("P0")
    manager = browser(world.acme.requester)
    row_security.enter(None)
    with with_space(LOW):
        with pytest.raises(NoSpace, match="disk_low"):
            desk.attach(
                ticket_id=ticket, name="a", content_type="", chunks=[b"x"], by=world.acme.requester, now=world.now
            )
        assert crediting.propose(now=world.now) == 0
        export = manager.get("/portal/attainment/export")
        assert export.status_code == 507
        assert "uploads and exports are paused" in export.content.decode()
        row_security.enter(None)
        desk.reply(ticket_id=ticket, body="Still works.", by=world.acme.requester, now=world.now)


@contextmanager
def full_server() -> Iterator[None]:
    """Statements that write fail as on a server of one's own whose disk is full."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("INSERT"):
            raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def test_a_full_disk_of_ones_own_server_is_said_too(world: World) -> None:
    world.now = timezone.now()
    ticket = world.file("P0")
    User.objects.filter(pk=world.acme.requester.id).update(language="zh-hans")
    caller, customer = calls_as(world.acme.requester), browser(world.acme.requester, language="en")
    with full_server():
        program = caller.post(f"/tickets/{ticket}/messages", {"body": "More."})
        person = customer.post(f"/portal/tickets/{ticket}/replies", {"body": "More.", "revision": "1"})
    assert (program.status_code, program.json()["code"]) == (507, "disk_full")
    assert person.status_code == 507
    assert "磁盘" in person.content.decode()
    assert "<h1>暂时无法保存</h1>" in person.content.decode()
    assert "仍保留在表单中" in person.content.decode()
    assert Client().get("/readyz").json()["disk"] == "full"
    disk.forget()
    assert Client().get("/readyz").json()["disk"] == "ok"


@pytest.mark.parametrize(("space", "status", "level"), [(ROOMY, 200, "ok"), (LOW, 200, "low"), (FULL, 503, "full")])
def test_readiness_names_the_disk(db: None, space: Space, status: int, level: str) -> None:
    with with_space(space):
        answer = Client().get("/readyz")
    assert answer.json()["disk"] == level
    assert ("disk" in answer.json().get("degraded", ())) is (level == "low")
    assert answer.status_code == status or answer.json()["pending_migrations"] is None


@pytest.mark.parametrize(("space", "verdict"), [(ROOMY, "ok"), (LOW, "warning"), (FULL, "failure")])
def test_check_names_the_disk(space: Space, verdict: str) -> None:
    with with_space(space):
        [finding] = findings.disk()
    assert finding.verdict == verdict
    assert "disk" in finding.what


def test_free_space_is_a_gauge(db: None) -> None:
    with with_space(LOW):
        made = registry(now=timezone.now())
    assert made.get_sample_value("upheld_disk_free_bytes", {"folder": "database"}) == LOW.free
