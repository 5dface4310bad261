"""A connection that gathers what nobody waits for, and sends it with the statement that somebody waits for.

BEGIN, the reader's scope and writes without an answer wait here. The next statement takes them along in one way there
and back, or the COMMIT does. To the driver the connection is in autocommit always: it would wait for its own BEGIN.
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

from upheld.database import SETTING
from upheld.database.outgoing import Call, Outgoing, Statement
from upheld.database.plans import DISCARD, PlanAge

BEGIN, COMMIT = "BEGIN", "COMMIT"
SET = f"SELECT set_config('{SETTING}', $1, false)"
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[sbt]|%%")
Parameters = Sequence[Any] | Mapping[str, Any]


@lru_cache(maxsize=512)
def numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """A statement with ``$1`` for ``%s``, ``%b`` or ``%(name)s``, and the names in the order of their numbers.

    The driver would translate a long one every time anew.
    """
    names: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${names.setdefault(found[1] or str(len(names)), len(names) + 1)}"

    return PLACEHOLDER.sub(number, query), tuple(names)


def statement(query: str, parameters: Parameters) -> Statement:
    """A statement with its parameters in their order."""
    text, names = numbered(query)
    return text, [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters


class Line(psycopg.Connection[Any]):
    """See the module.

    ``scope`` is what the connection is to see (see ``database.scope``), ``None`` where nobody manages it.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.scope: str | None = None
        self._entered: str | None = None
        """The scope that the server has for certain; ``None`` where an undone transaction may have taken it back."""
        self._transactional = False
        self._begin = False
        self._waiting: list[Statement] = []
        raw = psycopg.RawCursor(self)
        raw.adapters.register_dumper(list, ListBinaryDumper)
        raw.adapters.register_loader("jsonb", TextLoader)  # as in Django's cursors
        self._outgoing = Outgoing(self.pgconn, raw)
        self._plans = PlanAge()

    def set_transactional(self, value: bool) -> None:
        """Whether statements are in transactions that `commit` or `rollback` ends; otherwise each is its own."""
        status = self.pgconn.transaction_status
        if status == TransactionStatus.UNKNOWN:
            raise psycopg.OperationalError("the connection is closed")
        if status != TransactionStatus.IDLE:
            raise psycopg.ProgrammingError("a transaction is under way")
        self._transactional = self._begin = value

    def send_later(self, query: str, parameters: Sequence[Any]) -> None:
        """Put a statement where it waits for the next one."""
        self._waiting.append(statement(query, parameters))

    @property
    def carries(self) -> bool:
        """Whether something has to be sent before the next statement."""
        something = self._begin or self._waiting or self.scope != self._entered
        # A transaction that has failed takes nothing but its end.
        return bool(something) and self.pgconn.transaction_status != TransactionStatus.INERROR

    @contextmanager
    def _sending(self, *last: Statement) -> Iterator[list[Call]]:
        """What has to be sent before anything else, and ``last``; it is taken to be sent if no error comes within.

        Where a value cannot be written, nothing is sent, and what waits goes on waiting.
        """
        scope, failed = self.scope, self.pgconn.transaction_status == TransactionStatus.INERROR
        with self._outgoing.known_if_sent():
            calls = self._outgoing.calls([*([] if failed else self._first()), *last])
            if not failed:
                self._begin, self._waiting, self._entered = False, [], None
            yield calls
        if not failed:
            self._entered = scope

    def _first(self) -> Iterator[Statement]:
        entering = self.scope != self._entered
        if self._begin:
            yield BEGIN, ()
        if entering:
            yield SET, (self.scope,)
        if (self._begin or entering) and self._plans.use():
            yield DISCARD, ()
        yield from self._waiting

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send what waits, then what a cursor executes within; answers are there at the end, or the first error is
        raised.
        """
        with self._sending() as calls, self.pipeline() as pipeline:
            self._outgoing.put(pipeline, calls)
            yield

    def exchange(self, *last: Statement) -> PGresult:
        """Send what waits and these statements, without any cursor, and give the last result."""
        with self._sending(*last) as calls, self.lock:
            return self.wait(self._outgoing.exchange(calls))

    def ask(self, query: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; what waits goes along."""
        return self._outgoing.rows(self.exchange(statement(query, parameters)))

    def flush(self) -> None:
        """Send what waits by itself."""
        if self.carries:
            self.exchange()

    def commit(self) -> None:
        """End the transaction; what waits goes along. One in which nothing was sent ends unseen by the server.

        One that has failed is undone by the server, whatever it is told.
        """
        if self.pgconn.transaction_status == TransactionStatus.INERROR:
            with self.undoing():
                self.exchange((COMMIT, ()))
        elif self._waiting or (not self._begin and self.pgconn.transaction_status != TransactionStatus.IDLE):
            self.exchange((COMMIT, ()))
        self._begin = self._transactional

    def rollback(self) -> None:
        """Undo the transaction, and forget what waits."""
        with self.undoing():
            super().rollback()
        self._begin = self._transactional

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        if name is None:  # the driver drops all that is prepared, after a savepoint was undone or a table was changed
            self._outgoing.forget()
        return super()._deallocate(name)

    @contextmanager
    def undoing(self) -> Iterator[None]:
        """Around a rollback, of all or to a savepoint: what waits is forgotten, the scope is entered anew after it."""
        self._waiting = []
        try:
            yield
        finally:
            self._entered = None


class Taking(ServerBindingCursor, psycopg.Cursor[Any]):
    """A cursor that takes along what waits."""

    def execute(self, query: Any, params: Any = None, **more: Any) -> Self:
        line = cast(Line, self.connection)
        if params is None:  # a text that may hold several statements, as migrations do: it travels alone
            line.flush()
        elif line.carries:
            with line.together():
                return super().execute(query, params, **more)
        return super().execute(query, params, **more)

    def executemany(self, query: Any, params_seq: Any, **more: Any) -> None:
        cast(Line, self.connection).flush()
        super().executemany(query, params_seq, **more)

    def copy(self, statement: Any, params: Any = None, **more: Any) -> Any:
        cast(Line, self.connection).flush()
        return super().copy(statement, params, **more)
