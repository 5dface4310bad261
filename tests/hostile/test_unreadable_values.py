"""A value that PostgreSQL stores and Python cannot represent takes down no page about others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.world import World, build
from support.damage import superuser, unchecked
from support.states import FILLED_BY_TEMPLATE
from upheld.cli import findings
from upheld.clocks.differences import differences
from upheld.clocks.models import Clock
from upheld.clocks.operations import rebuild
from upheld.contracts.queries import forget
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.reports import operations as reports
from upheld.worker.advancing import Advancing

pytestmark = pytest.mark.django_db(transaction=True)
APRIL = datetime(2026, 4, 2, tzinfo=UTC)
DEEP = "(repeat('{\"a\":', 3000) || '1' || repeat('}', 3000))::jsonb"
LONG = "jsonb_build_object('a', ('1' || repeat('0', 5000))::numeric)"
VALUES = {
    "infinity": ("'infinity'::timestamptz", DEEP),
    "minus infinity": ("'-infinity'::timestamptz", LONG),
    "too early": ("'0044-03-15 00:00+00 BC'::timestamptz", LONG),
    "the last hour": ("'9999-12-31 23:30:00+00'::timestamptz", "'{}'::jsonb"),
}
STAFF = (
    "/console/queue",
    "/console/queue/rows",
    "/console/queue.csv",
    "/console/tickets",
    "/console/tickets.csv",
    "/console/tickets/{good}",
    "/console/tickets/{good}/history",
    "/console/docket",
    "/console/contracts",
    "/console/contracts/{contract}",
    "/console/attainment?period=2026-03",
    "/console/attainment/course?period=2026-03",
    "/console/attainment/tickets?period=2026-03",
    "/console/credits",
    "/console/customers",
    "/console/customers/{customer}",
    "/console/people",
    "/console/moved-deadlines",
    "/console/search?q=join",
    "/console/outbox",
    "/console/webhooks",
)
CUSTOMER = ("/portal/", "/portal/tickets/{good}", "/portal/attainment?period=2026-03", "/portal/attainment/credits")
PUBLIC = ("/", "/attainment", "/attainment?period=2026-03")
CALLS = (
    "/tickets",
    "/tickets/{good}",
    "/queue",
    "/cases",
    "/contracts",
    "/organisations",
    "/publications",
    "/credits",
    "/outbox",
    "/attainment?period=2026-03",
    "/search?q=join",
)


class Broken:
    """A world in which all instants and documents of one customer's rows, in these tables, are damaged."""

    def __init__(self, instant: str, document: str, tables: str) -> None:
        row_security.enter(None)
        forget()
        self.world = build()
        self.good, self.bad = self.world.file("P0"), self.world.file("P0", customer=self.world.rival)
        now = self.world.wait(minutes=1)
        for ticket, customer in ((self.good, self.world.acme), (self.bad, self.world.rival)):
            desk.reply(ticket_id=ticket, body="On it.", by=self.world.engineer, now=now)
            desk.dispute_severity(ticket_id=ticket, severity="P1", reason="Down.", by=customer.requester, now=now)
        self.world.wait(hours=5)
        manager = self.world.staff["support_manager"]
        reports.publish_period(period="2026-03", by=manager, now=APRIL)
        reports.propose_credits(period="2026-03", by=manager, now=APRIL)
        self.damaged = reports.publish_period(period="2026-Q1", by=manager, now=APRIL + timedelta(minutes=1))
        with superuser() as connection, unchecked(connection):
            for model in apps.get_models():
                columns = [
                    f'"{field.column}" = {value}'
                    for field in model._meta.concrete_fields
                    if (value := _value(field, instant, document))
                ]
                table = model._meta.db_table
                if columns and table.startswith(tables) and table not in FILLED_BY_TEMPLATE:
                    update = f"UPDATE {table} SET {', '.join(columns)} WHERE {_rows(model, self.world)}"
                    connection.execute(update.encode())
        forget()


def _value(field: models.Field[object, object], instant: str, document: str) -> str:
    if isinstance(field, models.DateTimeField):
        return instant
    return document if isinstance(field, models.JSONField) else ""


def _rows(model: type[models.Model], world: World) -> str:
    columns = {field.column for field in model._meta.concrete_fields}
    people = f"(SELECT user_id FROM accounts_membership WHERE organisation_id = {world.rival.id})"
    match model._meta.db_table:
        case "accounts_organisation":
            return f"id = {world.rival.id}"
        case "accounts_user":
            return f"id IN {people}"
        case "reports_publication":
            return "period = '2026-Q1'"
    if "organisation_id" in columns:
        return f"organisation_id = {world.rival.id}"
    return f"user_id IN {people}" if "user_id" in columns else "true"


# A damaged contract version hides what its tickets' rows would do.
PLACES = [*((kind, "") for kind in VALUES), *(("infinity", tables) for tables in ("clocks_", "desk_", "ledger_"))]


@pytest.fixture(params=PLACES, ids=" ".join)
def broken(request: pytest.FixtureRequest) -> Broken:
    kind, tables = request.param
    return Broken(*VALUES[kind], tables)


def test_pages_about_others_go_on(broken: Broken) -> None:
    world = broken.world
    names = {"good": broken.good, "contract": world.acme.contract_id, "customer": world.acme.id}
    admin, caller = browser(world.staff["admin"]), Caller(token_of(world.staff["admin"]))
    visits = [(admin, page) for page in STAFF]
    visits += [(browser(world.acme.manager), page) for page in CUSTOMER]
    visits += [(Client(), page) for page in PUBLIC]
    visits += [(caller.client, f"/api/v1{page}") for page in CALLS]
    answers = {}
    for client, page in visits:
        client.raise_request_exception = False
        answers[page] = client.get(page.format(**names)).status_code
    assert answers == dict.fromkeys(answers, 200)


@pytest.mark.parametrize("tables", ["clocks_clock", "desk_", "ledger_head"])
def test_the_worker_and_the_rebuild_go_on(tables: str) -> None:
    broken = Broken(*VALUES["minus infinity"], tables)
    later = broken.world.now + timedelta(hours=3)
    Advancing().turn(later)
    assert not Clock.objects.filter(ticket=broken.good, next_transition_at__lte=later).exists()
    assert list(rebuild(now=later))[-1] >= 1
    assert {difference.ticket_id for difference in differences()} <= {broken.bad}


def test_lists_say_what_is_damaged(caplog: pytest.LogCaptureFixture) -> None:
    broken = Broken(*VALUES["infinity"], "desk_ticket")
    admin, caller = browser(broken.world.staff["admin"]), Caller(token_of(broken.world.staff["admin"]))
    page = admin.get("/console/tickets").content.decode()
    assert f"/console/tickets/{broken.bad}" in page
    assert '<span class="miss">damaged</span>' in page
    assert [item["id"] for item in caller.get("/tickets").json()["items"]] == [broken.good]
    assert "1 damaged items are left out" in caplog.text
    admin.raise_request_exception = False
    ticket = admin.get(f"/console/tickets/{broken.bad}")
    assert (ticket.status_code, "restore a backup" in ticket.content.decode()) == (500, True)
    assert [finding.what.split(":")[0] for finding in findings.values()] == [f"desk_ticket {broken.bad}"]


def test_a_damaged_publication_is_named_and_left_out() -> None:
    broken = Broken("'infinity'::timestamptz", "figures", "reports_publication")
    items = Caller(token_of(broken.world.staff["admin"])).get("/publications").json()["items"]
    assert [item["period"] for item in items] == ["2026-03"]
    [finding] = findings.reports()
    assert finding.what.startswith(f"reports_publication {broken.damaged}: damaged")


def test_nothing_unreadable_is_found_in_a_whole_database() -> None:
    row_security.enter(None)
    build().file("P0")
    assert [finding.verdict for finding in findings.values()] == ["ok"]
