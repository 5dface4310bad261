"""Foreign keys to tickets, for migrations.

The key includes the organisation, so that the database refuses a row whose ticket belongs to another organisation.
Django has no composite foreign keys: the models set ``db_constraint=False``, and a migration adds this key.
"""

from __future__ import annotations

from django.db.migrations import RunSQL

from upheld.database.references import add_key


def add_ticket_key(table: str, column: str = "ticket_id") -> RunSQL:
    """Returns the operation that adds the key (ticket, organisation) to a table; ``column`` is the ticket's column."""
    name = f"{table}_of_its_ticket" if column == "ticket_id" else f"{table}_{column}_of_its_organisation"
    return add_key(table, name, f"{column}, organisation_id", "desk_ticket", "id, organisation_id")
