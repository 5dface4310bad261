"""Decides when a connection drops its cached query plans.

PostgreSQL keeps the plan of a prepared statement, and of every check of a foreign key, for as long as the connection
lives. A plan made while a table was small reads all of the table, and goes on doing so when the table has grown, until
the server next gathers statistics. So a connection drops its plans after 64 transactions or requests, then after 128,
and so on up to every 1,024; what comes next is planned for the tables as they are (ADR 39).
"""

from __future__ import annotations

FIRST, LAST = 64, 1024
DISCARD = "DISCARD PLANS"


class PlanAge:
    """Counts the transactions and requests on one connection since its plans were made."""

    def __init__(self) -> None:
        self._uses = 0
        self._limit = FIRST

    def use(self) -> bool:
        """Count a use. Whether the plans are to be dropped with it."""
        self._uses += 1
        if self._uses < self._limit:
            return False
        self._uses, self._limit = 0, min(self._limit * 2, LAST)
        return True
