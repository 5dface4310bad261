"""Acts that give something away say what, and are no single click; a level is not contested downwards unseen."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from factories.accounts import browser
from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.common import scope
from upheld.contracts import queries as contract_queries
from upheld.desk import operations as desk
from upheld.desk.models import ExclusionClaim
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase

WHOLE = always().replace("id: outdated_sdk", "id: outdated_sdk\n    scope: ticket")
CREDITS = """
credits: {currency: CNY, cap: 30%, bands: [{objective: response, severity: P0, below: 99%, credit: 20%}]}
"""


@pytest.fixture
def paid(db: None) -> World:
    scope.enter(None)
    contract_queries.forget()
    return build(source=always() + CREDITS)


@pytest.fixture
def whole(db: None) -> World:
    """A contract with a clause for whole tickets."""
    scope.enter(None)
    contract_queries.forget()
    return build(source=WHOLE)


def test_waiving_names_the_amount_and_takes_only_that(paid: World) -> None:
    ticket = paid.file("P0")
    desk.reply(ticket_id=ticket, body="Late.", by=paid.engineer, now=paid.wait(hours=5))
    paid.now = datetime(2026, 4, 3, tzinfo=UTC)
    paid.settle()
    reports.propose_credits(period="2026-03", by=SYSTEM, now=paid.wait(minutes=1))
    case, client = CreditCase.objects.get(), browser(paid.acme.manager)
    page = client.get("/portal/attainment/credits").content.decode()
    assert "You give up CNY 200.00 for good" in page
    place = f"/portal/attainment/credits/{case.pk}/waiver"
    for sent in ({}, {"amount": "199.00"}):
        client.post(place, sent)
        case.refresh_from_db()
        assert case.state == "proposed"
    client.post(place, {"amount": "200.00"})
    case.refresh_from_db()
    assert case.state == "waived"


@pytest.mark.parametrize(("severity", "chosen"), [("P2", "P1"), ("P1", "P0"), ("P0", "")])
def test_contesting_chooses_the_next_higher_level_or_none(world: World, severity: str, chosen: str) -> None:
    ticket = world.file(severity)
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}/dispute").content.decode()
    assert re.findall(r'<option value="([^"]*)" selected', page) == [chosen]


def test_an_exclusion_of_the_whole_ticket_says_so_and_shows_both_outcomes(whole: World) -> None:
    ticket = whole.file("P0")
    desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        evidence="An old version.",
        fields={"sdk_version": "1.0"},
        by=whole.engineer,
        now=whole.wait(minutes=1),
    )
    claim, client = ExclusionClaim.objects.get(), browser(whole.acme.requester)
    page = client.get(f"/portal/tickets/{ticket}").content.decode()
    assert "The vendor claims that the whole ticket does not count" in page
    assert "part of the time" not in page
    shown = client.get(f"/portal/tickets/{ticket}/outcomes/claim?claim={claim.pk}").content.decode()
    assert "If you accept" in shown
    assert "Excluded" in shown
    ruling = browser(whole.arbiter).get(f"/console/tickets/{ticket}/exclusions/{claim.pk}/decision").content.decode()
    assert "Accept: what it claims does not count" in ruling
    assert "this time" not in ruling
    desk.decide_exclusion(
        ticket_id=ticket,
        claim_id=claim.pk,
        accepted=True,
        reason="",
        by=whole.acme.requester,
        now=whole.wait(minutes=1),
    )
    why = f"tickets/{ticket}/clocks/response/1"
    left_out = "An exclusion of the whole ticket was accepted: this clock is left out of the figures."
    assert left_out in client.get(f"/portal/{why}").content.decode()
    assert left_out in browser(whole.engineer).get(f"/console/{why}").content.decode()
    after = client.get(f"/portal/tickets/{ticket}").content.decode()
    assert "The customer granted: Versions older than a year (the whole ticket is left out of the figures)" in after
