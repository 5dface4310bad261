"""The foreign key of a child row to its ticket, for migrations.

The key holds the organisation too, so that the database refuses a row whose ticket belongs to another one. Django knows
no such key: the models say ``db_constraint=False``, and each child table gets this one instead.
"""

from __future__ import annotations

from django.db.migrations import RunSQL


def add_ticket_key(table: str) -> RunSQL:
    """The operation that adds the key (ticket, organisation) to a child table."""
    name = f"{table}_of_its_ticket"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (ticket_id, organisation_id)"
        " REFERENCES desk_ticket (id, organisation_id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
