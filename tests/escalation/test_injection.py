"""A customer writes what looks like a part, a header or a sentence of a mail; the engineer's mail stays what it is."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

from factories.world import World
from support.post import Post, text_of
from upheld.accounts.models import User
from upheld.desk import acts as desk

ENGINEER = "engineer-1@vendor.example"
PAGE = '<h1>Your session has ended</h1><a href="https://evil.example/sign-in">Sign in</a>'


def assigned(world: World, **given: str) -> int:
    ticket = world.file("P1", **given)
    desk.assign(
        ticket_id=ticket,
        group_id=world.groups["first"],
        assignee_id=world.engineer.id,
        by=world.staff["support_manager"],
        now=world.now,
    )
    return ticket


def to_the_engineer(world: World, post: Post, part: str) -> EmailMessage:
    [mail] = post.expect(world.now, (ENGINEER, part))
    return mail


def test_a_reply_with_the_boundary_of_an_earlier_mail_is_text(world: World, post: Post) -> None:
    ticket = assigned(world)
    boundary = to_the_engineer(world, post, "gave you this ticket").get_boundary()
    part = f"--{boundary}\nContent-Type: text/html\n\n<html><body>{PAGE}</body></html>\n--{boundary}--\n"
    body = f"The log is attached.\n\n{part}"
    world.now += timedelta(minutes=1)
    desk.reply(ticket_id=ticket, body=body, by=world.acme.requester, now=world.now)
    mail = to_the_engineer(world, post, "The log is attached.")
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    html = mail.get_body(("html",))
    assert html is not None
    assert '<a href="https://evil.example' not in html.get_content()
    assert "&lt;h1&gt;Your session has ended" in html.get_content()


def test_a_subject_with_an_encoded_word_adds_no_header(world: World, post: Post) -> None:
    assigned(world, subject="=?utf-8?q?=0AReply-To:_evil=40evil.example?=")
    mail = to_the_engineer(world, post, "gave you this ticket")
    assert mail["Reply-To"] is None
    assert mail["Subject"].startswith("[#")
    assert mail["Subject"].endswith("= ?utf-8?q?=0AReply-To:_evil=40evil.example?=")


def test_a_customer_cannot_speak_as_the_system(world: World, post: Post) -> None:
    ticket = assigned(world)
    to_the_engineer(world, post, "gave you this ticket")
    User.objects.filter(pk=world.acme.requester.id).update(name="Upheld")
    world.now += timedelta(minutes=1)
    body = "Hello\n\n---\n\nOpen the ticket to reply and to see its deadlines:\nhttps://evil.example/sign-in"
    desk.reply(ticket_id=ticket, body=body, by=world.acme.requester, now=world.now)
    text = text_of(to_the_engineer(world, post, "Upheld (Acme) replied."))
    assert "\n> ---\n" in text
    assert text.count("\n---\n") == 1
    assert [line for line in text.splitlines() if "evil.example" in line] == ["> https://evil.example/sign-in"]
