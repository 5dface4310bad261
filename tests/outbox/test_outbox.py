from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from upheld.outbox.claims import LEASE, claim_due, give_up, release
from upheld.outbox.enqueue import Mail, endpoint_of, enqueue_mail, enqueue_mails, enqueue_webhook
from upheld.outbox.models import Parcel
from upheld.outbox.outcome import RETENTION, forget, record_failure, record_sent, retry
from upheld.outbox.queries import counts, listing
from upheld.outbox.schedule import JITTER, MAX_ATTEMPTS, WAITS, next_attempt

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MAIL, WEBHOOK = Parcel.Kind.MAIL, Parcel.Kind.WEBHOOK


def put(key: str, *, to: str = "li@example.cn", now: datetime = NOW, **kwargs: object) -> None:
    enqueue_mail(key=key, to=to, template="x", language="zh", content={"a": 1}, now=now, **kwargs)


def claim(now: datetime = NOW, limit: int = 10, **kwargs: object) -> list[Parcel]:
    return claim_due(kind=MAIL, now=now, limit=limit, **kwargs)


def state(key: str) -> Parcel:
    return Parcel.objects.get(key=key)


def test_the_same_key_is_one_parcel_and_the_first_stays() -> None:
    put("k", to="first@example.cn")
    put("k", to="second@example.cn")
    assert Parcel.objects.get().recipient == "first@example.cn"


def test_any_number_is_put_in_one_statement() -> None:
    mails = [Mail(key=f"k{n}", to="a@b.cn", template="x", language="en", content={}) for n in range(300)]
    with transaction.atomic():
        enqueue_mails(mails[:1], now=NOW)
        with CaptureQueriesContext(
            connection,
        ) as few:
            enqueue_mails(mails[:2], now=NOW)
        with CaptureQueriesContext(connection) as many:
            enqueue_mails(mails, now=NOW)
    assert len(few) == len(many) == 1
    assert Parcel.objects.count() == 300


@pytest.mark.parametrize("key", ["", "k" * 101])
def test_a_key_that_would_not_fit_is_refused_by_name(key: str) -> None:
    with pytest.raises(ValueError, match="1 to 100 characters"):
        put(key)


def test_what_is_claimed_is_not_claimed_again_until_its_lease_ends() -> None:
    put("k")
    [mine] = claim()
    assert claim() == []
    assert claim(NOW + LEASE - timedelta(seconds=1)) == []
    [again] = claim(NOW + LEASE)
    assert (again.pk, again.key, again.attempts) == (mine.pk, "k", 2)


def test_what_is_due_comes_oldest_first_and_bounded() -> None:
    for n in range(5):
        put(f"k{n}", now=NOW - timedelta(minutes=n))
    put("later", now=NOW + timedelta(seconds=1))
    assert {parcel.key for parcel in claim(limit=2)} == {"k4", "k3"}
    assert {parcel.key for parcel in claim()} == {"k0", "k1", "k2"}


def test_busy_recipients_are_passed_over() -> None:
    put("a", to="busy@example.cn")
    put("b", to="free@example.cn")
    assert [parcel.key for parcel in claim(busy=["busy@example.cn"])] == ["b"]


def test_kinds_are_claimed_apart() -> None:
    enqueue_webhook(key="w", endpoint_id=7, event="e", content={}, now=NOW)
    assert claim() == []
    [parcel] = claim_due(kind=WEBHOOK, now=NOW, limit=1)
    assert endpoint_of(parcel.recipient) == 7


def test_sent_forgets_the_private_part_and_is_never_claimed_again() -> None:
    put("k", private={"link": "https://x.example/reset/secret"})
    [parcel] = claim()
    assert parcel.private["link"]
    record_sent(parcel, now=NOW)
    sent = state("k")
    assert (sent.state, sent.sent_at, sent.private, sent.content) == ("sent", NOW, {}, {"a": 1})
    assert claim(NOW + timedelta(days=365)) == []


def test_a_failure_is_tried_again_on_schedule_then_given_up() -> None:
    put("k")
    at, waits = NOW, []
    for _ in range(MAX_ATTEMPTS):
        [parcel] = claim(at)
        record_failure(parcel, error="451 later", now=at, jitter=0)
        found = state("k")
        if found.next_attempt_at is not None:
            waits.append(found.next_attempt_at - at)
            at = found.next_attempt_at
    assert tuple(waits) == WAITS[MAIL]
    assert (found.state, found.last_error, found.attempts) == ("failed", "451 later", MAX_ATTEMPTS)
    assert claim(at + timedelta(days=365)) == []


def test_the_schedules_are_as_documented() -> None:
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    assert WAITS[MAIL][:4] == (minute, 5 * minute, 30 * minute, 2 * hour)
    assert WAITS[WEBHOOK] == (
        timedelta(seconds=5), 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour
    )  # fmt: skip


def test_jitter_only_adds_and_a_receivers_wish_only_lengthens() -> None:
    def wait(**kwargs: object) -> timedelta:
        at = next_attempt(WEBHOOK, attempts=1, now=NOW, **{"jitter": 0.0, **kwargs})  # type: ignore[arg-type]
        assert at is not None
        return at - NOW

    assert wait() == timedelta(seconds=5)
    assert wait(jitter=0.5) == timedelta(seconds=5) * (1 + JITTER / 2)
    assert wait(retry_after=timedelta(minutes=2)) == timedelta(minutes=2)
    assert wait(retry_after=timedelta(seconds=1)) == timedelta(seconds=5)
    assert wait(retry_after=timedelta(days=400)) == timedelta(hours=24)


def test_a_permanent_failure_is_not_tried_again() -> None:
    put("k")
    [parcel] = claim()
    record_failure(parcel, error="550 no such person", now=NOW, jitter=0, permanent=True)
    assert state("k").state == "failed"


def test_who_lost_the_lease_cannot_record_a_failure_but_can_say_that_it_was_sent() -> None:
    put("k")
    [slow] = claim()
    [second] = claim(NOW + LEASE)
    record_failure(slow, error="late news", now=NOW + LEASE, jitter=0)
    assert state("k").leased_until == second.leased_until
    record_sent(slow, now=NOW + LEASE)
    record_failure(second, error="refused as a double", now=NOW + LEASE, jitter=0)
    assert state("k").state == "sent"


def test_released_is_as_if_never_claimed() -> None:
    put("k")
    release(claim(), now=NOW)
    [parcel] = claim()
    assert parcel.attempts == 1


def test_a_parcel_on_which_every_sender_dies_is_given_up() -> None:
    put("k")
    at = NOW
    for _ in range(MAX_ATTEMPTS):
        assert len(claim(at)) == 1
        at += LEASE
    assert claim(at) == []
    assert give_up(now=at - timedelta(seconds=1)) == 0
    assert give_up(now=at) == 1
    assert state("k").state == "failed"


def test_a_failed_parcel_can_be_retried_under_its_key_while_it_knows_what_to_say() -> None:
    put("k", private={"text": "x"})
    [parcel] = claim()
    record_failure(parcel, error="no", now=NOW, jitter=0, permanent=True)
    assert not retry(parcel.pk, now=NOW + RETENTION)
    assert retry(parcel.pk, now=NOW + timedelta(days=1))
    assert not retry(parcel.pk, now=NOW + timedelta(days=1))
    [again] = claim(NOW + timedelta(days=1))
    assert (again.key, again.attempts, again.private) == ("k", 1, {"text": "x"})


def test_old_parcels_forget_what_they_said_and_keep_that_they_were_sent() -> None:
    put("k")
    record_sent(claim()[0], now=NOW)
    put("waits")
    assert forget(now=NOW + timedelta(days=29), limit=10) == 0
    assert forget(now=NOW + timedelta(days=31), limit=10) == 1
    assert (state("k").content, state("k").sent_at) == ({}, NOW)
    assert state("waits").content == {"a": 1}
    assert forget(now=NOW + timedelta(days=31), limit=10) == 0


def test_errors_are_kept_on_one_line_and_bounded() -> None:
    put("k")
    record_failure(claim()[0], error="a\r\nb\0" + "c" * 1000, now=NOW, jitter=0)
    assert state("k").last_error == ("a  b " + "c" * 1000)[:500]


def test_the_list_and_the_counts() -> None:
    for n in range(3):
        put(f"k{n}")
    record_sent(claim(limit=1)[0], now=NOW)
    first = listing(limit=2)
    assert [one.key for one in first] == ["k2", "k1"]
    assert [one.key for one in listing(limit=2, before=first[-1].id)] == ["k0"]
    assert [one.key for one in listing(state="sent")] == ["k0"]
    assert counts() == {"waiting": 2, "failed": 0}
    assert not first[0].can_retry(NOW)


@pytest.mark.parametrize(
    ("given", "kept"), [("a\0b", "ab"), ("\\u0000", "\\u0000"), ("\\\0", "\\"), ('{"a"}, ’字’\n', '{"a"}, ’字’\n')]
)
def test_texts_are_kept_as_they_are_but_for_nul(given: str, kept: str) -> None:
    put("k", private={"text": given})
    assert state("k").private == {"text": kept}
