"""A story each: what people do, time going by, and exactly the messages that must follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook

from factories.terms import always
from factories.world import World, build
from support.post import Post, event_of, text_of
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import EmailAddress, User
from upheld.api.webhook_events import EVENTS
from upheld.clocks.events import EscalationReached
from upheld.clocks.operations import advance_due
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.escalation import handlers, queries
from upheld.escalation import operations as escalation
from upheld.escalation.models import Notice
from upheld.outbox.models import Parcel

ENGINEER, EXPERT, CSM = "engineer-1@vendor.example", "expert-1@vendor.example", "csm-1@vendor.example"
MANAGER, ADMIN = "support_manager-1@vendor.example", "admin-1@vendor.example"
DEV = "dev@acme.example"


def assign(world: World, ticket: int) -> None:
    desk.assign(
        ticket_id=ticket,
        group_id=world.groups["first"],
        assignee_id=world.engineer.id,
        by=world.staff["support_manager"],
        now=world.now,
    )


def test_a_forgotten_ticket_goes_up_the_line(world: World, post: Post) -> None:
    ticket = world.file("P0")
    assign(world, ticket)
    post.expect(world.now, (ENGINEER, "gave you this ticket"))
    post.expect(world.wait(minutes=7, seconds=29))
    post.expect(world.wait(seconds=2), (ENGINEER, "50 % of the time"))
    post.expect(world.wait(minutes=7, seconds=28))
    post.expect(world.wait(seconds=2), (EXPERT, "deadline was missed"), (MANAGER, "deadline was missed"))
    post.expect(world.wait(minutes=29))
    post.expect(world.wait(minutes=1), (CSM, "still not kept"))
    post.expect(world.wait(minutes=30))


def test_an_answer_in_time_stops_the_escalation(world: World, post: Post) -> None:
    ticket = world.file("P0")
    world.wait(minutes=5)
    desk.reply(ticket_id=ticket, body="We are looking.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "We are looking."))
    post.expect(world.wait(minutes=40))


def test_a_notice_says_why_and_how_it_was_reckoned_in_the_readers_words(world: World, post: Post) -> None:
    User.objects.filter(pk=world.staff["expert"].id).update(language="zh-hans", timezone="Asia/Shanghai")
    world.file("P0")
    mails = post.expect(
        world.wait(minutes=16),
        (MANAGER, "deadline was missed"),
        (EXPERT, "已错过截止时间"),
    )
    [chinese] = [text_of(message) for message in mails if message["To"] == EXPERT]
    assert "截止时间：2026年3月2日 09:15:00" in chinese
    assert "计算过程" in chinese
    assert "16 分" in chinese
    assert "Asia/Shanghai" in chinese
    english = next(text_of(message) for message in mails if "missed" in message["Subject"] and message["To"] == MANAGER)
    assert "Deadline: 2 Mar 2026 01:15:00" in english
    assert "Late: 1 min" in english
    assert "How this was reckoned" in english


def test_a_notice_about_a_promise_kept_meanwhile_is_called_back(world: World, post: Post) -> None:
    ticket = world.file("P0")
    world.wait(minutes=8)
    waiting = Parcel.objects.get(template="escalation")
    desk.reply(ticket_id=ticket, body="Here.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "Here."))
    waiting.refresh_from_db()
    assert waiting.state == "stood_down"
    assert [notice.state for notice in queries.notices_of(ticket)] == ["stood_down"]


def test_a_missed_promise_is_told_even_when_the_answer_came_first(world: World, post: Post) -> None:
    ticket = world.file("P0")
    world.now += timedelta(minutes=20)
    desk.reply(ticket_id=ticket, body="Late, sorry.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "sorry"))
    post.expect(world.wait(seconds=20), (EXPERT, "missed"), (MANAGER, "missed"))


def test_a_missed_update_is_told_although_its_cycle_is_over(world: World, post: Post) -> None:
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="We are looking.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "looking"))
    post.expect(world.wait(hours=1, minutes=1), (EXPERT, "Update: The deadline was missed"), (MANAGER, "Update: "))


def test_a_worker_that_slept_stamps_the_true_instants(world: World, post: Post) -> None:
    ticket = world.file("P0")
    filed = world.now
    world.now += timedelta(hours=3)
    world.settle()
    reached = dict(Notice.objects.filter(ticket=ticket, objective="response").values_list("step", "reached_at"))
    assert reached == {
        1: filed + timedelta(minutes=15),
        2: filed + timedelta(minutes=45),
    }
    post.expect(world.wait(seconds=20), (EXPERT, "missed"), (MANAGER, "missed"), (CSM, "still not kept"))


def test_reacting_twice_tells_once(world: World, post: Post) -> None:
    ticket = world.file("P0")
    world.wait(minutes=16)
    events = [
        EscalationReached(
            organisation_id=world.acme.id,
            ticket_id=ticket,
            actor_kind="system",
            actor_id=0,
            at=world.now,
            objective="response",
            cycle=1,
            crossed_at=world.now,
            step=1,
        )
    ]
    handlers.create_notices(events)
    handlers.create_notices(events)
    post.expect(world.now, (EXPERT, "missed"), (MANAGER, "missed"))


def test_with_nobody_else_the_administrator_is_told(world: World, post: Post) -> None:
    gone = [world.staff[role].id for role in ("support_manager", "expert", "engineer")]
    User.objects.filter(pk__in=gone).update(is_active=False)
    world.file("P0")
    post.expect(
        world.wait(minutes=16),
        ("admin@vendor.example", "an expert"),
        (ADMIN, "nobody could be reached"),
    )


def test_with_nobody_at_all_the_ticket_says_so(world: World, post: Post) -> None:
    EmailAddress.objects.all().delete()
    ticket = world.file("P0")
    post.expect(world.wait(minutes=16))
    assert {(notice.state, notice.audience) for notice in queries.notices_of(ticket)} == {
        ("nobody", "expert"),
    }


def test_whoever_was_erased_leaves_no_address_behind(world: World, post: Post) -> None:
    ticket = world.file("P0")
    post.expect(world.wait(minutes=16), (EXPERT, "missed"), (MANAGER, "missed"))
    accounts.erase_person(user_id=world.staff["expert"].id, by=SYSTEM, now=world.now)
    told = [(notice.audience, notice.recipient, notice.state) for notice in queries.notices_of(ticket)]
    assert [state for *_, state in told] == ["sent"] * 2
    assert EXPERT not in str(told)
    assert MANAGER in str(told)
    assert EXPERT not in str(list(Parcel.objects.values_list("key", "recipient", "content", "private")))


@pytest.fixture
def hooked(db: None, post: Post) -> tuple[World, str]:
    """A world whose contract escalates breaches to a webhook too; and the endpoint's secret."""
    source = always().replace("notify: [expert, manager]}", "notify: [expert, manager], via: [email, webhook]}")
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=source)
    made = escalation.create_endpoint(url=post.web.url, by=SYSTEM, now=world.now)
    return world, made.secret


def test_a_breach_calls_the_endpoint_with_a_signed_event(hooked: tuple[World, str], post: Post) -> None:
    world, secret = hooked
    ticket = world.file("P0")
    post.expect_beside_calls(world.wait(minutes=16), (EXPERT, "missed"), (MANAGER, "missed"))
    [request] = post.new_calls()
    assert request.headers["content-type"] == "application/cloudevents+json"
    at = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), UTC)
    signature = Webhook(secret).sign(request.headers["webhook-id"], at, request.body.decode())
    assert request.headers["webhook-signature"] == signature
    event = event_of(request)
    EVENTS[event["type"]].model_validate(event, extra="forbid")
    assert event["type"] == "escalation.reached"
    assert event["subject"] == f"ticket/{ticket}"
    assert event["id"] == request.headers["webhook-id"]
    assert event["data"]["ticket"]["severity"] == "P0"
    assert event["data"]["clock"]["due_at"] == "2026-03-02T01:15:00Z"
    assert event["data"]["clock"]["overdue_seconds"] == 60
    assert sum(span["seconds"] for span in event["data"]["clock"]["reckoning"]) == 16 * 60


def test_an_endpoint_that_fails_twice_is_not_the_end_of_it(hooked: tuple[World, str], post: Post) -> None:
    world, _ = hooked
    post.web.answer = lambda _request: (500, {})
    world.file("P0")
    world.wait(minutes=16)
    post.expect_beside_calls(world.now, (EXPERT, "missed"), (MANAGER, "missed"))
    assert escalation.pass_on(now=world.now) == 0
    world.now += timedelta(seconds=7)
    post.carry(world.now)
    first, second = post.new_calls()
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert escalation.pass_on(now=world.now) == 1
    # The expert knows already: by mail, of the same step of the same clock.
    post.expect_beside_calls(world.now)
    assert escalation.pass_on(now=world.now) == 0


def test_a_mail_that_is_refused_for_good_is_passed_on(world: World, post: Post) -> None:
    post.mail.recipient_answer = lambda to: "550 unknown" if to == ENGINEER else "250 fine"
    ticket = world.file("P0")
    assign(world, ticket)
    world.wait(minutes=8)
    post.expect(world.now)
    assert escalation.pass_on(now=world.now) == 1
    post.expect(world.now, (MANAGER, "nobody could be reached there"))
    assert [(one.recipient, one.state) for one in queries.notices_of(ticket)] == [
        (ENGINEER, "failed"),
        (MANAGER, "sent"),
    ]


def test_five_hundred_clocks_cost_as_many_statements_as_five(world: World, post: Post) -> None:
    def statements(count: int) -> int:
        for _ in range(count):
            world.file("P2")
        world.now += timedelta(hours=5)
        with CaptureQueriesContext(connection) as captured:
            advance_due(now=world.now)
        return sum(1 for query in captured if "SAVEPOINT" not in query["sql"])

    few, many = statements(3), statements(60)
    assert Notice.objects.filter(step=1).count() == 63 * 2
    assert many <= few + 2
    Parcel.objects.all().delete()
