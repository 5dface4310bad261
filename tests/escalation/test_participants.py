"""Who is told of what people do: each public act, in their language, never the author, never a note outside."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.world import World
from support.post import Post, shown, text_of
from upheld.accounts.models import Membership, User
from upheld.desk import acts as desk
from upheld.desk.errors import NotFound
from upheld.i18n.words import has
from upheld.ledger.events import events_on_tickets, kinds_in_timeline
from upheld.outbox.models import Parcel

ENGINEER, EXPERT, MANAGER = "engineer-1@vendor.example", "expert-1@vendor.example", "support_manager-1@vendor.example"
DEV, LEAD = "dev@acme.example", "lead@acme.example"


@pytest.fixture
def ticket(world: World, post: Post) -> int:
    """A P2 ticket in the engineer's hands, nothing left to send."""
    made = world.file("P2")
    desk.assign(
        ticket_id=made,
        group_id=world.groups["first"],
        assignee_id=world.engineer.id,
        by=world.staff["support_manager"],
        now=world.now,
    )
    post.expect(world.now, (ENGINEER, "gave you this ticket"))
    return made


def watch(world: World, ticket: int, *people: Any) -> None:
    for person in people:
        desk.watch(ticket_id=ticket, user_id=person.id, by=world.engineer, now=world.now)


def test_filing_oneself_tells_oneself_nothing(world: World, post: Post) -> None:
    world.file("P2")
    post.expect(world.now)


def test_filing_for_someone_tells_them(world: World, post: Post) -> None:
    new = desk.NewTicket(subject="By phone", body="She called.", severity="P2", product_id=world.product_id)
    desk.file_ticket(
        organisation_id=world.acme.id,
        ticket=new,
        requester_id=world.acme.requester.id,
        by=world.engineer,
        now=world.now,
    )
    post.expect(world.now, (DEV, "By phone"))


def test_a_reply_reaches_all_but_its_author(world: World, post: Post, ticket: int) -> None:
    watch(world, ticket, world.acme.manager, world.staff["expert"], world.engineer)
    desk.reply(ticket_id=ticket, body="Try 4.2.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "Try 4.2."), (LEAD, "Try 4.2."), (EXPERT, "Try 4.2."))
    desk.reply(ticket_id=ticket, body="It works.", by=world.acme.requester, now=world.now)
    post.expect(world.now, (ENGINEER, "It works."), (LEAD, "It works."), (EXPERT, "It works."))


def test_each_reads_it_in_their_own_language(world: World, post: Post, ticket: int) -> None:
    User.objects.filter(pk=world.acme.requester.id).update(language="zh-hans")
    watch(world, ticket, world.acme.manager)
    desk.reply(ticket_id=ticket, body="Try 4.2.", by=world.engineer, now=world.now)
    mails = post.expect(world.now, (DEV, "回复了。"), (LEAD, "replied."))
    chinese = next(text_of(message) for message in mails if message["To"] == DEV)
    assert "replied" not in chinese
    assert "此邮件由系统自动发送" in chinese


def test_a_note_stays_inside_and_reaches_only_who_is_named_and_the_assignee(
    world: World, post: Post, ticket: int
) -> None:
    watch(world, ticket, world.acme.manager, world.staff["csm"])
    body = f"@({world.staff['expert'].name}) and @({world.acme.manager.name}): they pay late."
    desk.add_note(ticket_id=ticket, body=body, by=world.staff["support_manager"], now=world.now)
    post.expect(world.now, (EXPERT, "internal note"), (ENGINEER, "they pay late"))


def test_a_note_does_not_reach_an_assignee_who_left_the_vendor(world: World, post: Post, ticket: int) -> None:
    Membership.objects.filter(user=world.engineer.id).update(organisation=world.acme.id, role="requester")
    desk.add_note(ticket_id=ticket, body="Secret.", by=world.staff["expert"], now=world.now)
    post.expect(world.now)


def test_who_is_named_in_a_reply_is_told(world: World, post: Post, ticket: int) -> None:
    desk.reply(ticket_id=ticket, body=f"@({world.acme.manager.name}) please decide.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "please decide"), (LEAD, "please decide"))


def test_people_of_another_customer_are_never_told(world: World, post: Post, ticket: int) -> None:
    from upheld.desk.models import Watcher

    stranger = world.rival.requester
    Watcher.objects.create(ticket_id=ticket, user_id=stranger.id, organisation_id=world.acme.id)
    desk.reply(ticket_id=ticket, body=f"@({stranger.name}) Hello.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "Hello."))


def test_people_who_were_deactivated_are_not_told(world: World, post: Post, ticket: int) -> None:
    User.objects.filter(pk=world.acme.requester.id).update(is_active=False)
    desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.now)
    post.expect(world.now)


def test_one_operation_is_one_mail(world: World, post: Post, ticket: int) -> None:
    desk.request_information(
        ticket_id=ticket, body="We need more.", items=["SDK log", "device model"], by=world.engineer, now=world.now
    )
    [mail] = post.expect(world.now, (DEV, "needs from you"))
    text = text_of(mail)
    assert "We need more." in text
    assert "– SDK log" in text
    assert "– device model" in text
    assert "replied" not in text


def test_deliveries_and_decisions_are_told_to_the_other_side(world: World, post: Post, ticket: int) -> None:
    delivery = desk.provide_resolution(ticket_id=ticket, body="Fixed in 4.3.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "accept or reject"))
    desk.reject_delivery(
        ticket_id=ticket, delivery_id=delivery, reason="Still broken.", by=world.acme.requester, now=world.now
    )
    post.expect(world.now, (ENGINEER, "Still broken."))


def test_silence_that_accepts_is_told_to_both(world: World, post: Post, ticket: int) -> None:
    desk.provide_resolution(ticket_id=ticket, body="Fixed.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "Fixed."))
    post.expect(world.wait(days=3, seconds=1), (DEV, "counts as accepted"), (ENGINEER, "counts as accepted"))


def test_mail_of_a_ticket_is_one_thread_and_holds_no_history(world: World, post: Post, ticket: int) -> None:
    desk.reply(ticket_id=ticket, body="First words.", by=world.engineer, now=world.now)
    [first] = post.expect(world.now, (DEV, "First words."))
    desk.reply(ticket_id=ticket, body="Second words.", by=world.engineer, now=world.now)
    [second] = post.expect(world.now, (DEV, "Second words."))
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert "First words." not in shown(second)
    assert second["Auto-Submitted"] == "auto-generated"


def test_a_note_is_in_no_later_mail(world: World, post: Post, ticket: int) -> None:
    desk.add_note(ticket_id=ticket, body="They pay late.", by=world.engineer, now=world.now)
    desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.now)
    [mail] = post.expect(world.now, (DEV, "Hello."))
    assert "pay late" not in shown(mail)
    assert all("pay late" not in str(one) for one in Parcel.objects.values_list("content", "private"))


def test_a_very_long_text_is_shortened(world: World, post: Post, ticket: int) -> None:
    desk.reply(ticket_id=ticket, body="字" * 40_000, by=world.engineer, now=world.now)
    [mail] = post.expect(world.now, (DEV, "字 …"))
    assert len(text_of(mail)) < 21_000


def test_describing_a_ticket_tells_nobody(world: World, post: Post, ticket: int) -> None:
    desk.describe(ticket_id=ticket, tags=["join"], by=world.engineer, now=world.now)
    post.expect(world.now)


def test_every_public_act_has_words() -> None:
    assert [event for event in events_on_tickets() if event.notice is not None and not has("act", event.kind)] == []


def test_every_item_of_a_conversation_has_words() -> None:
    assert [kind for kind in kinds_in_timeline("both", "vendor") if not has("console.entry", kind)] == ["clock.moved"]
    assert [kind for kind in kinds_in_timeline("both") if not has("entry", kind)] == []


def test_more_watchers_cost_no_more_statements(world: World, post: Post, ticket: int) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.reply(ticket_id=ticket, body="Hello.", by=world.engineer, now=world.now)
        return len(captured)

    world.now += timedelta(minutes=1)
    statements()
    alone = statements()
    watch(world, ticket, world.acme.manager, *(person for person in world.staff.values()))
    assert statements() == alone
    post.carry(world.now)
    post.new_mails()


def test_customers_add_only_their_own_people(world: World, ticket: int) -> None:
    by = world.acme.requester
    for person in (world.engineer, world.staff["expert"], world.rival.requester):
        with pytest.raises(NotFound) as refused:
            desk.watch(ticket_id=ticket, user_id=person.id, by=by, now=world.now)
        assert (refused.value.code, refused.value.field) == ("no_such_person", "user")
    for person in (by, world.acme.manager):
        desk.watch(ticket_id=ticket, user_id=person.id, by=by, now=world.now)
    with pytest.raises(NotFound):
        desk.watch(ticket_id=ticket, user_id=world.rival.requester.id, by=world.engineer, now=world.now)
