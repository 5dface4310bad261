"""Foreign keys to tickets, for migrations: of a child row to its ticket, and of a ticket to another.

The key holds the organisation too, so that the database refuses a row whose ticket belongs to another one. Django knows
no such key: the models say ``db_constraint=False``, and each child table gets this one instead.
"""

from __future__ import annotations

from django.db.migrations import RunSQL


def add_ticket_key(table: str, column: str = "ticket_id") -> RunSQL:
    """The operation that adds the key (ticket, organisation) to a table; ``column`` names the ticket."""
    name = f"{table}_of_its_ticket" if column == "ticket_id" else f"{table}_{column}_of_its_organisation"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}, organisation_id)"
        " REFERENCES desk_ticket (id, organisation_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
