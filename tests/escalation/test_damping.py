"""Much happens or nobody looks for long: each person still gets few mails, and none about what is over."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from factories.terms import always
from factories.world import World, build
from support.post import Post, event_of, shown, text_of
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import User
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.escalation import operations as escalation
from upheld.escalation import queries
from upheld.escalation.digests import open_for
from upheld.escalation.models import Notice
from upheld.escalation.people import people
from upheld.outbox.models import Parcel

EXPERT, CSM, MANAGER = "expert-1@vendor.example", "csm-1@vendor.example", "support_manager-1@vendor.example"
ENGINEER, DEV = "engineer-1@vendor.example", "dev@acme.example"


def updating(every: str, *, via: str = "[email]") -> World:
    """The world under a contract with this cadence of updates, whose breaches go over these channels."""
    source = always().replace("every: 1h", f"every: {every}")
    row_security.enter(None)
    contract_queries.forget()
    return build(source=source.replace("notify: [expert, manager]}", f"notify: [expert, manager], via: {via}}}"))


def answered(world: World, post: Post) -> int:
    """A ticket whose updates have begun."""
    ticket = world.file("P0")
    desk.reply(ticket_id=ticket, body="We are looking.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "looking"))
    return ticket


def about_updates() -> Counter[str]:
    return Counter(Notice.objects.filter(objective="update").values_list("recipient", flat=True))


def test_a_silent_ticket_is_told_once_and_summed_up(db: None, post: Post) -> None:
    world = updating("30m")
    answered(world, post)
    post.expect(world.wait(minutes=30, seconds=1), (EXPERT, "Update: The deadline"), (MANAGER, "Update: The deadline"))
    post.expect(world.wait(minutes=30), (CSM, "still not kept"))
    digest = "3 updates in a row were missed since 2 Mar 2026 01:30:00"
    mails = post.expect(world.wait(minutes=30), *((to, digest) for to in (EXPERT, MANAGER, CSM)))
    assert {mail["Subject"].partition("] ")[2] for mail in mails} == {"P0 3 updates missed in a row"}


def test_forty_eight_hours_of_silence(db: None, post: Post) -> None:
    world = updating("30m")
    answered(world, post)
    world.wait(seconds=1)
    for _ in range(98):
        world.wait(minutes=30)
    # The step itself, and digests after 1, 4, 24 and 48 hours; 98 cycles were missed.
    assert about_updates() == {EXPERT: 5, MANAGER: 5, CSM: 5}
    assert Parcel.objects.filter(template="escalation", content__objective="update").count() == 15
    Parcel.objects.all().delete()


def test_an_update_ends_the_run_and_the_next_miss_is_told_again(db: None, post: Post) -> None:
    world = updating("10m")
    ticket = answered(world, post)
    for _ in range(3):
        world.wait(minutes=10, seconds=1)
    assert about_updates() == {EXPERT: 1, MANAGER: 1}
    world.wait(minutes=1)
    desk.reply(ticket_id=ticket, body="Still looking.", by=world.engineer, now=world.now)
    world.wait(minutes=10, seconds=1)
    assert about_updates() == {EXPERT: 2, MANAGER: 2}
    Parcel.objects.all().delete()


def test_endpoints_are_damped_as_people_are(db: None, post: Post) -> None:
    world = updating("30m", via="[webhook]")
    escalation.create_endpoint(url=post.web.url, by=SYSTEM, now=world.now)
    answered(world, post)
    for _ in range(6):
        world.wait(minutes=30)
    Parcel.objects.filter(kind="mail").delete()
    post.carry(world.now)
    calls = [event_of(call)["data"] for call in post.new_calls()]
    updates = [call for call in calls if call["clock"]["objective"] == "update"]
    assert [call.get("run", {}).get("missed") for call in updates] == [None, 3]


def test_after_an_absence_each_person_gets_one_digest(world: World, post: Post) -> None:
    tickets = [world.file(severity) for severity in ["P0"] * 15 + ["P1"] * 10]
    for ticket in tickets[:5]:
        desk.reply(ticket_id=ticket, body="We are looking.", by=world.engineer, now=world.now)
    post.carry(world.now)
    post.new_mails()
    world.now += timedelta(hours=30)
    world.settle()
    post.expect(world.now)
    mails = post.expect(
        world.wait(seconds=20), *((to, "Missed while notifications were interrupted") for to in (EXPERT, MANAGER, CSM))
    )
    text = text_of(next(mail for mail in mails if mail["To"] == EXPERT))
    assert "at risk" not in text
    assert "%" not in text
    entries = [line for line in text.splitlines() if line.startswith("#")]
    assert {int(line[1:].partition(" ")[0]) for line in entries} == set(tickets)
    assert [notice.state for ticket in tickets for notice in queries.notices_of(ticket)].count("sent") > 100
    post.expect(world.wait(minutes=10))


def test_a_digest_is_in_the_words_of_its_reader(world: World, post: Post) -> None:
    User.objects.filter(pk=world.staff["csm"].id).update(language="zh-hans", timezone="Asia/Shanghai")
    world.file("P0")
    world.now += timedelta(hours=2)
    world.settle()
    mails = post.expect(
        world.wait(seconds=20), (EXPERT, "1 ticket"), (MANAGER, "interrupted: 1 ticket"), (CSM, "通知曾经中断")
    )
    chinese = next(shown(mail) for mail in mails if mail["To"] == CSM)
    assert "1 个工单" in chinese
    assert "截止时间：2026年3月2日 09:15:00" in chinese


@pytest.mark.parametrize(
    ("hours", "line", "recipients"),
    [
        (3, "P0 Update: 5 updates in a row were missed since 2 Mar 2026 01:30:00.", [EXPERT, MANAGER, CSM]),
        (1, "P0 Update: The deadline was missed", [EXPERT, MANAGER]),
    ],
)
def test_a_digest_says_how_many_updates_were_missed(
    db: None, post: Post, hours: int, line: str, recipients: list[str]
) -> None:
    world = updating("30m")
    ticket = answered(world, post)
    world.now += timedelta(hours=hours) - timedelta(minutes=15)
    world.settle()
    mails = post.expect(world.wait(seconds=20), *((to, line) for to in recipients))
    text = text_of(mails[0])
    assert text.count(f"#{ticket}") == text.count("updates in a row") + text.count("deadline was missed")
    assert ("Deadline" in text) == (hours == 1)


def test_a_miss_goes_before_a_later_warning_in_a_digest(db: None, post: Post) -> None:
    source = always().replace("every: 1h", "every: 30m")
    source = source.replace("objectives: [response], notify: [", "objectives: [update], notify: [expert, ")
    contract_queries.forget()
    world = build(source=source)
    answered(world, post)
    world.now += timedelta(minutes=50)
    world.settle()
    mails = post.expect(world.wait(seconds=20), (EXPERT, "The deadline was missed"), (MANAGER, "missed"))
    assert "%" not in "".join(text_of(mail) for mail in mails)


def test_a_subject_cannot_pass_for_another_customer_in_a_digest(world: World, post: Post) -> None:
    ticket = world.file("P0", subject="Down” · Some Bank: “all is lost")
    world.now += timedelta(hours=2)
    world.settle()
    mails = post.expect(world.wait(seconds=20), *((to, "1 ticket") for to in (EXPERT, MANAGER, CSM)))
    assert f"#{ticket} · Acme: “Down” · Some Bank: “all is lost”\n" in text_of(mails[0])


def test_a_digest_that_collects_is_used_again_but_held_for_five_minutes_at_most(world: World, post: Post) -> None:
    began = world.now
    digests = Parcel.objects.filter(template="digest", recipient=EXPERT)
    person = people([world.staff["expert"].id]).values()
    parcel = open_for(person, now=began)
    for seconds in (1, *range(15, 300, 15)):
        assert open_for(person, now=began + timedelta(seconds=seconds)) == parcel
        until = min(began + timedelta(seconds=seconds + 20), began + timedelta(minutes=5))
        assert digests.get().next_attempt_at == until
    assert open_for(person, now=began + timedelta(minutes=5)) != parcel
    assert digests.count() == 2
    Parcel.objects.all().delete()


def test_what_was_kept_meanwhile_is_left_out_of_a_digest(world: World, post: Post) -> None:
    ticket = world.file("P1")
    desk.assign(
        ticket_id=ticket,
        group_id=world.groups["first"],
        assignee_id=world.engineer.id,
        by=world.staff["support_manager"],
        now=world.now,
    )
    post.expect(world.now, (ENGINEER, "gave you"))
    world.now += timedelta(minutes=40)
    world.settle()
    digest = Parcel.objects.get(template="digest")
    assert digest.recipient == ENGINEER
    desk.reply(ticket_id=ticket, body="Here.", by=world.engineer, now=world.now)
    post.expect(world.now, (DEV, "Here."))
    post.expect(world.wait(seconds=20))
    digest.refresh_from_db()
    assert digest.state == "stood_down"


@pytest.mark.parametrize("minutes", [8, 10])
def test_a_warning_that_waits_is_called_back_at_the_breach(world: World, post: Post, minutes: int) -> None:
    post.mail.answer = lambda _message: "451 later"
    world.file("P0")
    post.carry(world.wait(minutes=minutes))
    post.mail.answer = lambda _message: "250 fine"
    post.expect(world.wait(minutes=15 - minutes, seconds=1), (EXPERT, "missed"), (MANAGER, "missed"))
    post.expect(world.wait(minutes=14))
