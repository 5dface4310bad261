"""A connection that queues statements whose result nobody needs, and sends them with the next one that is waited for.

BEGIN, the row security scope and writes without a result are queued here. They are sent in one round trip with the next
statement or with the COMMIT. The driver always sees autocommit, because it would wait for the result of its own BEGIN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Self, cast

import psycopg
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGresult
from psycopg.types.array import ListBinaryDumper
from psycopg.types.string import TextLoader

from upheld.database import SETTING, unreadable
from upheld.database.plans import DISCARD, PlanAge
from upheld.database.sender import Call, Statement, StatementSender

BEGIN, COMMIT = "BEGIN", "COMMIT"
REPEATABLE = "BEGIN ISOLATION LEVEL REPEATABLE READ"
SET = f"SELECT set_config('{SETTING}', $1, false)"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sbt]|%%")
Parameters = Sequence[Any] | Mapping[str, Any]


@lru_cache(maxsize=512)
def numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """Translate ``%s``, ``%b`` and ``%(name)s`` into ``$1`` and so on; return the names in the order of their numbers.

    Cached, because the driver would translate a long statement again each time.
    """
    names: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        return f"${names.setdefault(match[1] or str(len(names)), len(names) + 1)}"

    return PLACEHOLDER.sub(number, query), tuple(names)


def statement(query: str, parameters: Parameters) -> Statement:
    """A statement with its parameters in their order."""
    text, names = numbered(query)
    return text, [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters


class PipelinedConnection(psycopg.Connection[Any]):
    """A psycopg connection with a queue of statements (see the module).

    ``scope`` is the row security scope (see `row_security`); ``None`` leaves the server's own setting.
    ``repeatable``: a transaction that begins now reads one snapshot (see `snapshots`).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope: str | None = None
        self.repeatable = False
        self._entered: str | None = None
        """The scope that the server is known to have; ``None`` if a rollback may have reset it."""
        self._transactional = False
        self._begin = False
        self._waiting: list[Statement] = []
        raw = psycopg.RawCursor(self)
        raw.adapters.register_dumper(list, ListBinaryDumper)
        raw.adapters.register_loader("jsonb", TextLoader)  # as in Django's cursors
        unreadable.install(raw)
        self._sender = StatementSender(self.pgconn, raw)
        self._plans = PlanAge()

    def set_transactional(self, value: bool) -> None:
        """Set whether statements run in a transaction until `commit` or `rollback`, or each by itself."""
        status = self.pgconn.transaction_status
        if status == TransactionStatus.UNKNOWN:
            raise psycopg.OperationalError("the connection is closed")
        if status != TransactionStatus.IDLE:
            raise psycopg.ProgrammingError("a transaction is under way")
        self._transactional = self._begin = value

    def send_later(self, query: str, parameters: Sequence[Any]) -> None:
        """Queue a statement until the next one is sent."""
        self._waiting.append(statement(query, parameters))

    @property
    def carries(self) -> bool:
        """Whether queued statements have to be sent before the next one."""
        something = self._begin or self._waiting or self.scope != self._entered
        # A failed transaction accepts only ROLLBACK or COMMIT.
        return bool(something) and self.pgconn.transaction_status != TransactionStatus.INERROR

    @contextmanager
    def _sending(self, *last: Statement) -> Iterator[list[Call]]:
        """Yield the calls that send the queue and then ``last``; the queue is emptied unless the block raises.

        If a value cannot be encoded, nothing is sent and the queue stays.
        """
        scope, failed = self.scope, self.pgconn.transaction_status == TransactionStatus.INERROR
        with self._sender.remembered_if_sent():
            calls = self._sender.calls([*([] if failed else self._first()), *last])
            if not failed:
                self._begin, self._waiting, self._entered = False, [], None
            yield calls
        if not failed:
            self._entered = scope

    def _first(self) -> Iterator[Statement]:
        entering = self.scope != self._entered
        if self._begin:
            yield REPEATABLE if self.repeatable else BEGIN, ()
        if entering:
            yield SET, (self.scope,)
        if (self._begin or entering) and self._plans.use():
            yield DISCARD, ()
        yield from self._waiting

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send the queue and whatever a cursor executes within the block, in one round trip. Raises the first error at
        the end of the block.
        """
        with self._sending() as calls, self.pipeline() as pipeline:
            self._sender.enqueue(pipeline, calls)
            yield

    def exchange(self, *last: Statement) -> PGresult:
        """Send the queue and these statements without a cursor, and return the last result."""
        with self._sending(*last) as calls, self.lock:
            return self.wait(self._sender.exchange(calls))

    def ask(self, query: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Run a query and return its rows; the queue is sent with it."""
        return self._sender.rows(self.exchange(statement(query, parameters)))

    def flush(self) -> None:
        """Send the queue on its own."""
        if self.carries:
            self.exchange()

    def commit(self) -> None:
        """Commit the transaction and send the queue with it. If nothing was sent yet, the server never sees it.

        The server rolls a failed transaction back on COMMIT, too.
        """
        if self.pgconn.transaction_status == TransactionStatus.INERROR:
            with self.undoing():
                self.exchange((COMMIT, ()))
        elif self._waiting or (not self._begin and self.pgconn.transaction_status != TransactionStatus.IDLE):
            self.exchange((COMMIT, ()))
        self._begin = self._transactional

    def rollback(self) -> None:
        """Roll the transaction back and empty the queue."""
        with self.undoing():
            super().rollback()
        self._begin = self._transactional

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        if name is None:  # the driver drops all that is prepared, after a savepoint was undone or a table was changed
            self._sender.forget()
        return super()._deallocate(name)

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Wrap a rollback, full or to a savepoint: the queue is emptied, and the scope is set again afterwards."""
        self._waiting = []
        try:
            yield
        finally:
            self._entered = None


class PipelinedCursor(ServerBindingCursor, psycopg.Cursor[Any]):
    """A cursor that sends the connection's queue with its own statement."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        connection = cast(PipelinedConnection, self.connection)
        if params is None:  # may hold several statements, as in migrations, so it is sent alone
            connection.flush()
        elif connection.carries:
            with connection.together():
                return super().execute(query, params, **more)
        return super().execute(query, params, **more)

    def executemany(self, query: Any, params_seq: Any, **more: Any) -> None:
        cast(PipelinedConnection, self.connection).flush()
        super().executemany(query, params_seq, **more)

    def copy(self, statement: Any, params: Any = None, **more: Any) -> Any:
        cast(PipelinedConnection, self.connection).flush()
        return super().copy(statement, params, **more)
