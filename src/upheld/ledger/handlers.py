"""The ledger's reaction: whatever is recorded is appended, first of all reactions."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.common.bus import Event, only
from upheld.ledger import operations
from upheld.ledger.events import Recorded


def record(events: Sequence[Event]) -> None:
    """Append every event that has a place in the ledger."""
    operations.append(only(events, Recorded))
