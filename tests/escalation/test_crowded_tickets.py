"""A script that writes to a ticket without end fills nobody's mailbox."""

from __future__ import annotations

from datetime import timedelta

from factories.world import World
from support.post import Post, text_of
from upheld.desk import acts as desk
from upheld.escalation.act_mails import HOURLY_LIMIT

ENGINEER, DEV = "engineer-1@vendor.example", "dev@acme.example"


def write(world: World, ticket: int, times: int) -> None:
    """Messages of the requester, a second apart."""
    for number in range(times):
        world.now += timedelta(seconds=1)
        body = f"Still broken ({number})."
        desk.reply(ticket_id=ticket, body=body, by=world.acme.requester, now=world.now)


def assigned(world: World, post: Post) -> int:
    """A ticket of the engineer's."""
    ticket = world.file("P2")
    desk.assign(ticket_id=ticket, assignee_id=world.engineer.id, group_id=None, by=world.staff["expert"], now=world.now)
    post.expect(world.now, (ENGINEER, ""))
    return ticket


def test_after_so_many_mails_the_rest_of_the_hour_is_one(world: World, post: Post) -> None:
    ticket = assigned(world, post)
    write(world, ticket, HOURLY_LIMIT + 20)
    post.expect(world.now, *[(ENGINEER, "Still broken")] * (HOURLY_LIMIT - 1))
    [mail] = post.expect(world.now + timedelta(hours=1), (ENGINEER, f"You got {HOURLY_LIMIT} mails about it"))
    assert "Still broken" not in text_of(mail)
    assert f"/console/tickets/{ticket}" in text_of(mail)


def test_an_hour_later_and_on_other_tickets_acts_are_told_one_by_one(world: World, post: Post) -> None:
    crowded, other = assigned(world, post), assigned(world, post)
    write(world, crowded, HOURLY_LIMIT + 1)
    write(world, other, 1)
    post.expect(world.now, *[(ENGINEER, "Still broken")] * HOURLY_LIMIT)
    world.now += timedelta(minutes=70)
    post.expect(world.now, (ENGINEER, "More has happened"))
    write(world, crowded, 2)
    post.expect(world.now, *[(ENGINEER, "Still broken")] * 2)


def test_others_are_told_while_one_has_been_told_often(world: World, post: Post) -> None:
    ticket = assigned(world, post)
    write(world, ticket, HOURLY_LIMIT + 1)
    post.carry(world.now)
    post.new_mails()
    desk.reply(ticket_id=ticket, body="We are looking.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "We are looking."))
