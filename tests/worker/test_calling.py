from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from support.post import Post, event_of
from support.receivers import Received, web_receiver
from upheld.accounts.actor import SYSTEM, Actor
from upheld.escalation import operations as escalation
from upheld.escalation import queries
from upheld.escalation.models import WebhookEndpoint
from upheld.operations.errors import NotAllowed
from upheld.outbox.enqueue import enqueue_webhook
from upheld.outbox.models import Parcel

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def endpoint(url: str) -> int:
    return escalation.create_endpoint(url=url, by=SYSTEM, now=NOW).id


def put(endpoint_id: int, key: str = "k") -> None:
    enqueue_webhook(key=key, endpoint_id=endpoint_id, event="x.happened", content={"字": 1}, now=NOW)


def parcel(key: str = "k") -> Parcel:
    return Parcel.objects.get(key=key)


def test_a_call_is_made_once(post: Post) -> None:
    put(endpoint(post.web.url))
    post.carry(NOW)
    [request] = post.new_calls()
    assert event_of(request)["data"] == {"字": 1}
    assert event_of(request)["id"] == request.headers["webhook-id"] == "k"
    assert parcel().state == "sent"
    post.carry(NOW + timedelta(days=1))
    assert post.new_calls() == []


def test_a_receiver_that_hangs_does_not_stop_the_others(post: Post) -> None:
    with web_receiver(answer=lambda _request: (0, {})) as hanging:
        stuck, fine = endpoint(hanging.url), endpoint(post.web.url)
        for n in range(30):
            put(stuck, f"stuck{n}")
        put(fine, "fine")
        post.caller.turn(now=NOW)
        assert post.web.arrived.wait(10)
        assert post.caller.under_way <= 3
        hanging.let_go.set()
        post.caller.finish(now=NOW, timeout=10)
    assert [request.headers["webhook-id"] for request in post.new_calls()] == ["fine"]
    assert parcel("fine").state == "sent"
    assert Parcel.objects.filter(key__startswith="stuck", attempts=1).count() == 2


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_refused_call_comes_again_on_schedule(post: Post, status: int) -> None:
    post.web.answer = lambda _request: (status, {"Location": post.web.url})
    put(endpoint(post.web.url))
    post.carry(NOW)
    assert str(status) in parcel().last_error
    again = parcel().next_attempt_at
    assert again is not None
    assert timedelta(seconds=5) <= again - NOW <= timedelta(seconds=6.1)
    post.carry(again - timedelta(milliseconds=2))
    assert len(post.new_calls()) == 1
    post.web.answer = lambda _request: (200, {})
    post.carry(again)
    assert len(post.new_calls()) == 1
    assert parcel().state == "sent"


def test_the_receivers_wish_is_respected(post: Post) -> None:
    post.web.answer = lambda _request: (429, {"Retry-After": "3600"})
    put(endpoint(post.web.url))
    post.carry(NOW)
    assert parcel().next_attempt_at == NOW + timedelta(hours=1, milliseconds=1)
    post.new_calls()


def test_gone_disables_the_endpoint_and_what_waits_for_it(post: Post) -> None:
    post.web.answer = lambda _request: (410, {})
    gone = endpoint(post.web.url)
    put(gone, "first")
    post.carry(NOW)
    put(gone, "later")
    post.carry(NOW)
    assert len(post.new_calls()) == 1
    assert set(Parcel.objects.values_list("state", flat=True)) == {"failed"}
    [shown] = queries.endpoints()
    assert shown.disabled_reason == "gone"
    assert shown.disabled_at is not None


def test_a_failed_call_is_sent_again_by_hand_under_its_key(post: Post) -> None:
    one = endpoint(post.web.url)
    put(one)
    escalation.disable_endpoint(endpoint_id=one, by=SYSTEM, now=NOW)
    post.carry(NOW)
    assert parcel().last_error == "the endpoint is disabled"
    escalation.enable_endpoint(endpoint_id=one, by=SYSTEM, now=NOW)
    escalation.resend(parcel_id=parcel().pk, by=SYSTEM, now=NOW)
    post.carry(NOW)
    assert [request.headers["webhook-id"] for request in post.new_calls()] == ["k"]
    with pytest.raises(escalation.CannotResend) as refused:
        escalation.resend(parcel_id=parcel().pk, by=SYSTEM, now=NOW)
    assert "30" in refused.value.text("en")
    assert "30" in refused.value.text("zh")


def test_an_endpoint_can_be_tested(post: Post) -> None:
    one = endpoint(post.web.url)
    key = escalation.test_endpoint(endpoint_id=one, by=SYSTEM, now=NOW)
    post.carry(NOW)
    [request] = post.new_calls()
    assert request.headers["webhook-id"] == key
    assert event_of(request)["type"] == "endpoint.tested"
    escalation.disable_endpoint(endpoint_id=one, by=SYSTEM, now=NOW)
    with pytest.raises(escalation.CannotUseEndpoint):
        escalation.test_endpoint(endpoint_id=one, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    "url", ["", "ftp://x.example/", "https://user:pw@x.example/", "https://x.example/#here", "https://例子.example/"]
)
def test_an_unfit_address_is_refused_in_both_languages(url: str) -> None:
    with pytest.raises(escalation.CannotUseEndpoint) as refused:
        endpoint(url)
    assert refused.value.field == "url"
    assert refused.value.text("en") != refused.value.text("zh")


def test_an_inner_address_is_not_called_unless_it_is_allowed(post: Post, settings: object) -> None:
    inner = endpoint(post.web.url)
    settings.WEBHOOK_NETWORKS = ()  # type: ignore[attr-defined]
    WebhookEndpoint.objects.filter(pk=inner).update(url="http://127.0.0.1/hook")
    put(inner)
    post.carry(NOW)
    assert parcel().state == "failed"
    assert "address_not_public" in parcel().last_error


@pytest.mark.parametrize("role", ["engineer", "expert", "csm", "arbiter", "requester", "customer_manager"])
def test_only_managers_look_after_endpoints(role: str) -> None:
    actor = Actor(kind="user", id=1, memberships=((1, role),))
    with pytest.raises(NotAllowed):
        escalation.create_endpoint(url="https://x.example/", by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        escalation.resend(parcel_id=1, by=actor, now=NOW)


def test_the_secret_is_in_no_page_and_in_no_call(post: Post) -> None:
    made = escalation.create_endpoint(url=post.web.url, by=SYSTEM, now=NOW)
    put(made.id)
    post.carry(NOW)
    [request] = post.new_calls()
    assert made.secret not in str(queries.endpoints())
    assert made.secret.removeprefix("whsec_").encode() not in request.body
    assert made.secret not in str(request.headers)
    assert isinstance(request, Received)
