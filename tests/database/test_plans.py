"""Plans follow the tables that they were made for, on any server, whatever its own settings are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.db import connection, connections, transaction

from upheld.database import send_later
from upheld.database.plans import FIRST, LAST, PlanAge

GROWN = 2_000
KEPT_AFTER = 6
"""From its sixth use on, PostgreSQL keeps the plan of a prepared statement."""
READ = "SELECT coalesce(sum(seq_tup_read), 0) FROM pg_stat_xact_user_tables WHERE relname = 'plan_parent'"


def execute(query: str, alias: str = "owner") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(query)


@pytest.fixture
def parent_and_child() -> Iterator[None]:
    """Two tables of the owner's; the first is small enough to be read whole."""
    execute("CREATE TABLE plan_parent (id bigint PRIMARY KEY)")
    execute("CREATE TABLE plan_child (parent bigint REFERENCES plan_parent)")
    execute("GRANT SELECT, INSERT, UPDATE ON plan_parent, plan_child TO PUBLIC")
    execute("INSERT INTO plan_parent SELECT generate_series(1, 10)")
    execute("ANALYZE plan_parent")
    yield
    execute("DROP TABLE plan_child, plan_parent")


def rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return int(cursor.fetchone()[0])


def rows_read_to_find(parent: int) -> int:
    """How many rows of the parent are read one after the other to check a child of this one."""
    with transaction.atomic():
        before = rows_read()
        send_later("INSERT INTO plan_child VALUES (%s)", [parent])
        return rows_read() - before


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_plan_made_while_a_table_was_small_does_not_outlive_its_growth(parent_and_child: None) -> None:
    connection.close()
    assert [rows_read_to_find(10) for _ in range(KEPT_AFTER)] == [10] * KEPT_AFTER
    execute(f"INSERT INTO plan_parent SELECT generate_series(11, {GROWN})")
    assert rows_read_to_find(GROWN) == GROWN, "the plan of the small table is kept"
    reads = [rows_read_to_find(GROWN) for _ in range(FIRST)]
    assert reads[-1] == 0
    assert reads == sorted(reads, reverse=True), "once its key is used, it is used from then on"


def test_plans_are_dropped_less_and_less_often_but_always_again() -> None:
    age = PlanAge()
    dropped = [use for use in range(1, 10 * LAST) if age.use()]
    gaps = [second - first for first, second in pairwise(dropped)]
    assert dropped[0] == FIRST
    assert gaps == sorted(gaps)
    assert gaps[-1] == LAST


@pytest.mark.django_db
def test_no_plan_is_compiled_and_none_is_ruled_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jit'), current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("off", "on")
