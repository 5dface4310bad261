"""Whatever a contract may be called, and whatever ids its terms may have, the desk works with: at the longest ones."""

from __future__ import annotations

import csv
import io

import pytest

from factories.accounts import browser
from factories.api import Caller, token_of
from factories.credits import on, propose
from factories.terms import always
from factories.world import World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.contracts.limits import PLAN_MAX, REGION_MAX
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.escalation.models import Notice
from upheld.reports.export import write_export
from upheld.reports.models import CreditCase
from upheld.reports.periods import read_period
from upheld.reports.recompute import recompute
from upheld.sla import ID_MAX, TermsInvalid, load_draft

pytestmark = pytest.mark.django_db


def longest(name: str) -> str:
    return name.ljust(ID_MAX, "x")


P0, P1, CLAUSE, FIELD, AUDIENCE = map(longest, ("P0", "P1", "old", "sdk_version", "nobody"))


def source(p0: str = P0, clause: str = CLAUSE) -> str:
    """Terms whose every id has as many characters as is permitted."""
    terms = always().replace("every: 1h", "every: 72h").replace("id: P0", f"id: {p0}").replace("id: P1", f"id: {P1}")
    terms = terms.replace("id: outdated_sdk", f"id: {clause}").replace("[sdk_version]", f"[{FIELD}]")
    terms = terms.replace("notify: [expert, manager]", f"notify: [{AUDIENCE}], via: [{longest('post')}, email]")
    terms = terms.replace("always: 24x7", f"{longest('always')}: 24x7").replace(
        "calendar: always", f"calendar: {longest('always')}"
    )
    return (
        f"{terms}credits: {{currency: CNY, cap: 50%, "
        f"bands: [{{objective: response, severity: {p0}, below: 99%, credit: 10%}}]}}\n"
        f"entitlements: [{{id: {longest('training')}, quantity: 1, per: year}}]\n"
        f"evidence: {{{longest('lost')}: integer}}\n"
    )


@pytest.fixture
def named(db: None) -> World:
    row_security.enter(None)
    contract_queries.forget()
    return build(source=source())


@pytest.mark.parametrize("terms", [source(p0=P0 + "x"), source(clause=CLAUSE + "x")])
def test_a_longer_id_is_refused_when_the_contract_is_read(terms: str) -> None:
    with pytest.raises(TermsInvalid) as refused:
        load_draft(terms)
    wrong = [problem for problem in refused.value.problems if problem.path.endswith(".id")]
    assert [(problem.code, problem.params["most"]) for problem in wrong] == [("too_long", ID_MAX)]


def test_tickets_are_filed_and_argued_about(named: World) -> None:
    customer = named.acme
    portal, console = browser(customer.requester), browser(named.engineer)
    form = {"subject": "x", "body": "y", "product": named.product_id, "environment": "production", "severity": P1}
    assert portal.post("/portal/tickets/new", {**form, "region": "r" * REGION_MAX}).status_code == 302
    filing = {"organisation_id": customer.id, "subject": "x", "body": "y", "product_id": named.product_id}
    caller, staff = Caller(token_of(customer.requester)), Caller(token_of(named.engineer))
    answer = caller.post("/tickets", {**filing, "severity": P1, "evidence": {longest("lost"): 1}})
    assert answer.status_code == 201
    number = answer.json()["id"]
    new = {"requester": customer.requester.id, **form}
    assert console.post(f"/console/tickets/new?customer={customer.id}", new).status_code == 302
    assert caller.post(f"/tickets/{number}/disputes", {"severity": P0, "reason": "All is down."}).status_code == 201
    arbiter = Caller(token_of(named.staff["arbiter"]))
    assert arbiter.post(f"/tickets/{number}/rulings", {"severity": P0, "reason": "It is."}).status_code == 204
    change = {"severity": P1, "basis": "impact", "reason": "Half of it works."}
    assert console.post(f"/console/tickets/{number}/severity", change).status_code == 302
    assert number in [row["ticket_id"] for row in staff.get("/queue", severity=P1).json()["items"]]
    assert number in [row["id"] for row in caller.get("/tickets", severity=P1).json()["items"]]
    claim = {"clause": CLAUSE, "fields": {FIELD: "3.9"}, "evidence": "Old."}
    assert staff.post(f"/tickets/{number}/exclusions", claim).status_code == 201
    for path in (f"/portal/tickets/{number}", f"/portal/?severity={P1}"):
        assert P1 in portal.get(path).content.decode()
    for path in (f"/console/tickets/{number}", f"/console/tickets?severity={P1}", f"/console/queue?severity={P1}"):
        assert P1 in console.get(path).content.decode()


def test_figures_notices_and_credits_name_them(named: World) -> None:
    number = named.file(P0)
    desk.reply(ticket_id=number, body="Late.", by=named.engineer, now=named.wait(hours=5))
    on(named, 4)
    assert AUDIENCE in Notice.objects.filter(ticket_id=number).values_list("in_place_of", flat=True)
    propose(named, "2026-03")
    assert P0 in str(CreditCase.objects.get(organisation_id=named.acme.id).lines)
    sheet = browser(named.acme.manager).get(f"/portal/attainment/tickets.csv?period=2026-03&severity={P0}")
    rows = list(csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode("utf-8-sig"))))
    assert rows
    assert {row["Severity"] for row in rows} == {P0}
    archive = io.BytesIO()
    write_export(archive, organisation_id=named.acme.id, period=read_period("2026-03"), as_of=named.now, actor=SYSTEM)
    archive.seek(0)
    assert not recompute(archive).differences


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"plan": "p" * (PLAN_MAX + 1)}, "plan"),
        ({"regions": ["r" * (REGION_MAX + 1)]}, "regions"),
        ({"environments": ["live"]}, "environments"),
    ],
)
def test_what_a_contract_is_for_has_bounds(world: World, values: dict[str, object], field: str) -> None:
    fitting = {
        "plan": "p" * PLAN_MAX,
        "regions": ["r" * REGION_MAX],
        "environments": ["production"],
        "organisation_id": world.acme.id,
        "name": "Second",
        "product_ids": [world.product_id],
        "by": SYSTEM,
        "now": world.now,
    }
    assert contracts.create_contract(**fitting)
    with pytest.raises(contracts.CannotContract) as refused:
        contracts.create_contract(**{**fitting, **values})
    assert refused.value.field == field
