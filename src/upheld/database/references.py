"""Foreign keys of several columns, for migrations.

They hold together what two references of one row must agree on: a row's message belongs to the row's ticket. Django
has no such keys: the models set ``db_constraint=False``, and a migration adds the key.
"""

from __future__ import annotations

from django.db.migrations import RunSQL


def add_key(table: str, name: str, columns: str, target: str, target_columns: str) -> RunSQL:
    """Returns the operation that adds a key. Existing rows that violate it stay and are warned of: an upgrade goes on.

    ``columns`` and ``target_columns`` are separated by commas.
    """
    return RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})
            REFERENCES {target} ({target_columns}) DEFERRABLE INITIALLY DEFERRED NOT VALID;
        DO $$
        BEGIN
            ALTER TABLE {table} VALIDATE CONSTRAINT {name};
        EXCEPTION WHEN foreign_key_violation THEN
            RAISE WARNING 'rows of {table} violate {name}: %', SQLERRM;
        END $$;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
