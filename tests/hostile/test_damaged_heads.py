"""A log whose head is damaged stops its own account, says so, is mended from its entries, and stops nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories.api import Caller, token_of
from factories.terms import always
from factories.world import World, build
from support.damage import damage
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import User
from upheld.cli import findings, projections
from upheld.clocks.models import Clock
from upheld.contracts.queries import forget
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.knowledge.indexing import rebuild as rebuild_search
from upheld.ledger import operations as ledger
from upheld.ledger.logs import DamagedLog, damages
from upheld.ledger.models import Entry, Head
from upheld.reports import operations as reports
from upheld.reports.models import CreditCase
from upheld.worker.advancing import Advancing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
APRIL = datetime(2026, 4, 3, tzinfo=UTC)
BANDS = "credits: {currency: CNY, cap: 30%, bands: [{objective: response, severity: P0, below: 99%, credit: 20%}]}\n"
MISSING = "DELETE FROM ledger_head WHERE organisation_id = %s"
TOO_FAR = "UPDATE ledger_head SET next_index = next_index + 5 WHERE organisation_id = %s"
MENDABLE = {
    "missing": MISSING,
    "too early": "UPDATE ledger_head SET next_index = 1 WHERE organisation_id = %s",
    "endless": "UPDATE ledger_head SET last_recorded_at = 'infinity' WHERE organisation_id = %s",
    "beyond": "UPDATE ledger_head SET last_recorded_at = '9999-12-31 12:00+00' WHERE organisation_id = %s",
}
DAMAGES = {**MENDABLE, "too far": TOO_FAR}


@pytest.fixture
def world() -> World:
    """Each customer has a ticket that missed its response, and a credit to come."""
    row_security.enter(None)
    forget()
    world = build(source=always() + BANDS)
    for customer in (world.rival, world.acme):
        ticket = world.file("P0", customer=customer)
        desk.reply(ticket_id=ticket, body="Late.", by=world.engineer, now=world.wait(hours=5))
    return world


@pytest.mark.parametrize("how", DAMAGES)
def test_others_go_on(world: World, how: str) -> None:
    # The broken one comes first in every loop.
    broken, good = sorted((world.acme, world.rival), key=lambda customer: customer.id)
    later = world.now + timedelta(hours=3)
    damage(DAMAGES[how], [broken.id])
    Advancing().turn(later)
    assert not Clock.objects.filter(organisation_id=good.id, next_transition_at__lte=later).exists()
    assert list(rebuild_search(now=later))[-1] == 2
    assert reports.propose_credits(period="2026-03", by=SYSTEM, now=APRIL) >= 1
    assert CreditCase.objects.filter(organisation_id=good.id).exists()
    assert not CreditCase.objects.filter(organisation_id=broken.id).exists()
    assert reports.publish_period(period="2026-03", by=SYSTEM, now=APRIL)
    accounts.erase_person(user_id=good.requester.id, by=world.staff["admin"], now=APRIL)
    assert User.objects.get(pk=good.requester.id).erased_at == APRIL


@pytest.mark.parametrize("how", DAMAGES)
def test_its_own_account_says_what_is_wrong(world: World, how: str) -> None:
    ticket = world.file("P0")
    before = Entry.objects.count()
    damage(DAMAGES[how], [world.acme.id])
    caller = Caller(token_of(world.engineer))
    caller.client.raise_request_exception = False
    answer = caller.post(f"/tickets/{ticket}/messages", {"body": "Hello."})
    assert (answer.status_code, answer.json()["code"]) == (500, "damaged_log")
    assert "run upheld check" in answer.json()["detail"]
    with pytest.raises(DamagedLog):
        world.file("P0")
    assert Entry.objects.count() == before


@pytest.mark.parametrize("how", MENDABLE)
def test_it_is_mended_from_the_entries(world: World, how: str) -> None:
    size = ledger.size(organisation_id=world.acme.id)
    damage(MENDABLE[how], [world.acme.id])
    [finding] = findings.logs()
    assert (finding.verdict, finding.help[-19:]) == ("failure", "Run upheld rebuild.")
    projections.mend_logs()
    assert [finding.verdict for finding in findings.logs()] == ["ok"]
    head, newest = Head.objects.get(pk=world.acme.id), Entry.objects.filter(organisation_id=world.acme.id).last()
    assert head.next_index == size
    assert newest is not None
    assert newest.recorded_at <= head.last_recorded_at
    world.now = head.last_recorded_at
    world.file("P0")


def test_a_log_that_lost_its_last_entries_is_not_mended(world: World) -> None:
    damage(TOO_FAR, [world.acme.id])
    [finding] = findings.logs()
    assert finding.help.endswith("Entries are missing: restore a backup.")
    projections.mend_logs()
    assert [log.organisation_id for log in damages()] == [world.acme.id]
