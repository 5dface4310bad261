"""A customer who files very many tickets fills nobody's mailbox, and delays no mails about other customers."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db.models import F

from factories.world import World
from support.post import Post, text_of
from upheld.desk import acts as desk
from upheld.escalation import digest_mails, notices
from upheld.escalation.models import Notice
from upheld.outbox.claims import claim_due
from upheld.outbox.enqueue import enqueue_mail
from upheld.outbox.models import Parcel

TICKETS = 6


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> int:
    """A bound that few tickets reach."""
    monkeypatch.setattr(notices, "LIMIT", 3)
    return 3


def flood(world: World) -> None:
    for _ in range(TICKETS):
        world.file("P0")


def file_for_rival(world: World) -> int:
    ticket = desk.NewTicket(subject="Down", body="y", severity="P0", product_id=world.product_id)
    return desk.file_ticket(organisation_id=world.rival.id, ticket=ticket, by=world.rival.requester, now=world.now)


def until_notices(world: World) -> datetime:
    """Wait as the worker does, minute by minute, until there are notices."""
    for _ in range(240):
        world.wait(minutes=1)
        if Notice.objects.exists():
            return world.now
    raise AssertionError("no step was reached")


def wait_for_more(world: World) -> None:
    """File as many tickets again, and wait until their first step is reached."""
    flood(world)
    before = Notice.objects.filter(step=0).count()
    while Notice.objects.filter(step=0).count() == before:
        world.wait(minutes=1)


def separate(world: World) -> Counter[tuple[str, int]]:
    mails = Parcel.objects.filter(template="escalation", kind="mail")
    return Counter(mails.values_list("recipient", "organisation_id"))


def test_a_person_gets_a_bounded_number_and_the_rest_in_a_digest(world: World, post: Post, bound: int) -> None:
    flood(world)
    now = until_notices(world)
    mailed = Notice.objects.filter(via="email")
    assert set(separate(world).values()) == {bound}
    assert set(Counter(mailed.values_list("recipient", flat=True)).values()) == {TICKETS}
    post.carry(now)
    post.new_mails()
    post.carry(now + timedelta(minutes=1))
    digests = post.new_mails()
    assert len(digests) == mailed.values("recipient").distinct().count()
    for digest in digests:
        own = mailed.filter(recipient=digest["X-Test-Recipients"])
        digested = set(own.filter(parcel__template="digest").values_list("ticket_id", flat=True))
        assert len(digested) == TICKETS - bound
        assert all(f"#{ticket}" in text_of(digest) for ticket in digested)


def test_the_bound_covers_the_hour_and_ends_with_it(world: World, bound: int) -> None:
    flood(world)
    until_notices(world)
    first = separate(world)
    wait_for_more(world)
    assert {pair: separate(world)[pair] for pair in first} == first
    Parcel.objects.update(created_at=F("created_at") - timedelta(hours=1))
    wait_for_more(world)
    assert min(count for pair, count in separate(world).items() if pair in first) == 2 * bound


def test_notices_about_another_customer_are_separate_and_sent_before_the_rest_of_a_flood(
    world: World, bound: int
) -> None:
    flood(world)
    world.now += timedelta(seconds=5)
    other = file_for_rival(world)
    until_notices(world)
    order = [parcel for parcel in claim_due(kind="mail", now=world.now, limit=100) if parcel.template == "escalation"]
    recipients = Counter(parcel.recipient for parcel in order if parcel.ticket_id == other)
    assert recipients
    assert set(recipients.values()) == {1}
    last = max(place for place, parcel in enumerate(order) if parcel.ticket_id == other)
    assert all(parcel.turn == 1 for parcel in order[: last + 1])
    assert Counter(parcel.turn for parcel in order[last + 1 :])[3] > 0


def test_a_digest_names_every_customer_however_many_tickets_another_has(
    world: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LIMIT", 0)
    monkeypatch.setattr(digest_mails, "MAX_ENTRIES", 2)
    flood(world)
    other = file_for_rival(world)
    now = until_notices(world)
    post.carry(now + timedelta(minutes=1))
    digests = post.new_mails()
    told = set(Notice.objects.filter(ticket=other, via="email").values_list("recipient", flat=True))
    assert told
    assert {mail["X-Test-Recipients"] for mail in digests if f"#{other}" in text_of(mail)} == told


def test_what_a_person_waits_for_is_sent_first(world: World, bound: int) -> None:
    flood(world)
    now = until_notices(world)
    content = {"name": "Li", "minutes": 60}
    enqueue_mail(key="reset:1", to="li@example.cn", template="reset", language="zh", content=content, now=now)
    [parcel] = claim_due(kind="mail", now=now, limit=1)
    assert parcel.template == "reset"
