"""Acts on many tickets fill nobody's mailbox, and nothing of them is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.world import World
from support.post import Post, text_of
from upheld.desk import acts as desk
from upheld.escalation import act_limits
from upheld.outbox.models import Parcel

ENGINEER, DEV = "engineer-1@vendor.example", "dev@acme.example"


@pytest.fixture
def tickets(world: World) -> list[int]:
    """Ten tickets of the requester."""
    return [world.file("P2") for _ in range(10)]


def mention(world: World, ticket: int) -> None:
    world.now += timedelta(seconds=1)
    body = f"@({world.engineer.name}) look"
    desk.reply(ticket_id=ticket, body=body, by=world.acme.requester, now=world.now)


def test_a_person_gets_a_bounded_number_over_all_tickets(
    world: World, post: Post, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_limits, "RECIPIENT_LIMIT", 12)
    for ticket in tickets * 2:
        mention(world, ticket)
    post.expect(world.now, *[(ENGINEER, "look")] * 6)
    [mail] = post.expect(world.now + timedelta(minutes=62), (ENGINEER, "More has happened on your tickets"))
    assert [line.split()[0] for line in text_of(mail).splitlines() if line.startswith("#")] == [
        f"#{ticket}" for ticket in tickets
    ]
    assert f"/console/tickets/{tickets[0]}" in text_of(mail)
    world.now += timedelta(minutes=70)
    mention(world, tickets[0])
    post.expect(world.now, (ENGINEER, "look"))


def test_a_person_causes_a_bounded_number_and_others_are_told(
    world: World, post: Post, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_limits, "SENDER_LIMIT", 12)
    for ticket in tickets:
        mention(world, ticket)
    post.expect(world.now, *[(ENGINEER, "look")] * 6)
    desk.reply(ticket_id=tickets[0], body="We are looking.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "We are looking."))
    [mail] = post.expect(world.now + timedelta(minutes=62), (ENGINEER, f"#{tickets[-1]}"))
    assert f"#{tickets[5]} " not in text_of(mail)


def file_for_rival(world: World) -> int:
    return desk.file_ticket(
        organisation_id=world.rival.id,
        ticket=desk.NewTicket(subject="x", body="y", severity="P2", product_id=world.product_id),
        by=world.rival.requester,
        now=world.now,
    )


def test_a_customer_delays_no_mails_about_other_customers(
    world: World, post: Post, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_limits, "RECIPIENT_LIMIT", 4)
    for ticket in tickets:
        mention(world, ticket)
    body = f"@({world.engineer.name}) help"
    other = file_for_rival(world)
    for _ in range(4):
        desk.reply(ticket_id=other, body=body, by=world.rival.requester, now=world.now)
        world.now += timedelta(seconds=1)
    post.expect(world.now, (ENGINEER, "look"), (ENGINEER, "look"), (ENGINEER, "help"), (ENGINEER, "help"))


def test_a_customer_with_many_followers_silences_no_engineer_elsewhere(
    world: World, post: Post, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_limits, "SENDER_LIMIT", 4)
    for ticket in tickets[:5]:
        desk.reply(ticket_id=ticket, body="We look.", by=world.engineer, now=world.now)
    other = file_for_rival(world)
    desk.reply(ticket_id=other, body="On it.", by=world.engineer, now=world.now)
    mails = Parcel.objects.filter(template="act", sender_id=world.engineer.id)
    assert sorted(mails.values_list("organisation_id", flat=True)) == sorted([world.acme.id] * 2 + [world.rival.id])


def test_one_act_with_many_recipients_stays_within_the_bound(
    world: World, post: Post, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_limits, "SENDER_LIMIT", 4)
    names = " ".join(f"@({person.name})" for person in world.staff.values())
    desk.reply(ticket_id=tickets[0], body=names, by=world.acme.requester, now=world.now)
    assert Parcel.objects.filter(template="act").count() == 2
    assert Parcel.objects.filter(template="acts").count() == len(world.staff) - 2


def test_notices_about_deadlines_are_sent_however_many_acts_there_were(
    world: World, post: Post, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(act_limits, "RECIPIENT_LIMIT", 0)
    mention(world, tickets[0])
    world.wait(days=2)
    assert Parcel.objects.filter(template="act").count() == 0
    assert Parcel.objects.exclude(template__in=("act", "acts")).exists()
