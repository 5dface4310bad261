from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.post import Post, text_of
from upheld.outbox.claims import LEASE
from upheld.outbox.enqueue import enqueue_mail
from upheld.outbox.models import Parcel
from upheld.worker import mailing
from upheld.worker.mailing import send_mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def put(key: str = "k", *, to: str = "li@acme.example", template: str = "act", **kwargs: object) -> None:
    enqueue_mail(
        key=key,
        to=to,
        template=template,
        language="zh",
        content={"number": 7, "lines": ["Ada 回复了。"], "link": "https://upheld.example/7"},
        private={"subject": "消息无法送达", "texts": ["你好 <b>"]},
        now=NOW,
        ticket_id=7,
        **kwargs,
    )


def test_a_mail_is_sent_once_and_its_text_forgotten(post: Post) -> None:
    put()
    [message] = post.expect(NOW, ("li@acme.example", "你好 <b>"))
    assert message["Subject"] == "[#7] 消息无法送达"
    assert "https://upheld.example/7" in text_of(message)
    html = message.get_body(("html",))
    assert html is not None
    assert "你好 &lt;b&gt;" in html.get_content()
    assert Parcel.objects.get().private == {}
    post.expect(NOW + timedelta(days=9))


def test_what_is_refused_for_now_is_sent_later_under_the_same_id(post: Post) -> None:
    put()
    post.mail.answer = lambda _message: "451 come back later"
    post.expect(NOW)
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.attempts) == ("waiting", 1)
    assert "451 come back later" in parcel.last_error
    post.mail.answer = lambda _message: "250 taken"
    post.expect(NOW + timedelta(minutes=2), ("li@acme.example", "你好"))
    first, second = post.mail.offered
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"].datetime == second["Date"].datetime == NOW
    assert Parcel.objects.get().last_error == ""


def test_a_server_that_is_away_keeps_everything(post: Post, settings: object) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:1"  # type: ignore[attr-defined]
    for n in range(3):
        put(f"k{n}")
    assert send_mail(now=NOW) == 3
    assert set(Parcel.objects.values_list("state", "attempts")) == {("waiting", 1)}
    assert all("no conversation" in error for error in Parcel.objects.values_list("last_error", flat=True))


@pytest.mark.parametrize("address", ["nobody", "a@b.example, c@d.example", "x@y.example\r\nBcc: z@y.example"])
def test_an_address_that_is_none_fails_at_once_and_says_so(post: Post, address: str) -> None:
    put(to=address)
    post.expect(NOW)
    parcel = Parcel.objects.get()
    assert parcel.state == "failed"
    assert "name@example.com" in parcel.last_error


def test_one_that_cannot_be_written_does_not_keep_the_others(post: Post) -> None:
    put("bad", template="no_such_template")
    enqueue_mail(
        key="worse",
        to="x@acme.example",
        template="escalation",
        language="en",
        content={"nothing": "of use"},
        now=NOW,
        ticket_id=404,
    )
    put("good")
    post.expect_beside_calls(NOW, ("li@acme.example", "你好"), ("x@acme.example", ""))
    assert Parcel.objects.get(key="bad").state == "waiting"
    assert "could not be written" in Parcel.objects.get(key="bad").last_error


def test_batches_follow_each_other_until_nothing_is_due(post: Post) -> None:
    many = mailing.BATCH * 2 + 1
    for n in range(many):
        put(f"k{n}", to=f"p{n}@acme.example")
    post.expect(NOW, *((f"p{n}@acme.example", "你好") for n in range(many)))


def test_what_would_outlast_its_lease_is_given_back(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "PATIENCE", timedelta(seconds=-1))
    put()
    assert send_mail(now=NOW) == 1
    parcel = Parcel.objects.get()
    assert (parcel.attempts, parcel.leased_until) == (0, None)
    monkeypatch.undo()
    post.expect(NOW + LEASE, ("li@acme.example", "你好"))
