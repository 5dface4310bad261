"""Nothing secret reaches the log, whatever goes wrong on the way."""

from __future__ import annotations

import io
import logging

import pytest
from django.test import Client
from django.utils import timezone

from accounts import letters
from factories.accounts import PASSWORD, address_of, browser, organisation, person
from upheld.accounts import operations
from upheld.accounts.actor import SYSTEM

CANARY = "canary-password-4711"


@pytest.fixture
def told():
    """What the product's own handler writes."""
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_passwords_links_and_tokens_are_in_no_log_line(told):
    who, now = person("engineer", password=PASSWORD), timezone.now()
    client = Client()
    client.post("/sign-in", {"address": "x@example.org", "password": CANARY})
    client.post("/sign-in", {"address": address_of(who), "password": CANARY})
    operations.request_reset(address=address_of(who), network="192.0.2.1", now=now)
    operations.answer_reset_requests(now=now)
    reset = letters.secret_in(letters.last("reset"))
    operations.invite_person(
        organisation_id=organisation(), address="new@example.org", roles=["requester"], by=SYSTEM, now=now
    )
    invitation = letters.secret_in(letters.last("invitation"))
    enter = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=now).rpartition("/")[2]
    for place in (f"/reset/{reset}", f"/invitation/{invitation}", f"/enter/{enter}x", f"/reset/{enter}"):
        client.get(place)
        client.post(place, {"password": "short"})
    token = operations.issue_token(name="x", scopes=["read"], by=who, now=now).secret
    Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/nothing-here")
    session = browser(who).cookies["session"].value
    assert "sign_in_failed" in told.getvalue()
    assert "/reset/•••" in told.getvalue()
    for secret in (CANARY, PASSWORD, reset, invitation, enter, token, session, address_of(who), "new@example.org"):
        assert secret not in told.getvalue()
