"""The console's pages of what was sent and of webhook endpoints."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from factories.accounts import browser, person
from upheld.accounts.actor import SYSTEM
from upheld.escalation import operations as escalation
from upheld.escalation.models import WebhookEndpoint
from upheld.escalation.operations.sealing import unseal
from upheld.outbox.claims import claim_due
from upheld.outbox.enqueue import Mail, enqueue_mail, enqueue_mails
from upheld.outbox.models import Parcel
from upheld.outbox.outcome import record_failure
from upheld.worker.mailing import send_mail

PAGES = ["outbox", "outbox?state=failed", "outbox/folder", "webhooks"]
ROLES = ["engineer", "expert", "csm", "support_manager", "arbiter", "admin", "requester", "customer_manager"]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MAIL_URL = f"file://{tmp_path}"
    return tmp_path


def put(key: str, now: datetime, *, to: str = "li@acme.example") -> None:
    enqueue_mail(
        key=key,
        to=to,
        template="act",
        language="en",
        content={"number": 7, "lines": ["Ada replied."], "link": "https://upheld.example/7"},
        private={"subject": "Nobody can join", "texts": ["<script>x</script>"]},
        now=now,
    )


def fail(key: str, now: datetime, error: str) -> Parcel:
    put(key, now)
    [parcel] = claim_due(kind="mail", now=now, limit=1)
    record_failure(parcel, error=error, now=now, jitter=0, permanent=True)
    return parcel


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", PAGES)
def test_who_finds_what(page: str, role: str, folder: Path) -> None:
    allowed = {"admin"} if page == "outbox/folder" else {"admin", "support_manager"}
    customer = role in {"requester", "customer_manager"}
    expected = 200 if role in allowed else 404 if customer else 403
    assert browser(person(role)).get(f"/console/{page}").status_code == expected


def test_an_empty_page_says_what_will_be_here(folder: Path) -> None:
    client = browser(person("admin"))
    for page in PAGES:
        assert 'class="empty"' in text(client.get(f"/console/{page}"))


def test_what_waits_failed_and_was_sent_is_shown_with_its_reason(folder: Path, now: datetime) -> None:
    put("sent", now)
    send_mail(now=now)
    fail("failed", now, "550 no such person")
    put("waits", now + timedelta(hours=1))
    client = browser(person("support_manager"))
    page = text(client.get("/console/outbox"))
    assert "550 no such person" in page
    assert page.count("News of a ticket") == 3
    assert "550 no such person" in text(client.get("/console/outbox?state=failed"))
    assert "no such person" not in text(client.get("/console/outbox?state=sent"))
    chinese = text(client.get("/console/outbox", headers={"accept-language": "zh-hans"}))
    assert chinese


def test_pages_follow_each_other(folder: Path, now: datetime) -> None:
    enqueue_mails(
        [Mail(key=f"k{n}", to=f"p{n}@x.example", template="act", language="en", content={}) for n in range(60)],
        now=now,
    )
    client = browser(person("admin"))
    first = text(client.get("/console/outbox"))
    [after] = re.findall(r"after=(\d+)", first)
    second = text(client.get(f"/console/outbox?after={after}"))
    shown = [re.findall(r"p\d+@x\.example", page) for page in (first, second)]
    assert [len(one) for one in shown] == [50, 10]
    assert len({*shown[0], *shown[1]}) == 60


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40])
def test_a_strange_cursor_is_none(cursor: str, folder: Path) -> None:
    assert browser(person("admin")).get(f"/console/outbox?after={cursor}").status_code == 200


def test_a_failed_parcel_is_sent_again_by_a_button(folder: Path, now: datetime) -> None:
    parcel = fail("k", now, "450 busy")
    client = browser(person("support_manager"))
    assert f"/console/outbox/{parcel.pk}/resend" in text(client.get("/console/outbox"))
    answer = client.post(f"/console/outbox/{parcel.pk}/resend", follow=True)
    assert "sent again" in text(answer)
    parcel.refresh_from_db()
    assert parcel.state == "waiting"
    again = client.post(f"/console/outbox/{parcel.pk}/resend", follow=True)
    assert "can be sent again" in text(again)
    assert browser(person("engineer")).post(f"/console/outbox/{parcel.pk}/resend").status_code == 403


def test_mail_in_a_folder_can_be_read_and_holds_no_markup(folder: Path, now: datetime) -> None:
    put("k", now)
    send_mail(now=now)
    client = browser(person("admin"))
    page = text(client.get("/console/outbox/folder"))
    assert "[#7] Nobody can join" in page
    [name] = re.findall(r"/console/outbox/folder/([0-9a-f]{32})", page)
    shown = text(client.get(f"/console/outbox/folder/{name}"))
    assert "Ada replied." in shown
    assert "&lt;script&gt;x" in shown


@pytest.mark.parametrize("name", ["0" * 32, "etc-passwd", "x"])
def test_a_mail_that_is_not_there_is_not_found(name: str, folder: Path) -> None:
    assert browser(person("admin")).get(f"/console/outbox/folder/{name}").status_code == 404


def test_there_is_no_folder_where_mail_really_leaves(settings: Any) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:25"
    client = browser(person("admin"))
    assert client.get("/console/outbox/folder").status_code == 404
    assert "/console/outbox/folder" not in text(client.get("/console/outbox"))


def test_an_endpoint_is_added_and_its_secret_shown_once() -> None:
    client = browser(person("admin"))
    answer = client.post("/console/webhooks", {"url": "https://hooks.example.com/upheld"})
    secret = unseal(WebhookEndpoint.objects.get().secret)
    assert secret in text(answer)
    assert "no-store" in answer["Cache-Control"]
    page = text(client.get("/console/webhooks"))
    assert secret not in page
    assert "https://hooks.example.com/upheld" in page


@pytest.mark.parametrize(
    "url", ["", "nonsense", "ftp://x.example/", "https://x.example:8443/", "https://u:p@x.example/"]
)
def test_an_unfit_address_is_refused_beside_its_field(url: str) -> None:
    answer = browser(person("admin")).post("/console/webhooks", {"url": url})
    assert answer.status_code == 422
    assert 'class="error"' in text(answer)
    assert not WebhookEndpoint.objects.exists()


def test_an_endpoint_is_disabled_tested_and_enabled(now: datetime) -> None:
    made = escalation.create_endpoint(url="https://hooks.example.com/x", by=SYSTEM, now=now)
    client = browser(person("support_manager"))
    client.post(f"/console/webhooks/{made.id}/test")
    assert Parcel.objects.get().template == "endpoint.tested"
    page = client.post(f"/console/webhooks/{made.id}/disable", follow=True)
    assert "by hand" in text(page)
    assert Parcel.objects.get().state == "failed"
    refused = client.post(f"/console/webhooks/{made.id}/test", follow=True)
    assert "Enable it first" in text(refused)
    client.post(f"/console/webhooks/{made.id}/enable")
    assert WebhookEndpoint.objects.get().disabled_at is None
    assert client.post("/console/webhooks/999999/enable").status_code == 404


def test_an_endpoint_that_has_gone_says_so(now: datetime) -> None:
    made = escalation.create_endpoint(url="https://hooks.example.com/x", by=SYSTEM, now=now)
    escalation.endpoint_gone(endpoint_id=made.id, now=now)
    assert "410" in text(browser(person("admin")).get("/console/webhooks"))
