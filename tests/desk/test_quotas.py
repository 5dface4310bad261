"""Attachments of a ticket, a customer and the installation have quotas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from factories.accounts import browser
from factories.api import token_of
from factories.world import World
from hostile.in_flight import one_behind_the_other
from upheld.accounts.actor import Actor
from upheld.accounts.operations import erase_person
from upheld.cli import findings
from upheld.config import gauges
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk import quotas
from upheld.desk.acts.attach import UNATTACHED_FOR, forget_unattached
from upheld.desk.errors import UploadsFull
from upheld.desk.models import Attachment, Blob, BlobChunk
from upheld.worker.tidying import tidy

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024


@pytest.fixture(autouse=True)
def _sees_everything(db: None) -> None:
    row_security.enter(None)


def attach(
    world: World,
    ticket: int,
    size: int,
    announced: int = 0,
    chunks: Iterator[bytes] | None = None,
    by: Actor | None = None,
) -> int:
    return desk.attach(
        ticket_id=ticket,
        name="a.log",
        content_type="text/plain",
        chunks=chunks if chunks is not None else iter([b"x" * size]),
        by=by or world.acme.requester,
        now=world.now,
        size=announced,
    )


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ("UPLOADS_PER_TICKET", "ticket_uploads_full"),
        ("UPLOADS_PER_ORGANISATION", "organisation_uploads_full"),
        ("UPLOADS_TOTAL", "uploads_full"),
    ],
)
def test_what_exceeds_a_quota_is_refused_and_named(world: World, settings, setting: str, code: str) -> None:
    setattr(settings, setting, MIB)
    ticket = world.file("P0")
    attach(world, ticket, MIB - 4096)
    attach(world, ticket, 10)
    for announced in (0, 1):
        with pytest.raises(UploadsFull) as refused:
            attach(world, ticket, 1, announced)
        assert refused.value.code == code
        assert "1 MiB" in refused.value.text("en")
        assert "1 MiB" in refused.value.text("zh")


def test_quotas_count_what_is_theirs(world: World, settings) -> None:
    settings.UPLOADS_PER_TICKET, settings.UPLOADS_PER_ORGANISATION = 10_000, 15_000
    first, second = world.file("P0"), world.file("P0")
    attach(world, first, 10_000)
    attach(world, second, 5_000)
    with pytest.raises(UploadsFull, match="organisation_uploads_full"):
        attach(world, second, 1)


def test_neither_side_of_a_ticket_fills_the_others_room(
    world: World, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.UPLOADS_PER_TICKET = 10_000
    ticket = world.file("P0")
    attach(world, ticket, 10_000)
    attach(world, ticket, 10_000, by=world.engineer)
    for by in (world.acme.manager, world.staff["expert"]):
        with pytest.raises(UploadsFull, match="ticket_uploads_full"):
            attach(world, ticket, 1, by=by)
    monkeypatch.setattr(quotas, "FILES_PER_TICKET", 2)
    other = world.file("P0")
    for by in (world.acme.requester, world.engineer) * 2:
        attach(world, other, 1, by=by)
    for by in (world.acme.manager, world.staff["expert"]):
        with pytest.raises(UploadsFull, match="ticket_files_full"):
            attach(world, other, 1, by=by)


@pytest.mark.django_db(transaction=True)
def test_uploads_at_once_do_not_pass_the_number_of_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "FILES_PER_TICKET", 1)
    ticket = world.file("P0")
    [error] = one_behind_the_other(lambda: attach(world, ticket, 1), lambda: attach(world, ticket, 1))
    assert isinstance(error, UploadsFull)
    assert Attachment.objects.filter(ticket_id=ticket).count() == 1


def test_an_announced_size_is_refused_before_a_byte_is_read(world: World, settings) -> None:
    settings.UPLOADS_PER_TICKET = 100
    ticket = world.file("P0")
    chunks = iter([b"x" * 200])
    with pytest.raises(UploadsFull):
        attach(world, ticket, 200, announced=200, chunks=chunks)
    assert next(chunks) == b"x" * 200


def test_an_unannounced_size_stores_nothing(world: World, settings) -> None:
    settings.UPLOADS_PER_TICKET = 100
    before = BlobChunk.objects.count()
    with pytest.raises(UploadsFull):
        attach(world, world.file("P0"), 200)
    assert BlobChunk.objects.count() == before


@pytest.mark.parametrize(("setting", "status"), [("UPLOADS_PER_TICKET", 413), ("UPLOADS_TOTAL", 507)])
def test_the_api_answers_with_a_problem(world: World, client, settings, setting: str, status: int) -> None:
    setattr(settings, setting, 100)
    ticket = world.file("P0")
    answer = client.post(
        f"/api/v1/tickets/{ticket}/attachments?name=a.log",
        b"x" * 200,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {token_of(world.acme.requester, ['read', 'write'])}"},
    )
    assert answer.status_code == status
    assert answer.json()["errors"][0]["field"] == "file"


def test_the_portal_says_so_at_the_form(world: World, settings) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.UPLOADS_PER_TICKET = 100
    ticket = world.file("P0")
    page = browser(world.acme.requester).post(
        f"/portal/tickets/{ticket}/replies",
        {"body": "See the file.", "revision": "1", "files": SimpleUploadedFile("a.log", b"x" * 200)},
    )
    assert page.status_code == 422
    assert "The files of this ticket may take" in page.content.decode()


def test_a_tiny_file_counts_what_its_rows_take(world: World, settings) -> None:
    settings.UPLOADS_PER_TICKET = 4 * quotas.LEAST
    ticket = world.file("P0")
    for _ in range(4):
        attach(world, ticket, 1)
    with pytest.raises(UploadsFull, match="ticket_uploads_full"):
        attach(world, ticket, 1)
    assert quotas.used() == 4 * quotas.LEAST


def test_a_ticket_has_few_files(world: World, monkeypatch: pytest.MonkeyPatch, client) -> None:
    monkeypatch.setattr(quotas, "FILES_PER_TICKET", 2)
    ticket = world.file("P0")
    attach(world, ticket, 1)
    attach(world, ticket, 1)
    answer = client.post(
        f"/api/v1/tickets/{ticket}/attachments?name=a.log",
        b"x",
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {token_of(world.acme.requester, ['read', 'write'])}"},
    )
    assert answer.status_code == 413
    assert answer.json()["code"] == "ticket_files_full"
    attach(world, world.file("P0"), 1)


def test_a_file_that_no_message_names_is_deleted_and_gives_its_space_back(world: World) -> None:
    ticket = world.file("P0")
    attach(world, ticket, 5000)
    named = attach(world, ticket, 6000)
    desk.reply(ticket_id=ticket, body="See the file.", by=world.acme.requester, now=world.now, attachments=[named])
    tidy(now=world.now + UNATTACHED_FOR - timedelta(seconds=1))
    assert quotas.used() == 11_000
    tidy(now=world.now + UNATTACHED_FOR)
    row_security.enter(None)
    assert list(Attachment.objects.values_list("pk", flat=True)) == [named]
    assert (Blob.objects.count(), BlobChunk.objects.count(), quotas.used()) == (1, 1, 6000)


def test_many_files_are_deleted_in_pieces(world: World) -> None:
    ticket = world.file("P0")
    for _ in range(3):
        attach(world, ticket, 1)
    later = world.now + UNATTACHED_FOR
    assert [forget_unattached(now=later, limit=2) for _ in range(3)] == [2, 1, 0]
    assert not Blob.objects.exists()


def test_an_erased_file_counts_no_more(world: World) -> None:
    attach(world, world.file("P0"), 5000)
    erase_person(user_id=world.acme.requester.id, by=world.staff["admin"], now=world.now)
    row_security.enter(None)
    assert (Blob.objects.get().size, quotas.used()) == (0, 0)


def test_the_check_and_the_metrics_show_how_much_is_used(world: World, settings) -> None:
    settings.UPLOADS_TOTAL = 10 * MIB
    attach(world, world.file("P0"), 2 * MIB)
    [finding] = findings.uploads()
    assert (finding.verdict, finding.what) == ("ok", "files count 2 of 10 MiB")
    registry = gauges.registry(now=world.now)
    assert registry.get_sample_value("upheld_uploads_bytes") == 2 * MIB
    assert registry.get_sample_value("upheld_uploads_quota_bytes") == 10 * MIB
    settings.UPLOADS_TOTAL = 2 * MIB
    [finding] = findings.uploads()
    assert finding.verdict == "warning"
