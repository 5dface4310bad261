"""Values at the edge of what can be written down: refused with a reason, or kept and shown; never an error of ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories.accounts import browser
from factories.api import calls_as
from factories.terms import always
from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.operations.errors import Refused

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("start", ["0001-01-01", "0001-01-02", "9999-12-31"])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_a_contract_from_the_edge_of_time_is_published_or_refused(world: World, start: str, zone: str) -> None:
    source = always(version=2, start=start).replace("Asia/Shanghai", zone)
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)
    try:
        contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)
    except Refused:
        pass
    reader = browser(world.staff["admin"])
    assert reader.get(f"/console/contracts/{world.acme.contract_id}").status_code == 200
    assert world.file("P0")


def test_a_claim_from_the_first_to_the_last_instant_is_shown(world: World) -> None:
    ticket = world.file("P0")
    desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="3.9.1",
        from_at=FIRST,
        to_at=LAST,
        by=world.engineer,
        now=world.now,
    )
    world.settle()
    for who, path in (
        (world.engineer, f"/console/tickets/{ticket}"),
        (world.acme.requester, f"/portal/tickets/{ticket}"),
    ):
        assert browser(who).get(path).status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1e999}',
        b'{"a": -1e999}',
        b'{"a": 1e-999}',
        b'{"a": 123456789012345678901234567890}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"a\\u0000": 1}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b'{"a": ' + b"9" * 100_000 + b"}",
    ],
)
def test_evidence_that_no_criterion_can_read_is_refused_by_its_name(world: World, raw: bytes) -> None:
    body = (
        f'{{"organisation_id": {world.acme.id}, "product_id": {world.product_id}, "severity": "P0",'
        ' "subject": "s", "body": "b", "evidence": '
    ).encode()
    before = Ticket.objects.count()
    answer = calls_as(world.acme.requester).send("POST", "/tickets", raw=body + raw + b"}")
    assert answer.status_code in (201, 400, 422), answer.content
    assert Ticket.objects.count() == before + (answer.status_code == 201)
    if answer.status_code != 201:
        assert answer.json()["errors"] or answer.json()["code"] == "not_json"


@pytest.mark.parametrize(
    "name",
    ["a\0b", "\ud800", "../../x", "x" * 10_000, "", " ", ".", "..", "a\nb: c", "\u202egnp.exe", "con.txt", "é.log"],
)
def test_an_attachments_name_is_made_fit_or_refused(world: World, name: str) -> None:
    ticket = world.file("P0")
    given = {"content_type": "text/plain\r\nX-Evil: 1", "chunks": [b"x"], "by": world.engineer, "now": world.now}
    try:
        made = desk.attach(ticket_id=ticket, name=name, **given)
    except Refused:
        return
    desk.add_note(ticket_id=ticket, body="See.", attachments=[made], by=world.engineer, now=world.now)
    reader = browser(world.engineer)
    shown = reader.get(f"/console/tickets/{ticket}/attachments/{made}")
    if shown.status_code == 200:
        assert "\n" not in shown.headers["Content-Disposition"]
    assert reader.get(f"/console/tickets/{ticket}").status_code == 200
