"""What the database refuses the application's role, whatever the program asks of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import DatabaseError, connection

from factories.world import World
from support.refusals import execute, immediately, refuse
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts.models import ContractVersion
from upheld.database import rights
from upheld.database.rows import OrganisationRow
from upheld.desk import acts as desk
from upheld.desk.models import Draft, Ticket
from upheld.knowledge.models import SearchRow
from upheld.reports import operations as reports

VERSION = "UPDATE contracts_contractversion SET {} WHERE id = %s"
PUBLICATION = "UPDATE reports_publication SET {} WHERE id = %s"
HEAD = "UPDATE ledger_head SET {} WHERE organisation_id = %s"


@pytest.mark.parametrize(
    "change",
    [
        "published_at = NULL",
        "published_at = published_at - interval '1 second'",
        "terms = NULL",
        "terms = jsonb_set(terms, '{name}', '\"x\"')",
        "sha256 = 'x'",
        "number = number + 1",
        "edition = edition + 1",
        "source = ''",
        "effective_from = NULL",
        "effective_to = now()",
        "contract_id = (SELECT max(id) FROM contracts_contract)",
        "tzdata_version = 'x'",
    ],
)
def test_a_published_version_stays_as_it_is(world: World, change: str) -> None:
    refuse(VERSION.format(change), [world.acme.version_id], "a published contract version never changes")


def test_a_published_version_is_not_deleted_and_a_draft_is(world: World) -> None:
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source="x", by=SYSTEM, now=world.now)
    assert execute("DELETE FROM contracts_contractversion WHERE id = %s", [draft]) == 1
    refuse("DELETE FROM contracts_contractversion WHERE id = %s", [world.acme.version_id], "never deleted")


def test_who_published_may_be_forgotten(world: World) -> None:
    assert execute(VERSION.format("published_by_id = NULL"), [world.acme.version_id]) == 1


def test_a_version_is_not_published_without_terms(world: World) -> None:
    draft = contracts.save_draft(contract_id=world.acme.contract_id, source="x", by=SYSTEM, now=world.now)
    refuse(VERSION.format("published_at = now()"), [draft], "contracts_published_with_terms")
    assert ContractVersion.objects.get(pk=draft).published_at is None


@pytest.fixture
def publication(world: World) -> int:
    world.file("P0")
    return reports.publish_period(period="2026-03", by=SYSTEM, now=datetime(2026, 4, 2, tzinfo=UTC))


@pytest.mark.parametrize("change", ["figures = '{}'", "sha256 = 'x'", "period = '2026-02'", "published_at = now()"])
def test_a_publication_stays_as_it_is(publication: int, change: str) -> None:
    refuse(PUBLICATION.format(change), [publication], "permission denied")


def test_a_publication_is_not_deleted(publication: int) -> None:
    refuse("DELETE FROM reports_publication WHERE id = %s", [publication], "permission denied")


@pytest.mark.parametrize("change", ["withdrawn_at = NULL", "withdrawn_at = now()"])
def test_a_withdrawal_is_not_taken_back(publication: int, change: str) -> None:
    now = datetime(2026, 4, 3, tzinfo=UTC)
    reports.withdraw_publication(publication_id=publication, reason="Why.", by=SYSTEM, now=now)
    refuse(PUBLICATION.format(change), [publication], "withdrawn once")


@pytest.mark.parametrize(
    "change",
    [
        "next_index = next_index - 1",
        "last_recorded_at = last_recorded_at - interval '1 microsecond'",
        "organisation_id = (SELECT max(id) + 1 FROM accounts_organisation)",
    ],
)
def test_the_end_of_a_log_only_moves_forward(world: World, change: str) -> None:
    world.file("P0")
    refuse(HEAD.format(change), [world.acme.id], "only moves forward")
    refuse("DELETE FROM ledger_head WHERE organisation_id = %s", [world.acme.id], "permission denied")


def references() -> set[tuple[str, str]]:
    """Every column that names a ticket, in tables whose rows belong to an organisation."""
    owned = [model for model in apps.get_models() if issubclass(model, OrganisationRow | SearchRow)]
    return {
        (model._meta.db_table, field.column)
        for model in owned
        for field in model._meta.concrete_fields
        if field.related_model is Ticket
    }


KEYS = """
    SELECT conrelid::regclass::text, substring(pg_get_constraintdef(oid) FROM
        '^FOREIGN KEY \\((\\w+), organisation_id\\) REFERENCES desk_ticket\\(id, organisation_id\\)')
    FROM pg_constraint WHERE contype = 'f' AND confrelid = 'desk_ticket'::regclass AND convalidated
"""


def test_every_reference_to_a_ticket_has_the_key_of_ticket_and_organisation(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KEYS, [])
        keyed = {(table, column) for table, column in cursor.fetchall()}
    assert keyed == references()
    assert len(keyed) >= 18


def test_a_row_whose_ticket_belongs_to_another_organisation_is_refused(world: World) -> None:
    ticket = world.file("P0", customer=world.rival)
    person = world.acme.requester.id
    values = {"user_id": person, "kind": "public", "body": "x", "saved_at": world.now, "ticket_id": ticket}
    with pytest.raises(DatabaseError, match="desk_draft_of_its_ticket"), immediately():
        Draft.objects.create(organisation_id=world.acme.id, **values)
    moved = "UPDATE {} SET organisation_id = %s WHERE ticket_id = %s"
    for table in ("desk_message", "clocks_clock", "clocks_queuerow", "knowledge_searchrow"):
        refuse(moved.format(table), [world.acme.id, ticket], f"{table}_of_its_ticket")
    refuse("UPDATE desk_ticket SET organisation_id = %s WHERE id = %s", [world.acme.id, ticket], "foreign key")


def test_a_link_or_a_merge_names_no_ticket_of_another_organisation(world: World) -> None:
    own, foreign = world.file("P1"), world.file("P1", customer=world.rival)
    older = world.file("P1")
    link = "INSERT INTO desk_ticketlink (organisation_id, ticket_id, other_id, kind) VALUES (%s, %s, %s, 'related')"
    refuse(link, [world.acme.id, own, foreign], "desk_ticketlink_other_id_of_its_organisation")
    merge = "UPDATE desk_ticket SET merged_into_id = %s WHERE id = %s"
    refuse(merge, [foreign, own], "desk_ticket_merged_into_id_of_its_organisation")
    values = {"ticket_id": older, "reason": "duplicate", "note": "Same.", "by": world.engineer, "now": world.now}
    proposal = desk.propose_cancellation(into_id=own, **values)
    into = "UPDATE desk_cancellation SET into_id = %s WHERE id = %s"
    refuse(into, [foreign, proposal], "desk_cancellation_into_id_of_its_organisation")


def test_every_column_with_a_fixed_choice_is_held_to_it(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conname LIKE '%_is_known'")
        constrained = set(cursor.fetchall())
    columns = {(table, f"{column}_is_known") for table, column, _ in rights.fixed_choices()}
    assert columns == constrained
    assert {("desk_ticket", "state_is_known"), ("clocks_clock", "objective_is_known")} <= columns


@pytest.mark.parametrize("change", ["objective = 'zz'", "outcome = 'zz'", "state = ''"])
def test_a_clock_holds_nothing_that_no_page_knows(world: World, change: str) -> None:
    """Not even where triggers are off: the figures of all customers read it."""
    world.file("P0")
    refuse(f"UPDATE clocks_clock SET {change} WHERE organisation_id = %s", [world.acme.id], "is_known")
