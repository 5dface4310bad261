"""The backend: what waits is sent in order, once, or not at all; the scope is always the one that was entered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus

from upheld.database import ask, row_security, send_later
from upheld.database.sender import PREPARED_MAX

pytestmark = pytest.mark.django_db(transaction=True)
INSERT = "INSERT INTO scratch VALUES (%s)"


@pytest.fixture(autouse=True)
def scratch() -> Iterator[None]:
    run("CREATE TEMP TABLE scratch (number bigint PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
    yield
    connection.close()  # the table goes with it


def together(*steps: Callable[[], object]) -> None:
    """Take these steps in one transaction."""
    with transaction.atomic():
        for step in steps:
            step()


def insert(number: object) -> Callable[[], None]:
    return lambda: send_later(INSERT, [number])


def fail() -> None:
    raise ZeroDivisionError


def run(query: str, *parameters: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return list(cursor.fetchall()) if cursor.description else []


def numbers() -> list[object]:
    return [row[0] for row in run("SELECT number FROM scratch WHERE number > %s ORDER BY number", 0)]


def test_what_waits_is_seen_by_the_next_statement_and_kept_by_the_commit() -> None:
    with transaction.atomic():
        send_later(INSERT, [1])
        assert numbers() == [1]
        send_later(INSERT, [2])
    assert numbers() == [1, 2]


def test_a_transaction_of_nothing_but_what_waits_is_kept() -> None:
    with transaction.atomic():
        send_later(INSERT, [1])
        send_later("UPDATE scratch SET number = number + %s", [10])
    assert numbers() == [11]


def test_nothing_waits_outside_a_transaction() -> None:
    send_later(INSERT, [1])
    assert not connection.connection.carries
    assert numbers() == [1]


def test_what_waits_goes_with_a_rollback() -> None:
    with pytest.raises(ZeroDivisionError):
        together(insert(1), fail)
    assert numbers() == []


def test_a_savepoint_takes_back_only_what_came_after_it() -> None:
    with transaction.atomic():
        send_later(INSERT, [1])
        with pytest.raises(ZeroDivisionError):
            together(insert(2), fail)
        send_later(INSERT, [3])
    assert numbers() == [1, 3]


def test_an_error_is_raised_by_what_it_travels_with_and_undoes_everything() -> None:
    with pytest.raises(DatabaseError, match="division by zero"):
        together(insert(1), lambda: send_later("SELECT 1 / %s::int", [0]), numbers)
    assert numbers() == []


def test_an_error_at_the_commit_undoes_everything_and_runs_no_hook() -> None:
    ran: list[str] = []
    with pytest.raises(IntegrityError):
        together(lambda: transaction.on_commit(lambda: ran.append("hook")), insert(1), insert(1))
    assert (numbers(), ran) == ([], [])
    with transaction.atomic():
        send_later(INSERT, [2])
    assert numbers() == [2]


def test_values_that_cannot_be_written_are_refused_and_the_connection_goes_on() -> None:
    with pytest.raises(DatabaseError, match="cannot adapt"):
        together(insert(object()), numbers)
    with transaction.atomic():
        send_later(INSERT, [5])
    assert numbers() == [5]


def test_a_transaction_in_which_nothing_is_asked_never_begins() -> None:
    connection.ensure_connection()
    with transaction.atomic():
        assert connection.connection.pgconn.transaction_status == TransactionStatus.IDLE
    with transaction.atomic():
        numbers()
        assert connection.connection.pgconn.transaction_status == TransactionStatus.INTRANS
    assert connection.connection.pgconn.transaction_status == TransactionStatus.IDLE


def test_what_was_prepared_is_prepared_anew_after_the_driver_dropped_it() -> None:
    """Undoing a savepoint and changing a table make the driver drop everything that the server has prepared."""
    for number in range(8):  # often enough for the driver to prepare statements of its own
        with transaction.atomic():
            send_later(INSERT, [number])
            numbers()
            with pytest.raises(ZeroDivisionError):
                together(insert(100 + number), numbers, fail)
            send_later(INSERT, [200 + number])
    run("ALTER TABLE scratch ADD COLUMN remark text")
    assert numbers()[-1] == 207
    with transaction.atomic():
        send_later(INSERT, [300])
    assert numbers() == [*range(1, 8), *range(200, 208), 300]
    assert len(run("SELECT name FROM pg_prepared_statements WHERE %s::int = 1", 1)) < 12


def test_a_statement_that_failed_when_it_was_first_sent_can_be_sent_again() -> None:
    divide = "INSERT INTO scratch SELECT 6 / %s::int"
    with pytest.raises(DatabaseError, match="division by zero"):
        together(lambda: send_later(divide, [0]), numbers)
    with transaction.atomic():
        send_later(divide, [2])
    assert numbers() == [3]


def test_more_statements_than_stay_prepared_are_sent_all_the_same() -> None:
    wanted = PREPARED_MAX + 20
    for number in range(1, wanted + 1):
        with transaction.atomic():
            send_later(f"INSERT INTO scratch VALUES (%s) -- {number}", [number])
    assert len(numbers()) == wanted
    assert run("SELECT count(*) <= %s FROM pg_prepared_statements", PREPARED_MAX) == [(True,)]


def test_what_is_asked_takes_along_what_waits_and_gives_values_as_a_cursor_would() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with transaction.atomic():
        send_later(INSERT, [1])
        assert ask("SELECT number FROM scratch WHERE number = ANY(%s)", [[1, 2]]) == [(1,)]
        assert ask(
            "SELECT %(at)s::timestamptz, %(at)s::timestamptz + %(by)s::interval, 10 %% 4", {"at": at, "by": "1 h"}
        ) == [(at, at + timedelta(hours=1), 2)]
    assert ask("SELECT number FROM scratch WHERE number > %s", [5]) == []
    assert ask("SELECT ARRAY['a', 'b'], '{\"a\": 1}'::jsonb, NULL, %s::bytea", [b"\0x"]) == [
        (["a", "b"], '{"a": 1}', None, b"\0x")
    ]


def test_a_question_that_fails_is_a_database_error_and_the_connection_goes_on() -> None:
    with pytest.raises(DatabaseError, match="division by zero"):
        ask("SELECT 1 / %s::int", [0])
    with pytest.raises(DatabaseError, match="division by zero"):
        together(insert(1), lambda: ask("SELECT 1 / %s::int", [0]))
    with pytest.raises(DatabaseError, match="cannot adapt"):
        ask("SELECT %s", [object()])
    assert (ask("SELECT %s::int", [7]), numbers()) == ([(7,)], [])


def test_a_value_that_cannot_be_written_takes_nothing_else_along() -> None:
    def write_around() -> None:
        send_later(INSERT, [1])
        with pytest.raises(DataError):
            ask("SELECT %s::text", ["\0"])
        run(INSERT, 3)

    with pytest.raises(ZeroDivisionError):
        together(write_around, fail)
    assert numbers() == []
    together(write_around)
    assert numbers() == [1, 3]


def test_a_failed_transaction_that_is_committed_leaves_no_scope_and_nothing_that_waits() -> None:
    """Whoever swallows an error within a transaction gets none of it: the server undoes it all."""
    row_security.enter(None)
    numbers()
    with transaction.atomic():
        row_security.enter([7])
        numbers()
        with pytest.raises(DatabaseError):
            run("SELECT 1 / %s::int", 0)
        send_later(INSERT, [9])
    assert run("SELECT current_setting('upheld.scope', %s)", True) == [("7",)]
    assert numbers() == []


def test_after_a_failure_nothing_is_asked_until_the_transaction_is_undone() -> None:
    with transaction.atomic():
        with pytest.raises(DatabaseError, match="division by zero"):
            together(lambda: ask("SELECT 1 / %s::int", [0]))
        assert ask("SELECT %s::int", [1]) == [(1,)]  # the savepoint was undone
        connection.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            ask("SELECT %s::int", [1])


def test_a_line_that_breaks_while_it_is_asked_is_opened_anew() -> None:
    with pytest.raises(OperationalError):
        ask("SELECT pg_terminate_backend(pg_backend_pid()), %s::int", [1])
    connection.close_if_unusable_or_obsolete()
    assert ask("SELECT %s::int", [1]) == [(1,)]


def test_many_rows_and_long_statements_travel_too() -> None:
    with transaction.atomic():
        send_later("INSERT INTO scratch SELECT unnest(%b::bigint[])", [list(range(1, 2001))])
        send_later("INSERT INTO scratch VALUES " + ", ".join(["(%b::bigint)"] * 90), list(range(3001, 3091)))
        send_later("DELETE FROM scratch WHERE number %% 2 = %s", [0])
    assert len(numbers()) == 1045


def test_several_statements_in_one_text_travel_alone() -> None:
    with transaction.atomic():
        send_later(INSERT, [1])
        run("UPDATE scratch SET number = 7; INSERT INTO scratch VALUES (8)")
    assert numbers() == [7, 8]


def test_a_line_that_the_server_closed_is_opened_anew() -> None:
    (pid,) = run("SELECT pg_backend_pid()")[0]
    assert connection.is_usable()
    with psycopg.connect(connection.connection.info.dsn) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    connection.health_check_enabled, connection.health_check_done = True, False
    assert run("SELECT pg_backend_pid()")[0] != (pid,)


def test_a_line_that_broke_is_told_as_such_until_it_is_opened_anew() -> None:
    with pytest.raises(OperationalError):
        run("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(OperationalError):
        together(numbers)
    connection.close()
    assert run("SELECT %s::int", 1) == [(1,)]


class Walk:
    """Acts of all kinds, done and undone, in any order and nesting, and the scope that was entered last."""

    STEPS = ("enter", "leave", "ask", "wait", "break_off", "nest", "undo", "close")

    def __init__(self) -> None:
        row_security.leave()
        self.wanted, self.number = "", 0

    def go(self, steps: Iterator[str]) -> None:
        for step in steps:
            getattr(self, step)(steps)

    def enter(self, _: Iterator[str]) -> None:
        self.number += 1
        self.wanted = str(self.number)
        row_security.enter([self.number])

    def leave(self, _: Iterator[str]) -> None:
        self.wanted = ""
        row_security.leave()

    def ask(self, _: Iterator[str]) -> None:
        assert run("SELECT current_setting('upheld.scope', %s)", True) == [(self.wanted,)]
        assert run("SELECT current_setting('upheld.scope')") == [(self.wanted,)]

    def wait(self, _: Iterator[str]) -> None:
        send_later("SELECT %s::int", [1])

    def break_off(self, _: Iterator[str]) -> None:
        with pytest.raises(DatabaseError):
            together(lambda: run("SELECT 1 / %s::int", 0))

    def nest(self, rest: Iterator[str]) -> None:
        together(lambda: self.go(rest))

    def undo(self, rest: Iterator[str]) -> None:
        with pytest.raises(ZeroDivisionError):
            together(lambda: self.go(rest), fail)

    def close(self, _: Iterator[str]) -> None:
        if not connection.in_atomic_block:
            connection.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(Walk.STEPS), max_size=14))
def test_whatever_happens_the_server_has_the_scope_that_was_entered(steps: list[str]) -> None:
    walk = Walk()
    walk.go(iter(steps))
    walk.ask(iter(()))
