"""The Django database backend on top of `PipelinedConnection`."""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg.pq import TransactionStatus

from upheld.database import unreadable
from upheld.database.pipelined import PipelinedConnection, PipelinedCursor

OF_NO_USE = (TransactionStatus.INERROR, TransactionStatus.UNKNOWN)


class DatabaseWrapper(base.DatabaseWrapper):
    """A Django connection over a `PipelinedConnection`. Its ``scope`` survives reconnecting to the server."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scope: str | None = None

    @property
    def scope(self) -> str | None:
        """The row security scope (see `row_security`); ``None`` leaves the server's own setting."""
        return self._scope

    @scope.setter
    def scope(self, value: str | None) -> None:
        self._scope = value
        if self.connection is not None:
            self.connection.scope = value

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": PipelinedCursor, "autocommit": True}

    def get_new_connection(self, conn_params: dict[str, Any]) -> PipelinedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection = PipelinedConnection.connect(**conn_params)
        unreadable.install(connection)
        connection.scope = self._scope
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        if name:  # the driver declares server-side cursors itself, without `PipelinedCursor`
            self.connection.flush()
        return super().create_cursor(name)

    def is_usable(self) -> bool:
        """Whether the connection is still open.

        A silent socket counts as open. If there is something to read (most likely the end of the connection), a
        statement is sent to find out. A connection within a failed transaction is not usable either.
        """
        if self.connection is None or self.connection.pgconn.transaction_status in OF_NO_USE:
            return False
        poller = select.poll()
        poller.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not poller.poll(0) or super().is_usable()

    def _set_autocommit(self, autocommit: bool) -> None:
        with self.wrap_database_errors:
            self.connection.set_transactional(not autocommit)

    def _savepoint_rollback(self, sid: str) -> None:
        with self.connection.undoing():
            super()._savepoint_rollback(sid)  # type: ignore[misc]
