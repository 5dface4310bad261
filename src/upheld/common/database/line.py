"""A connection that gathers what nobody waits for, and sends it with the statement that somebody waits for.

BEGIN, the reader's scope and writes without an answer wait here. The next statement takes them along in one way there
and back, or the COMMIT does. To the driver the connection is in autocommit always: it would wait for its own BEGIN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any, Self, cast

import psycopg
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg.types.array import ListBinaryDumper

from upheld.common.database import SETTING
from upheld.common.database.outgoing import Outgoing

BEGIN, COMMIT = "BEGIN", "COMMIT"
SET = f"SELECT set_config('{SETTING}', $1, false)"
PLACEHOLDER = re.compile("%[sbt]")
Waiting = tuple[str, Sequence[Any]]


@lru_cache(maxsize=512)
def numbered(query: str) -> str:
    """A statement with ``$1`` for each ``%s`` or ``%b``. The driver would translate a long one every time anew."""
    number = count(1)
    return PLACEHOLDER.sub(lambda _: f"${next(number)}", query).replace("%%", "%")


class Line(psycopg.Connection[Any]):
    """See the module.

    ``scope`` is what the connection is to see (see ``common.scope``), ``None`` where nobody manages it.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.scope: str | None = None
        self._entered: str | None = None
        """The scope that the server has for certain; ``None`` where an undone transaction may have taken it back."""
        self._transactional = False
        self._begin = False
        self._waiting: list[Waiting] = []
        raw = psycopg.RawCursor(self)
        raw.adapters.register_dumper(list, ListBinaryDumper)
        self._outgoing = Outgoing(self.pgconn, raw)

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
        self._waiting.append((numbered(query), parameters))

    @property
    def carries(self) -> bool:
        """Whether something has to be sent before the next statement."""
        something = self._begin or self._waiting or self.scope != self._entered
        # A transaction that has failed takes nothing but its end.
        return bool(something) and self.pgconn.transaction_status != TransactionStatus.INERROR

    @contextmanager
    def together(self, *last: Waiting) -> Iterator[None]:
        """Send what waits, then ``last`` and what is executed within; answers are there at the end, or the first error
        is raised.
        """
        begin, waiting, scope = self._begin, self._waiting, self.scope
        self._begin, self._waiting, changed = False, [], scope != self._entered
        self._entered = None
        first = [*([(BEGIN, ())] if begin else ()), *([(SET, (scope,))] if changed else ())]
        with self._outgoing.known_if_sent(), self.pipeline() as pipeline:
            self._outgoing.put(pipeline, [*first, *waiting, *last])
            yield
        self._entered = scope

    def flush(self) -> None:
        """Send what waits by itself."""
        if self.carries:
            with self.together():
                pass

    def commit(self) -> None:
        """End the transaction; what waits goes along. One in which nothing was sent ends unseen by the server."""
        if self._waiting or (not self._begin and self.pgconn.transaction_status != TransactionStatus.IDLE):
            with self.together((COMMIT, ())):
                pass
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
