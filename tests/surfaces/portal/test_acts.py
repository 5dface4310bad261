"""What a customer does: filed, answered, judged, contested, taken back; what was typed is never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from factories.accounts import browser
from factories.world import World
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk import models


@pytest.fixture
def present(world: World) -> World:
    world.now = timezone.now() - timedelta(hours=1)
    return world


@pytest.fixture
def client(present: World) -> Client:
    opened = browser(present.acme.manager)
    row_security.enter(None)
    return opened


def post(client: Client, address: str, status: int, /, **sent: object) -> str:
    answer = client.post(address, sent)
    row_security.enter(None)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


FILED = {
    "environment": "production",
    "severity": "P0",
    "subject": "Nobody can join",
    "body": "Since 14:02.",
    "component": "join",
    "platform": "iOS",
    "sdk_version": "5.1",
    "region": "CN",
    "evidence-service_down_minutes": "9",
}


def test_a_ticket_is_filed_with_its_files_and_answers(present: World, client: Client) -> None:
    log = SimpleUploadedFile("sdk.log", b"line", "text/plain")
    post(client, "/portal/tickets/new", 302, product=present.product_id, files=log, **FILED)
    ticket = models.Ticket.objects.get()
    assert (ticket.severity, ticket.region, ticket.component) == ("P0", "CN", "join")
    assert ticket.evidence["service_down_minutes"] == 9
    attachment = models.Attachment.objects.get()
    assert attachment.message_id == models.Message.objects.get().pk
    answer = client.get(f"/portal/tickets/{ticket.pk}/files/{attachment.pk}")
    assert b"".join(answer.streaming_content) == b"line"
    assert answer["Content-Type"] == "application/octet-stream"


def test_what_was_typed_survives_what_is_wrong(present: World, client: Client) -> None:
    shown = post(client, "/portal/tickets/new", 422, product=present.product_id, **{**FILED, "subject": ""})
    assert "Since 14:02." in shown
    assert 'value="5.1"' in shown
    assert 'value="9"' in shown
    assert "Please fill this in." in shown
    assert not models.Ticket.objects.exists()


def test_a_file_that_is_refused_files_nothing(present: World, client: Client) -> None:
    bad = SimpleUploadedFile("run.exe", b"MZ")
    shown = post(client, "/portal/tickets/new", 422, product=present.product_id, files=bad, **FILED)
    assert "run.exe" in shown
    assert "Please choose the files again" in shown
    assert not models.Ticket.objects.exists()


def test_every_deadline_is_shown_before_filing(present: World, client: Client) -> None:
    shown = client.get(f"/portal/tickets/new?product={present.product_id}&evidence-service_down_minutes=9")
    text = shown.content.decode()
    assert "By your answers, the contract says P0." in text
    assert "the service is completely unavailable for more than 5 minutes" in text
    assert text.count("<time") >= 3 + 3 + 2


def test_a_reply_meets_one_that_came_meanwhile(present: World, client: Client) -> None:
    number = present.file("P0")
    seen = models.Ticket.objects.get(pk=number).revision
    desk.reply(ticket_id=number, body="We look.", by=present.engineer, now=present.now)
    shown = post(client, f"/portal/tickets/{number}/replies", 409, body="My text.", revision=seen)
    assert "My text." in shown
    assert "This ticket went on while you wrote" in shown
    assert '<input type="hidden" name="revision" value="">' in shown
    desk.reply(ticket_id=number, body="We still look.", by=present.engineer, now=present.now)
    post(client, f"/portal/tickets/{number}/replies", 302, body="My text.", revision="")
    assert models.Message.objects.filter(body="My text.").count() == 1


def test_a_delivery_is_rejected_with_a_reason_or_accepted(present: World, client: Client) -> None:
    number = present.file("P0")
    first = desk.provide_workaround(ticket_id=number, body="Try.", by=present.engineer, now=present.now)
    place = f"/portal/tickets/{number}/deliveries/"
    shown = post(client, f"{place}{first}/rejection", 422, reason=" ")
    assert "Please" in shown
    post(client, f"{place}{first}/rejection", 302, reason="It does not help.")
    second = desk.provide_workaround(ticket_id=number, body="Try again.", by=present.engineer, now=present.now)
    post(client, f"{place}{second}/acceptance", 302)
    states = models.Delivery.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["rejected", "accepted"]
    post(client, f"{place}{second}/acceptance", 422)


def test_a_dispute_shows_its_outcomes_is_opened_and_withdrawn(present: World, client: Client) -> None:
    number = present.file("P1")
    shown = client.get(f"/portal/tickets/{number}/dispute?severity=P0").content.decode()
    row_security.enter(None)
    for outcome in ("While the dispute is open", "If P0 is ruled", "If P1 is ruled"):
        assert outcome in shown
    post(client, f"/portal/tickets/{number}/dispute", 302, severity="P0", reason="All are down.")
    assert models.Dispute.objects.get().state == "open"
    assert models.Ticket.objects.get().severity == "P0"
    post(client, f"/portal/tickets/{number}/dispute/withdrawal", 302)
    assert models.Dispute.objects.get().state == "withdrawn"


def test_a_claim_is_contested_or_accepted(present: World, client: Client) -> None:
    number = present.file("P0")
    claims = [
        desk.claim_exclusion(
            ticket_id=number,
            clause="outdated_sdk",
            fields={"sdk_version": "3.0"},
            evidence="4",
            by=present.engineer,
            now=present.now,
        )
        for _ in range(2)
    ]
    post(client, f"/portal/tickets/{number}/claims/{claims[0]}/rejection", 302, reason="It is 5.1.")
    post(client, f"/portal/tickets/{number}/claims/{claims[1]}/acceptance", 302)
    states = models.ExclusionClaim.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["rejected", "accepted"]


def test_a_resolved_ticket_says_how_long_it_can_be_reopened_and_is(present: World, client: Client) -> None:
    number = present.file("P0")
    made = desk.provide_resolution(ticket_id=number, body="Fixed.", by=present.engineer, now=present.now)
    post(client, f"/portal/tickets/{number}/deliveries/{made}/acceptance", 302)
    shown = client.get(f"/portal/tickets/{number}").content.decode()
    row_security.enter(None)
    assert "It can be reopened until" in shown
    post(client, f"/portal/tickets/{number}/reopening", 302, reason="Again.")
    assert models.Ticket.objects.get().state == "open"


def test_impact_is_raised_never_lowered(present: World, client: Client) -> None:
    number = present.file("P1")
    post(client, f"/portal/tickets/{number}/impact", 422, severity="P2", reason="Less.")
    post(client, f"/portal/tickets/{number}/impact", 302, severity="P0", reason="All are down now.")
    assert models.Ticket.objects.get().severity == "P0"


def test_a_proposal_is_refused_then_the_ticket_withdrawn(present: World, client: Client) -> None:
    number = present.file("P1")
    made = desk.propose_cancellation(
        ticket_id=number, reason="out_of_scope", note="Yours.", by=present.engineer, now=present.now
    )
    post(client, f"/portal/tickets/{number}/proposals/{made}/answer", 302, answer="refuse")
    assert models.Ticket.objects.get().state == "open"
    post(client, f"/portal/tickets/{number}/withdrawal", 302)
    assert models.Ticket.objects.get().state == "cancelled"


def test_colleagues_follow_and_a_draft_survives(present: World, client: Client) -> None:
    number = present.file("P1")
    post(client, f"/portal/tickets/{number}/watchers", 302, person=present.acme.requester.id)
    post(client, f"/portal/tickets/{number}/watchers", 302, person=present.acme.manager.id)
    post(client, f"/portal/tickets/{number}/watchers/me/removal", 302)
    assert [one.user_id for one in models.Watcher.objects.all()] == [present.acme.requester.id]
    post(client, f"/portal/tickets/{number}/draft", 204, body="Half a thou", revision=0)
    assert "Half a thou" in client.get(f"/portal/tickets/{number}").content.decode()


def test_internal_notes_never_reach_the_portal(present: World, client: Client) -> None:
    number = present.file("P1")
    desk.add_note(ticket_id=number, body="They are wrong.", by=present.engineer, now=present.now)
    assert "They are wrong." not in client.get(f"/portal/tickets/{number}").content.decode()
