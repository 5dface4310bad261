"""Sends several statements in one write, each prepared once.

The driver's cursors write to the socket and wait statement by statement. Here all statements of a round trip are
written to the connection's buffer together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from typing import Any, NamedTuple

from psycopg import Pipeline
from psycopg.abc import AdaptContext, PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.generators import fetch_many, send
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

PREPARED_MAX = 200
"""The most statements that stay prepared on a connection; further ones are parsed each time."""
Key = tuple[str, tuple[int, ...]]
Call = Callable[[], None]
Statement = tuple[str, Sequence[Any]]


class Values(NamedTuple):
    """Encoded parameters, as the wire protocol has them."""

    bytes: Sequence[Any]
    types: tuple[int, ...]
    formats: Sequence[int]


class StatementSender:
    """Sends the statements of one connection without a cursor. ``adapters`` encode the values."""

    def __init__(self, pgconn: PGconn, adapters: AdaptContext) -> None:
        self._pgconn = pgconn
        self._values = Transformer(adapters)
        self._names: dict[Key, bytes] = {}
        self._number = count(1)

    def forget(self) -> None:
        """Forget all prepared statements, because the server has dropped them."""
        self._names.clear()

    @contextmanager
    def remembered_if_sent(self) -> Iterator[None]:
        """Remember statements prepared within the block, unless it raises: the server may not have them."""
        before = len(self._names)
        try:
            yield
        except BaseException:
            self._names = dict(islice(self._names.items(), before))
            raise

    def calls(self, statements: Iterable[Statement]) -> list[Call]:
        """The calls that send these statements, in order. Raises a driver error for values that cannot be encoded."""
        return [call for statement in statements for call in self._calls(*statement)]

    def exchange(self, calls: Sequence[Call]) -> PQGen[PGresult]:
        """Send statements and return the result of the last. Raises the first error."""
        self._pgconn.enter_pipeline_mode()
        try:
            _all(calls)
            self._pgconn.pipeline_sync()
            yield from send(self._pgconn)
            results: list[PGresult] = []
            for _ in calls:
                results += yield from fetch_many(self._pgconn)
            yield from fetch_many(self._pgconn)  # the result of the sync
            self._pgconn.exit_pipeline_mode()
        except BaseException:
            self._pgconn.finish()  # interrupted: the next result could belong to any statement
            raise
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                raise error_from_result(result)
        return results[-1]

    def rows(self, result: PGresult) -> list[tuple[Any, ...]]:
        """The rows of a result."""
        self._values.set_pgresult(result)
        return self._values.load_rows(0, result.ntuples, tuple)

    def enqueue(self, pipeline: Pipeline, calls: Sequence[Call]) -> None:
        """Queue statements in a pipeline, which sends them with its next statement."""
        pipeline.command_queue.append(lambda: _all(calls))
        pipeline.result_queue.extend([None] * len(calls))

    def _encoded(self, parameters: Sequence[Any]) -> Values:
        encoded = self._values.dump_sequence(parameters, [PyFormat.AUTO] * len(parameters))
        return Values(encoded, self._values.types or (), self._values.formats or ())

    def _calls(self, query: str, parameters: Sequence[Any]) -> Iterable[Call]:
        server, text, values = self._pgconn, query.encode(), self._encoded(parameters)
        name = self._names.get((query, values.types))
        if name is None and len(self._names) < PREPARED_MAX:
            name = self._names[query, values.types] = f"upheld_{next(self._number)}".encode()
            yield lambda: server.send_prepare(name, text, values.types)
        if name is None:
            yield lambda: server.send_query_params(text, values.bytes, values.types, values.formats)
        else:
            yield lambda: server.send_query_prepared(name, values.bytes, values.formats)


def _all(calls: Iterable[Call]) -> None:
    for call in calls:
        call()
