"""What the application's role may do to the tables of record, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import connection

from factories.world import World
from support.damage import superuser
from support.database import DATED_BY_TESTS
from support.refusals import execute, refuse
from upheld.accounts.models import Organisation
from upheld.database import row_security
from upheld.ledger.models import Entry
from upheld.reports.models import CreditCase
from upheld.reports.permissions import MOVES

INSERT, DELETE = "INSERT", "DELETE"
RECORD: Mapping[str, tuple[frozenset[str], Mapping[str, str]]] = {
    "ledger_entry": (frozenset({INSERT}), {}),
    "ledger_erasable": (frozenset({INSERT, DELETE}), {}),  # personal data are erased
    "ledger_head": (
        frozenset({INSERT}),
        {
            "next_index": "moves by the entries appended: ledger_head_moves_with_entries",
            "last_recorded_at": "each lock dates an act: ledger_head_moves_forward, ledger_head_not_ahead",
            "organisation_id": "the table has no rights by column; ledger_head_moves_forward refuses a change",
        },
    ),
    "contracts_contract": (
        frozenset({INSERT}),
        {
            "name": "a column is needed for FOR UPDATE; a name decides nothing",
            "monthly_fee": "is fixed in each version at publication; a later fee is for later versions",
        },
    ),
    "contracts_contract_products": (frozenset({INSERT}), {}),
    "contracts_contractversion": (
        frozenset({INSERT, DELETE}),
        {"*": "drafts change; contracts_published_version_unchanged and _not_deleted hold what is published"},
    ),
    "reports_publication": (
        frozenset({INSERT}),
        dict.fromkeys(("withdrawn_at", "withdrawn_because"), "are set once: reports_withdrawn_once"),
    ),
    "reports_creditcase": (
        frozenset({INSERT}),
        {
            "state": "takes the steps of MOVES: reports_credit_takes_its_steps",
            "decided_at": "is the instant of the last step: reports_credit_keeps_its_amount",
            **dict.fromkeys(
                ("amount", "currency", "lines", "as_of"),
                "a proposed credit follows the figures: reports_credit_keeps_its_amount",
            ),
        },
    ),
    "clocks_zonerelease": (frozenset({INSERT}), {}),
    "clocks_moveddeadline": (frozenset({INSERT}), {}),
    "desk_dimensionchange": (frozenset({INSERT}), {}),
    "common_adoptedkey": (frozenset({INSERT}), {}),
}
"""By table: the rights besides SELECT, and the columns that may be updated, with what holds each."""
RIGHTS = """
    SELECT relname, array_remove(ARRAY[
            CASE WHEN has_table_privilege(oid, 'INSERT') THEN 'INSERT' END,
            CASE WHEN has_table_privilege(oid, 'DELETE') THEN 'DELETE' END,
            CASE WHEN has_table_privilege(oid, 'TRUNCATE') THEN 'TRUNCATE' END], NULL),
        ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0
            AND NOT attisdropped AND has_column_privilege(pg_class.oid, attnum, 'UPDATE'))
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
"""
NO_RECORD = {"ledger", "contracts", "reports"}
"""Apps whose tables are all of record, but for those below."""
OTHERS = {"contracts_product"}


def rights() -> dict[str, tuple[frozenset[str], set[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        return {table: (frozenset(given), set(columns)) for table, given, columns in cursor.fetchall()}


def test_the_tables_of_record_are_all_listed(db: None) -> None:
    tables = {table for table in rights() if table.partition("_")[0] in NO_RECORD}
    assert tables - OTHERS <= RECORD.keys()


@pytest.mark.parametrize("table", RECORD)
def test_each_right_has_its_reason(db: None, table: str) -> None:
    granted, columns = rights()[table]
    expected, reasons = RECORD[table]
    assert granted == expected
    assert columns == (columns if "*" in reasons else set(reasons))


def test_no_table_may_be_truncated_where_anything_is_withheld(db: None) -> None:
    assert [table for table, (granted, _) in rights().items() if "TRUNCATE" in granted] == []


def test_a_head_moves_by_what_is_appended(world: World) -> None:
    world.file("P0")
    for step in (1, 50):
        refuse(
            "UPDATE ledger_head SET next_index = next_index + %s WHERE organisation_id = %s",
            [step, world.acme.id],
            "moves by the entries",
        )


ENTRY = """
    INSERT INTO ledger_entry (organisation_id, index, type, subject, recorded_at, leaf)
    SELECT organisation_id, next_index + %s, 'x', 'x', last_recorded_at + %s::interval, 'x' FROM ledger_head
    WHERE organisation_id = %s
"""


@pytest.mark.parametrize("offset", [0, 5, -1000])
def test_no_entry_lies_outside_its_log(world: World, offset: int) -> None:
    world.file("P0")
    refuse(ENTRY, [offset, "0", world.acme.id], "within its account's log")


def test_an_entry_is_recorded_when_its_account_was_locked(world: World) -> None:
    world.file("P0")
    both = f"WITH head AS (UPDATE ledger_head SET next_index = next_index + 1 WHERE organisation_id = %s) {ENTRY}"
    refuse(both, [world.acme.id, 0, "1 second", world.acme.id], "recorded when its account was locked")
    assert execute(both, [world.acme.id, 0, "0", world.acme.id]) == 1


def test_a_log_begins_without_entries(world: World) -> None:
    insert = "INSERT INTO ledger_head (organisation_id, next_index, last_recorded_at) SELECT id, 3, now()"
    refuse(f"{insert} FROM accounts_organisation WHERE id = %s", [world.acme.id], "begins without entries")


@pytest.mark.django_db(transaction=True)
def test_an_act_is_recorded_at_the_databases_time() -> None:
    """Tests choose their dates; here the triggers that they are without are enabled."""
    row_security.enter(None)
    customer = Organisation.objects.create(name="New", created_at=datetime(2026, 1, 1, tzinfo=UTC)).pk
    begin = "INSERT INTO ledger_head (organisation_id, next_index, last_recorded_at)"
    begin += " SELECT id, 0, clock_timestamp() + %s::interval FROM accounts_organisation WHERE id = %s"
    change = "UPDATE ledger_head SET last_recorded_at = clock_timestamp() + %s::interval WHERE organisation_id = %s"
    after = "UPDATE ledger_head SET last_recorded_at = last_recorded_at + %s::interval WHERE organisation_id = %s"
    with dated_by_the_server():
        refuse(begin, ["61 minutes", customer], "the database's time")
        assert execute(begin, ["0", customer]) == 1
        refuse(change, ["61 minutes", customer], "the database's time")
        assert execute(change, ["59 minutes", customer]) == 1
        refuse(after, ["2 minutes", customer], "the database's time")
    assert execute(change, ["2 hours", customer]) == 1
    with dated_by_the_server():
        assert execute(after, ["1 microsecond", customer]) == 1
        for further in ("2 microseconds", "1 second"):
            refuse(after, [further, customer], "the database's time")


@contextmanager
def dated_by_the_server() -> Iterator[None]:
    """Enable the triggers that tests are without."""
    _switch("ENABLE")
    try:
        yield
    finally:
        _switch("DISABLE")


def _switch(way: str) -> None:
    with superuser() as connection:
        for trigger in DATED_BY_TESTS:
            connection.execute(f"ALTER TABLE ledger_head {way} TRIGGER {trigger}".encode())


def credit(world: World) -> int:
    row = CreditCase.objects.create(
        organisation_id=world.acme.id,
        contract_version_id=world.acme.version_id,
        period="2026-02",
        amount="20.00",
        currency="CNY",
        lines={"lines": []},
        as_of=world.now,
    )
    return int(row.pk)


STATES = CreditCase.State.values
ALLOWED = {(before, move.after) for move in MOVES.values() for before in move.before}


@pytest.mark.parametrize("state", [state for state in STATES if state != "proposed"])
def test_a_credit_begins_as_proposed(world: World, state: str) -> None:
    insert = (
        "INSERT INTO reports_creditcase (organisation_id, contract_version_id, period, state, amount, currency, lines,"
        " as_of) VALUES (%s, %s, '2026-02', %s, 1, 'CNY', '{}', now())"
    )
    refuse(insert, [world.acme.id, world.acme.version_id, state], "begins as proposed")


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(STATES, STATES) if len(set(pair)) == 2])
def test_a_credit_takes_the_steps_of_the_table(world: World, before: str, after: str) -> None:
    number = credit(world)
    for step in {"proposed": (), "paid": ("claimed", "approved", "paid"), "approved": ("claimed", "approved")}.get(
        before, (before,)
    ):
        assert move(number, step) == 1
    if (before, after) in ALLOWED:
        assert move(number, after) == 1
    else:
        refuse(MOVE, [after, world.now, number], "does not take this step")


MOVE = "UPDATE reports_creditcase SET state = %s, decided_at = %s WHERE id = %s"


def move(number: int, state: str) -> int:
    return execute(MOVE, [state, datetime(2026, 4, 1, tzinfo=UTC), number])


@pytest.mark.parametrize("change", ["amount = 1", "currency = 'USD'", "lines = '{\"a\": 1}'", "as_of = now()"])
def test_a_credit_keeps_its_amount_from_the_first_step_on(world: World, change: str) -> None:
    number = credit(world)
    assert execute(f"UPDATE reports_creditcase SET {change} WHERE id = %s", [number]) == 1
    move(number, "claimed")
    later = (
        change.replace("= 1", "= 2")
        .replace(": 1", ": 2")
        .replace("USD", "EUR")
        .replace("now()", "now() - interval '1 day'")
    )
    refuse(f"UPDATE reports_creditcase SET {later} WHERE id = %s", [number], "follows the figures")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("period = '2026-03'", "permission denied"),
        ("organisation_id = 1", "permission denied"),
        ("contract_version_id = 1", "permission denied"),
        ("decided_at = now()", "follows the figures"),
        ("state = 'claimed'", "follows the figures"),
    ],
)
def test_a_credit_stays_whose_it_is(world: World, change: str, reason: str) -> None:
    refuse(f"UPDATE reports_creditcase SET {change} WHERE id = %s", [credit(world)], reason)
    refuse("DELETE FROM reports_creditcase WHERE period = %s", ["2026-02"], "permission denied")


@pytest.mark.parametrize("column", ["plan", "regions", "environments", "organisation_id", "is_public", "created_at"])
def test_what_a_contract_covers_stays(world: World, column: str) -> None:
    refuse(f"UPDATE contracts_contract SET {column} = {column} WHERE id = %s", [world.acme.contract_id], "denied")
    refuse("DELETE FROM contracts_contract_products WHERE contract_id = %s", [world.acme.contract_id], "denied")


@pytest.mark.parametrize("right", ["UPDATE ledger_entry SET subject = ''", "DELETE FROM ledger_entry"])
def test_an_entry_stays(world: World, right: str) -> None:
    world.file("P0")
    assert Entry.objects.exists()
    refuse(right, [], "permission denied")
