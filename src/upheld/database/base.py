"""The backend: what `Line` does, told to Django."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg.pq import TransactionStatus

from upheld.database.line import Line, Taking

OF_NO_USE = (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of Django's over a `Line`. ``scope`` holds whichever connection to the server is open now."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._scope: str | None = None

    @property
    def scope(self) -> str | None:
        """Which rows are seen (see ``database.scope``); ``None`` is whatever the server has set."""
        return self._scope

    @scope.setter
    def scope(self, value: str | None) -> None:
        self._scope = value
        if self.connection is not None:
            self.connection.scope = value

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": Taking, "autocommit": True}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Line:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        line = Line.connect(**conn_params)
        line.scope = self._scope
        return line

    def create_cursor(self, name: str | None = None) -> Any:
        if name:  # a cursor of the server's is declared by the driver, past `Taking`
            self.connection.flush()
        return super().create_cursor(name)

    def is_usable(self) -> bool:
        """Whether the server still holds the line: one that says nothing while nobody asks does.

        Only where it said something (most likely that it closed) is it asked, by a statement. Within a transaction that
        has failed it is of no use either.
        """
        if self.connection is None or self.connection.pgconn.transaction_status in OF_NO_USE:
            return False
        told = select.poll()
        told.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not told.poll(0) or super().is_usable()

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self.connection.set_transactional(not autocommit)

    def _savepoint_rollback(self, sid: str) -> None:
        with self.connection.undoing():
            super()._savepoint_rollback(sid)  # type: ignore[misc]
