"""Two references in one row that must agree are held together by the database."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.apps import apps
from django.db import connection

from factories.world import World
from support.refusals import refuse
from upheld.accounts.models import SupportGroup, User
from upheld.contracts.models import Product
from upheld.desk import acts as desk
from upheld.desk.models import Message

FREE_TARGETS = {
    User: "people belong to organisations by memberships, which end; what they did stays",
    SupportGroup: "a group of the vendor's works on tickets of every customer",
    Product: "a product is sold to many customers",
}
FREE = {
    ("accounts_organisation", "parent_id"): "an organisation is not its own owner",
    ("escalation_notice", "parcel_id"): "a digest is one parcel with notices about several tickets",
}
HELD = """
    SELECT conrelid::regclass::text, conname,
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY(conkey))
    FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND cardinality(conkey) > 1 AND convalidated
"""
BY = {
    "contracts_contractversion": {"contracts_version_of_its_contract", "contracts_edition_of_its_version"},
    "desk_attachment": {
        "desk_attachment_of_its_ticket",
        "desk_attachment_message_of_its_ticket",
        "desk_attachment_of_its_blob",
    },
    "desk_blobchunk": {"desk_blobchunk_of_its_blob"},
    "desk_cancellation": {"desk_cancellation_of_its_ticket", "desk_cancellation_into_id_of_its_organisation"},
    "desk_delivery": {"desk_delivery_of_its_ticket", "desk_delivery_message_of_its_ticket"},
    "desk_mention": {"desk_mention_of_its_message"},
    "desk_ticket": {"desk_ticket_version_of_its_organisation", "desk_ticket_merged_into_id_of_its_organisation"},
    "desk_ticketlink": {"desk_ticketlink_of_its_ticket", "desk_ticketlink_other_id_of_its_organisation"},
    "desk_wait": {"desk_wait_of_its_ticket", "desk_wait_message_of_its_ticket"},
    "ledger_erasable": {"ledger_erasable_of_its_entry"},
    "reports_creditcase": {"reports_creditcase_of_its_version"},
    **{
        table: {f"{table}_of_its_ticket"}
        for table in (
            "clocks_clock",
            "clocks_moveddeadline",
            "clocks_queuerow",
            "desk_dimensionchange",
            "desk_dispute",
            "desk_draft",
            "desk_exclusionclaim",
            "desk_message",
            "desk_watcher",
            "escalation_notice",
            "knowledge_searchrow",
        )
    },
}
"""The keys of several columns, by table."""


def held(db: None) -> dict[str, dict[str, list[str]]]:
    keys: dict[str, dict[str, list[str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        for table, name, columns in cursor.fetchall():
            keys.setdefault(table, {})[name] = columns
    return keys


def test_the_keys_are_those_of_the_table(db: None) -> None:
    assert {table: set(keys) for table, keys in held(db).items()} == BY


def test_all_references_of_a_row_are_tied_or_free_with_a_reason(db: None) -> None:
    keys, loose, free = held(db), set(), set()
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        columns = set()
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model not in FREE_TARGETS:
                (free if (table, field.column) in FREE else columns).add((table, field.column))
        tied = _tied([{(table, column) for column in key} for key in keys.get(table, {}).values()])
        loose |= {pair for pair in combinations(sorted(columns), 2) if not any(set(pair) <= group for group in tied)}
    assert loose == set()
    assert free == set(FREE)


def _tied(groups: list[set[tuple[str, str]]]) -> list[set[tuple[str, str]]]:
    """Groups of columns that are tied to one another, directly or by others."""
    tied: list[set[tuple[str, str]]] = []
    for group in groups:
        touching = [other for other in tied if other & group]
        tied = [other for other in tied if not other & group] + [group.union(*touching)]
    return tied


@pytest.fixture
def rows(world: World) -> dict[str, int]:
    """Ids of a customer's rows, and of what they may not refer to."""
    ticket, other = world.file("P1"), world.file("P1")
    foreign = world.file("P1", customer=world.rival)
    now = world.wait(minutes=1)
    desk.request_information(ticket_id=ticket, body="Which?", items=["Version"], by=world.engineer, now=now)
    ids = {"ticket": ticket, "foreign": foreign, "rival": world.rival.id, "version": world.rival.version_id}
    ids["message"] = Message.objects.filter(ticket=other).values_list("pk", flat=True).get()
    ids["own"] = Message.objects.filter(ticket=ticket).values_list("pk", flat=True).first() or 0
    ids["foreign_message"] = Message.objects.filter(ticket=foreign).values_list("pk", flat=True).get()
    ids["person"], ids["acme"] = world.engineer.id, world.acme.id
    return ids


@pytest.mark.parametrize(
    ("statement", "key"),
    [
        (
            "UPDATE desk_ticket SET contract_version_id = %(version)s WHERE id = %(ticket)s",
            "version_of_its_organisation",
        ),
        (
            "UPDATE desk_wait SET message_id = %(message)s WHERE ticket_id = %(ticket)s",
            "desk_wait_message_of_its_ticket",
        ),
        (
            (
                "INSERT INTO desk_mention (organisation_id, message_id, user_id)"
                " VALUES (%(acme)s, %(foreign_message)s, %(person)s)"
            ),
            "desk_mention_of_its_message",
        ),
        (
            (
                "INSERT INTO desk_delivery (organisation_id, ticket_id, message_id, kind, state, provided_at,"
                " decided_by_silence, reason) VALUES (%(acme)s, %(ticket)s, %(message)s, 'workaround',"
                " 'undecided', now(), false, '')"
            ),
            "desk_delivery_message_of_its_ticket",
        ),
        (
            "UPDATE ledger_erasable SET organisation_id = %(rival)s WHERE organisation_id = %(acme)s",
            "permission denied",
        ),
        (
            (
                "INSERT INTO ledger_erasable (organisation_id, entry_id, field, value, salt)"
                " SELECT %(rival)s, max(id), 'x', 'x', 'x' FROM ledger_entry WHERE organisation_id = %(acme)s"
            ),
            "ledger_erasable_of_its_entry",
        ),
        (
            (
                "WITH blob AS (INSERT INTO desk_blob (organisation_id, size, sha256, created_at)"
                " VALUES (%(acme)s, 1, '', now()) RETURNING id) INSERT INTO desk_blobchunk"
                " (organisation_id, blob_id, position, data) SELECT %(rival)s, id, 0, 'x' FROM blob"
            ),
            "desk_blobchunk_of_its_blob",
        ),
        (
            (
                "INSERT INTO reports_creditcase (organisation_id, contract_version_id, period, state, amount, currency,"
                " lines, as_of) VALUES (%(acme)s, %(version)s, '2026-03', 'proposed', 1, 'CNY', '{}', now())"
            ),
            "reports_creditcase_of_its_version",
        ),
        (
            (
                "INSERT INTO contracts_contractversion (organisation_id, contract_id, number, edition, source, sha256,"
                " tzdata_version, holidays_version, created_at) SELECT %(acme)s, contract_id, 9, 1,"
                " '', '', '', '', now() FROM contracts_contractversion WHERE id = %(version)s"
            ),
            "contracts_version_of_its_contract",
        ),
        (
            (
                "INSERT INTO contracts_contractversion (organisation_id, contract_id, edition_of_id, number, edition,"
                " source, sha256, tzdata_version, holidays_version, created_at)"
                " SELECT organisation_id, contract_id, id, number + 1, 2, '', '', '', '', now()"
                " FROM contracts_contractversion WHERE id = %(version)s"
            ),
            "contracts_edition_of_its_version",
        ),
        (
            (
                "INSERT INTO contracts_contractversion (organisation_id, contract_id, number, edition, source, sha256,"
                " tzdata_version, holidays_version, created_at) SELECT organisation_id, contract_id,"
                " number, 2, '', '', '', '', now() FROM contracts_contractversion WHERE id = %(version)s"
            ),
            "contracts_later_edition_of_a_version",
        ),
    ],
)
def test_references_that_do_not_agree_are_refused(rows: dict[str, int], statement: str, key: str) -> None:
    refuse(statement, rows, key)
