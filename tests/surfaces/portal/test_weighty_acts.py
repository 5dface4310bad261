"""Acts that give something away say what, and are no single click; a level is not contested downwards unseen."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from factories.accounts import browser
from factories.api import token_of
from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Cancellation, ExclusionClaim, Ticket
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase

WHOLE = always().replace("id: outdated_sdk", "id: outdated_sdk\n    scope: ticket")
CREDITS = """
credits: {currency: CNY, cap: 30%, bands: [{objective: response, severity: P0, below: 99%, credit: 20%}]}
"""


@pytest.fixture
def paid(db: None) -> World:
    row_security.enter(None)
    contract_queries.forget()
    return build(source=always() + CREDITS)


@pytest.fixture
def whole(db: None) -> World:
    """A contract with a clause for whole tickets."""
    row_security.enter(None)
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


def test_only_the_amount_that_was_shown_is_claimed(paid: World) -> None:
    """A credit that is proposed follows the figures until it is claimed; it may be another by then."""
    case = CreditCase.objects.create(
        organisation_id=paid.acme.id,
        contract_version_id=paid.acme.version_id,
        period="2026-02",
        amount="200.00",
        currency="CNY",
        lines={"lines": [], "capped": False, "base": "1000.00"},
        as_of=paid.now,
    )
    client, place = browser(paid.acme.manager), f"/portal/attainment/credits/{case.pk}/claim"
    page = client.get("/portal/attainment/credits").content.decode()
    assert 'name="amount" value="200.00"' in page
    assert "You claim CNY 200.00 for 2026-02. From then on the amount is final" in page
    CreditCase.objects.update(amount="50.00")
    page = client.post(place, {"amount": "200.00"}, follow=True).content.decode()
    case.refresh_from_db()
    assert (case.state, "the credit is now CNY 50.00" in page) == ("proposed", True)
    client.post(place, {"amount": "50.00", "currency": "USD"})
    case.refresh_from_db()
    assert case.state == "proposed"
    client.post(place, {"amount": "50.00", "currency": "CNY"})
    case.refresh_from_db()
    assert case.state == "claimed"


@pytest.mark.parametrize("act", ["dispute", "impact"])
@pytest.mark.parametrize("severity", ["P0", "P2"])
def test_no_level_is_chosen_beforehand_and_one_must_be(world: World, act: str, severity: str) -> None:
    place = f"/portal/tickets/{world.file(severity)}/{act}"
    client = browser(world.acme.requester)
    page = re.search(r"<main.*</main>", client.get(place).content.decode(), re.DOTALL)
    assert page is not None
    assert (chosen_on(page[0]), "Choose a level to see what follows." in page[0]) == ([], True)
    answer = client.post(place, {"severity": "", "reason": "All fail."})
    assert (answer.status_code, "Choose a level." in answer.content.decode()) == (422, True)


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
    left_out = (
        "The whole ticket is left out of the figures: clause “Versions older than a year”, accepted by the customer on "
    )
    assert left_out in client.get(f"/portal/{why}").content.decode()
    assert left_out in browser(whole.engineer).get(f"/console/{why}").content.decode()
    after = client.get(f"/portal/tickets/{ticket}").content.decode()
    granted = "The customer granted: Versions older than a year (the whole ticket is left out of the figures)"
    assert granted in after
    for place in (f"/console/tickets/{ticket}", f"/console/tickets/{ticket}/history"):
        console = browser(whole.engineer).get(place).content.decode()
        assert granted in console, place
        assert "The vendor claims: Versions older than a year (the whole ticket is left out" in console, place


def confirmed(page: str, action: str) -> str:
    """What a folded form says before its button: the summary, the consequence, and the button."""
    folds = re.findall(r"<details[^>]*>(?:(?!</details>).)*</details>", page, re.DOTALL)
    alone = re.sub(r"<details[^>]*>(?:(?!</details>).)*</details>", "", page, flags=re.DOTALL)
    assert f'action="{action}"' not in alone, "the act is one click"
    [fold] = [one for one in folds if f'action="{action}"' in one]
    return " ".join(re.sub(r"<[^>]+>", " ", fold).split())


@pytest.mark.parametrize(("source", "what"), [(WHOLE, "the whole ticket"), (always(), "that time")])
def test_accepting_an_exclusion_asks_once(db: None, source: str, what: str) -> None:
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=source)
    ticket = world.file("P0")
    claim = desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        evidence="See.",
        fields={"sdk_version": "1.0"},
        by=world.engineer,
        now=world.wait(minutes=1),
    )
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    expected = f"Accept This cannot be taken back. Yes, leave {what} out"
    assert confirmed(page, f"/portal/tickets/{ticket}/claims/{claim}/acceptance") == expected


def test_agreeing_to_an_ending_asks_once(world: World) -> None:
    ticket = world.file("P0")
    proposal = desk.propose_cancellation(
        ticket_id=ticket, reason="out_of_scope", note="Not ours.", by=world.engineer, now=world.wait(minutes=1)
    )
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    place = f"/portal/tickets/{ticket}/proposals/{proposal}/answer"
    without_refusal = re.sub(r'<form[^>]*>(?:(?!</form>).)*value="refuse"(?:(?!</form>).)*</form>', "", page)
    assert confirmed(without_refusal, place) == "Agree This cannot be taken back. Yes, end the ticket"


def test_a_proposal_is_answered_only_by_an_answer(world: World) -> None:
    ticket = world.file("P0")
    proposal = desk.propose_cancellation(
        ticket_id=ticket, reason="out_of_scope", note="Not ours.", by=world.engineer, now=world.wait(minutes=1)
    )
    client, place = browser(world.acme.requester), f"/portal/tickets/{ticket}/proposals/{proposal}/answer"
    for sent in ({}, {"answer": "Agree"}):
        answer = client.post(place, sent)
        assert (answer.status_code, "your answer: agree or refuse" in answer.content.decode()) == (422, True)
        row_security.enter(None)
        assert Cancellation.objects.get().state == "proposed"
    assert client.post(place, {"answer": "refuse"}).status_code == 302


def test_withdrawing_a_dispute_or_a_ticket_asks_once(world: World) -> None:
    ticket = world.file("P1")
    desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="All fail.", by=world.acme.requester, now=world.wait(minutes=1)
    )
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    told = confirmed(page, f"/portal/tickets/{ticket}/dispute/withdrawal")
    assert told.startswith("Withdraw the dispute The level is P1 then")
    assert "Yes, withdraw it" in confirmed(page, f"/portal/tickets/{ticket}/withdrawal")


def test_withdrawing_a_dispute_names_the_level_that_holds_then(world: World) -> None:
    ticket = world.file("P1")
    desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="All fail.", by=world.acme.requester, now=world.wait(minutes=1)
    )
    desk.change_severity(
        ticket_id=ticket, severity="P2", basis="impact", reason="Few.", by=world.engineer, now=world.wait(minutes=1)
    )
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    assert "The level is P2 then" in confirmed(page, f"/portal/tickets/{ticket}/dispute/withdrawal")
    assert "you say P0, the vendor P2" in page
    shown = browser(world.acme.requester).get(f"/portal/tickets/{ticket}/outcomes/dispute?severity=P0")
    assert "P2" in "".join(re.findall(r"<h4>(.*?)</h4>", shown.content.decode()))
    desk.withdraw_dispute(ticket_id=ticket, by=world.acme.requester, now=world.wait(minutes=1))
    assert Ticket.objects.get(pk=ticket).severity == "P2"


def chosen_on(page: str) -> list[str]:
    """What the selects and radio buttons of a page choose beforehand."""
    firsts = re.findall(r'<select name="([^"]*)"[^>]*>\s*<option value="([^"]*)"', page)
    chosen = re.findall(r'<option value="([^"]+)" selected', page) + re.findall(r"<input[^>]*\bchecked\b[^>]*>", page)
    return chosen + [name for name, value in firsts if value]


def test_a_judge_and_a_vendor_choose_themselves(world: World) -> None:
    ticket = world.file("P1")
    desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="All fail.", by=world.acme.requester, now=world.wait(minutes=1)
    )
    claim = desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        evidence="See.",
        fields={"sdk_version": "1.0"},
        by=world.engineer,
        now=world.wait(minutes=1),
    )
    arbiter, engineer = browser(world.arbiter), browser(world.engineer)
    for client, path in (
        (arbiter, "ruling"),
        (arbiter, f"exclusions/{claim}/decision"),
        (engineer, "exclusions"),
        (engineer, "cancellation"),
        (engineer, "severity"),
    ):
        answer = client.get(f"/console/tickets/{ticket}/{path}")
        assert answer.status_code == 200, path
        page = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
        assert page is not None
        assert chosen_on(page[0]) == [], path


def test_giving_a_role_asks_once(world: World) -> None:
    admin, place = browser(world.staff["admin"]), f"/console/people/{world.engineer.id}"
    page = admin.get(place).content.decode()
    told = confirmed(page, f"{place}/roles")
    assert "gets the role at once" in told
    assert "Administrator May do everything with people" in told
    assert told.endswith("Yes, give this role")
    assert "checked" not in page
    page = browser(world.acme.manager).get("/portal/people").content.decode()
    told = confirmed(page, f"/portal/organisations/{world.acme.id}/people/{world.acme.requester.id}/roles")
    assert "This holds for" in told
    assert "Make a manager" in told


def test_publishing_a_period_and_taking_it_back_ask_once(paid: World) -> None:
    desk.reply(ticket_id=paid.file("P0"), body="Soon.", by=paid.engineer, now=paid.wait(minutes=5))
    paid.now = datetime(2026, 4, 3, tzinfo=UTC)
    paid.settle()
    client, place = browser(paid.staff["support_manager"]), "/console/attainment?period=2026-03"
    told = confirmed(client.get(place).content.decode(), "/console/attainment/publications")
    assert told.startswith("Publish Everybody can read the figures of Mar 2026 from then on.")
    assert told.endswith("Publish Mar 2026")
    publication = reports.publish_period(period="2026-03", by=paid.staff["support_manager"], now=paid.now)
    page = client.get(place).content.decode()
    told = confirmed(page, f"/console/attainment/publications/{publication}/withdrawal")
    assert told.startswith("Take back These figures will no longer count.")
    assert told.endswith("Yes, take it back")


def test_a_token_a_role_and_an_account_end_by_more_than_one_click(world: World) -> None:
    engineer, admin = world.engineer, browser(world.staff["admin"])
    page = admin.get(f"/console/people/{engineer.id}").content.decode()
    for action, sure in (("roles/take", "Yes, take it away"), ("active", "Yes, deactivate")):
        assert confirmed(page, f"/console/people/{engineer.id}/{action}").endswith(sure)
    token_of(engineer)
    page = browser(engineer).get("/profile/tokens").content.decode()
    [action] = re.findall(r'action="(/profile/tokens/\d+/revoke)"', page)
    assert "cannot be used again" in confirmed(page, action)
