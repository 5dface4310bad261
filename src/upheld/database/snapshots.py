"""One snapshot for several statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Run a block as one transaction whose statements all read the same state of the database.

    Within a transaction that is under way the block joins it, and reads as that transaction does.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.in_atomic_block:
        yield
        return
    with transaction.atomic():
        ours.connection.repeatable = True
        try:
            yield
        finally:
            if ours.connection is not None:
                ours.connection.repeatable = False
