"""One damaged contract or ticket never takes down pages about others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from psycopg.types.json import Jsonb

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.world import World, build
from support.damage import damage
from upheld.cli import findings
from upheld.clocks.differences import differences
from upheld.clocks.lists import next_strips
from upheld.clocks.models import Clock
from upheld.clocks.operations import rebuild
from upheld.clocks.zone_releases import adopt_release
from upheld.contracts.queries import forget
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.errors import NotIndependent
from upheld.desk.queries import case_page
from upheld.ledger.logs import DamagedLog
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase
from upheld.reports.queries.load import DamagedTickets
from upheld.worker.advancing import Advancing

pytestmark = pytest.mark.django_db(transaction=True)
A_DRAFT_AGAIN = "UPDATE contracts_contractversion SET terms = NULL, published_at = NULL, sha256 = '' WHERE id = %s"
BAD_TERMS = "UPDATE contracts_contractversion SET terms = %s WHERE id = %s"
OTHER_TERMS = 'UPDATE contracts_contractversion SET terms = terms || \'{"name": "Cheap"}\' WHERE id = %s'
BAD_ENTRY = "UPDATE ledger_entry SET leaf = 'x' WHERE subject = %s"
APRIL = datetime(2026, 4, 2, tzinfo=UTC)
STAFF_PAGES = (
    "/console/queue",
    "/console/queue/rows",
    "/console/queue/counts",
    "/console/queue.csv",
    "/console/tickets",
    "/console/tickets.csv",
    "/console/tickets/{good}",
    "/console/docket",
    "/console/contracts",
    "/console/contracts/{contract}",
    "/console/tickets/new",
    "/console/attainment?period=2026-03",
    "/console/attainment/course?period=2026-03",
    "/console/attainment/tickets?period=2026-03",
    "/console/credits",
    "/console/customers",
    "/console/customers/{customer}",
    "/console/moved-deadlines",
    "/console/search?q=join",
)
CUSTOMER_PAGES = ("/portal/", "/portal/tickets/{good}", "/portal/attainment?period=2026-03", "/portal/tickets/new")
CALLS = ("/tickets", "/tickets/{good}", "/contracts", "/attainment?period=2026-03", "/search?q=join")
CASE_PAGES = ("/portal/tickets/{good}", "/portal/arbiters")
CASE_CALLS = ("/cases", "/tickets/{good}", "/arbiters", "/arbiters/changes")
DAMAGES = ("a draft again", "bad terms", "bad entry")


class Damaged:
    """A world with a good ticket and a damaged one of another customer."""

    def __init__(self, kind: str) -> None:
        row_security.enter(None)
        forget()
        self.world = build()
        self.good, self.bad = self.world.file("P0"), self.world.file("P0", customer=self.world.rival)
        self.world.wait(hours=5)
        version = self.world.rival.version_id
        match kind:
            case "a draft again":
                damage(A_DRAFT_AGAIN, [version])
            case "bad terms":
                damage(BAD_TERMS, [Jsonb({"upheld": 1, "timezone": "UTC"}), version])
            case "other terms":
                damage(OTHER_TERMS, [version])
            case "bad entry":
                damage(BAD_ENTRY, [f"ticket/{self.bad}"])


@pytest.fixture(params=DAMAGES)
def damaged(request: pytest.FixtureRequest) -> Damaged:
    return Damaged(request.param)


def test_pages_about_others_go_on(damaged: Damaged) -> None:
    answers = visit(damaged.world, damaged.good, STAFF_PAGES, CUSTOMER_PAGES, CALLS)
    assert answers == dict.fromkeys(answers, 200)


def visit(
    world: World, good: int, console: tuple[str, ...], portal: tuple[str, ...], calls: tuple[str, ...]
) -> dict[str, int]:
    """Gives the status of each page."""
    names = {"good": good, "contract": world.acme.contract_id, "customer": world.acme.id}
    visits = [(browser(world.staff["admin"]), page) for page in console]
    visits += [(browser(world.acme.manager), page) for page in portal]
    visits += [(Caller(token_of(world.staff["admin"])).client, f"/api/v1{page}") for page in calls]
    answers = {}
    for client, page in visits:
        client.raise_request_exception = False
        answers[page] = client.get(page.format(**names)).status_code
    return answers


@pytest.mark.parametrize("damaged_entry", ["a ticket's", "all of a ticket", "an arbiter's"])
def test_open_cases_of_others_go_on(damaged_entry: str) -> None:
    row_security.enter(None)
    world = build()
    good, bad = world.file("P1"), world.file("P1", customer=world.rival)
    for number, owner in ((good, world.acme), (bad, world.rival)):
        now = world.wait(minutes=1)
        desk.dispute_severity(ticket_id=number, severity="P0", reason="Down.", by=owner.requester, now=now)
    match damaged_entry:
        case "a ticket's":
            damage(BAD_ENTRY, [f"ticket/{bad}"])
        case "all of a ticket":
            damage("DELETE FROM ledger_entry WHERE subject = %s", [f"ticket/{bad}"])
        case "an arbiter's":
            damage(BAD_ENTRY, [f"person/{world.arbiter.id}"])
    answers = visit(world, good, ("/console/docket", "/console/tickets/{good}"), CASE_PAGES, CASE_CALLS)
    assert answers == dict.fromkeys(answers, 200)
    lines = {one.ticket_id: one for one in case_page(actor=world.arbiter).items}
    assert [conflict.code for conflict in lines[bad].candidates[0].conflicts] == ["unreadable"]
    assert bool(lines[good].eligible) is (damaged_entry != "an arbiter's")
    with pytest.raises(DamagedLog if damaged_entry == "all of a ticket" else NotIndependent):
        desk.rule_severity(ticket_id=bad, severity="P0", reason="So.", by=world.arbiter, now=world.wait(minutes=1))


def test_figures_say_that_a_ticket_is_left_out(damaged: Damaged) -> None:
    page = browser(damaged.world.staff["admin"]).get("/console/attainment?period=2026-03").content.decode()
    assert "damaged: 1 tickets" in page


def test_the_worker_goes_on(damaged: Damaged) -> None:
    world = damaged.world
    world.now += timedelta(hours=3)
    Advancing().turn(world.now)
    assert not Clock.objects.filter(ticket=damaged.good, next_transition_at__lte=world.now).exists()


def test_clocks_of_others_are_rebuilt_and_compared(damaged: Damaged, caplog: pytest.LogCaptureFixture) -> None:
    assert list(rebuild(now=damaged.world.now)) == [1]
    assert f"ticket {damaged.bad}" in caplog.text
    assert [(difference.ticket_id, difference.field) for difference in differences()] == [(damaged.bad, "assessment")]


def test_new_time_zones_are_adopted(damaged: Damaged) -> None:
    assert list(adopt_release(release="2099z", now=damaged.world.now)) == []


def test_lists_leave_the_damaged_ticket_out(damaged: Damaged) -> None:
    world = damaged.world
    strips = next_strips(ticket_ids=[damaged.bad, damaged.good], actor=world.engineer, now=world.now)
    assert list(strips) == [damaged.good]


def test_what_is_published_is_whole(damaged: Damaged) -> None:
    manager = damaged.world.staff["support_manager"]
    with pytest.raises(DamagedTickets) as refused:
        reports.publish_period(period="2026-03", by=manager, now=APRIL)
    assert refused.value.params["numbers"] == f"#{damaged.bad}"
    reports.propose_credits(period="2026-03", by=manager, now=APRIL)


def test_pages_of_the_damaged_ticket_say_what_is_damaged(damaged: Damaged) -> None:
    """In words, with what to do, and never a bare error."""
    world = damaged.world
    visits = (
        (browser(world.staff["admin"]), f"/console/tickets/{damaged.bad}"),
        (browser(world.staff["admin"]), f"/console/tickets/{damaged.bad}/clocks/first_response/1"),
        (browser(world.rival.manager), f"/portal/tickets/{damaged.bad}"),
    )
    for client, page in visits:
        client.raise_request_exception = False
        answer = client.get(page)
        assert (answer.status_code, "restore a backup" in answer.content.decode()) == (500, True), page


def test_the_contract_says_that_it_is_damaged() -> None:
    world = Damaged("bad terms").world
    named = f"Contract {world.rival.contract_id}, version 1"
    for person, place in ((world.staff["admin"], "console"), (world.rival.manager, "portal")):
        client = browser(person)
        client.raise_request_exception = False
        answer = client.get(f"/{place}/contracts/{world.rival.contract_id}")
        assert answer.status_code == 500
        assert named in answer.content.decode()
    caller = Caller(token_of(world.staff["admin"]))
    caller.client.raise_request_exception = False
    answer = caller.get(f"/contracts/{world.rival.contract_id}/versions/1")
    assert answer.status_code == 500
    assert answer.json()["code"] == "damaged_version"
    assert named in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["a draft again", "bad terms", "other terms"])
def test_check_lists_damaged_versions(kind: str) -> None:
    world = Damaged(kind).world
    assert [(one.verdict, one.what.partition(" is ")[0]) for one in findings.versions()] == [
        ("failure", f"contract {world.rival.contract_id}, version 1,")
    ]


def test_check_finds_whole_versions_in_order() -> None:
    row_security.enter(None)
    forget()
    build().file("P0")
    assert [version.verdict for version in findings.versions()] == ["ok"]


REPORTS = (
    "UPDATE reports_publication SET figures = 'null' WHERE id = %s",
    "UPDATE reports_publication SET figures = jsonb_set(figures, '{figures,0,met}', '99') WHERE id = %s",
    "UPDATE reports_publication SET period = 'zz' WHERE id = %s",
)
CREDITS = (
    "UPDATE reports_creditcase SET lines = 'null' WHERE id = %s",
    "UPDATE reports_creditcase SET lines = '{\"lines\": [1]}' WHERE id = %s",
    "UPDATE reports_creditcase SET amount = 'NaN' WHERE id = %s",
    "UPDATE reports_creditcase SET period = 'zz' WHERE id = %s",
)


@pytest.mark.parametrize("statement", [*REPORTS, *CREDITS])
def test_lists_of_publications_and_credits_go_on(statement: str) -> None:
    row_security.enter(None)
    world = build()
    world.file("P0")
    world.wait(hours=5)
    good, bad = (
        CreditCase.objects.create(
            organisation_id=customer.id,
            contract_version_id=customer.version_id,
            period="2026-02",
            amount="20.00",
            currency="CNY",
            lines={"lines": [], "capped": False, "base": "1000.00"},
            as_of=world.now,
        ).pk
        for customer in (world.acme, world.rival)
    )
    manager = world.staff["support_manager"]
    published = reports.publish_period(period="2026-03", by=manager, now=APRIL)
    later = reports.publish_period(period="2026-Q1", by=manager, now=APRIL + timedelta(minutes=1))
    assert [report.verdict for report in findings.reports()] == ["ok"]
    damage(statement, [published if statement in REPORTS else bad])
    caller = Caller(token_of(world.staff["admin"]))
    shown = {place: {one["id"] for one in caller.get(place).json()["items"]} for place in ("/publications", "/credits")}
    assert shown == {
        "/publications": {later} if statement in REPORTS else {published, later},
        "/credits": {good} if statement in CREDITS else {good, bad},
    }
    pages = [(browser(manager), "/console/credits"), (browser(manager), "/console/attainment?period=2026-03")]
    pages += [(Client(), "/attainment"), (Client(), "/"), (browser(world.acme.manager), "/portal/attainment/credits")]
    assert [client.get(page).status_code for client, page in pages] == [200] * len(pages)
    assert [report.verdict for report in findings.reports()] == ["failure"]
