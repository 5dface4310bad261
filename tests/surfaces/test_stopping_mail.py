"""A follower stops mail about a ticket from the mail itself; the link can do nothing else."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.core.signing import Signer
from django.test import Client

from factories.world import World
from support.post import Post, post, text_of
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Message, Watcher
from upheld.escalation.stopping import Following, stop_link

__all__ = ["post"]
DEV, LEAD = "dev@acme.example", "lead@acme.example"


@pytest.fixture
def followed(world: World) -> int:
    ticket = world.file("P1")
    desk.watch(ticket_id=ticket, user_id=world.acme.manager.id, by=world.acme.manager, now=world.now)
    return ticket


def mails(world: World, post: Post, ticket: int, *to: str) -> list[EmailMessage]:
    desk.reply(ticket_id=ticket, body="We are looking.", by=world.engineer, now=world.now)
    return sorted(post.expect(world.now, *((one, "looking") for one in to)), key=lambda mail: str(mail["To"]))


def place_of(mail: EmailMessage) -> str:
    return urlsplit(str(mail["List-Unsubscribe"]).strip("<>")).path


def watchers(ticket: int) -> set[int]:
    with row_security.everything():
        return set(Watcher.objects.filter(ticket_id=ticket).values_list("user_id", flat=True))


def test_only_who_follows_can_stop(world: World, post: Post, followed: int) -> None:
    desk.watch(ticket_id=followed, user_id=world.acme.requester.id, by=world.acme.requester, now=world.now)
    requester, follower = mails(world, post, followed, DEV, LEAD)
    assert requester["List-Unsubscribe"] is None
    assert requester["List-Unsubscribe-Post"] is None
    assert follower["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "you follow ticket" in text_of(follower)
    assert "you’re on ticket" in text_of(requester)


def test_one_click_stops_it_without_a_cookie(world: World, post: Post, followed: int) -> None:
    place = place_of(mails(world, post, followed, DEV, LEAD)[1])
    program = Client(enforce_csrf_checks=True)
    page = program.get(place)
    assert page.status_code == 200
    assert watchers(followed) == {world.acme.manager.id}
    for _ in range(2):
        answer = program.post(place, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, answer.cookies.get("sessionid")) == (200, None)
        assert "No more mail" in answer.content.decode()
    assert watchers(followed) == set()
    row_security.enter(None)
    world.now += timedelta(days=3650)  # the page was answered today
    mails(world, post, followed, DEV)


def test_the_page_tells_nothing_of_the_ticket(world: World, followed: int) -> None:
    page = Client().get(urlsplit(stop_link(Following(followed, world.acme.manager.id))).path).content.decode()
    assert f"#{followed}" in page
    assert "Nobody can join" not in page
    assert "lead@" not in page


def test_a_link_stops_one_persons_mail_about_one_ticket(world: World, followed: int) -> None:
    other = world.file("P1")
    for user in (world.acme.manager, world.acme.requester):
        desk.watch(ticket_id=other, user_id=user.id, by=user, now=world.now)
    before = Message.objects.count()
    Client().post(urlsplit(stop_link(Following(other, world.acme.manager.id))).path)
    assert watchers(other) == {world.acme.requester.id}
    assert watchers(followed) == {world.acme.manager.id}
    row_security.enter(None)
    assert Message.objects.count() == before


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "1.2",
        "1.2~",
        "1.2~AAAA",
        "~" * 400,
        Signer(sep="~").sign("1.2"),
        Signer(sep="~", salt="upheld.mail.stop").sign("1"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_that_was_not_signed_for_this_does_nothing(
    world: World, followed: int, token: str, method: str
) -> None:
    answer = getattr(Client(), method)(f"/mail/stop/{token}")
    assert answer.status_code == 410
    assert "stop following it there" in answer.content.decode()
    assert "invited" not in answer.content.decode()
    assert watchers(followed) == {world.acme.manager.id}


def test_a_ticket_that_is_not_there_needs_no_stopping(world: World) -> None:
    place = urlsplit(stop_link(Following(10**9, world.acme.manager.id))).path
    assert Client().post(place).status_code == 200
