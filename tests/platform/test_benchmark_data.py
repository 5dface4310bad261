"""The data that benchmarks measure with is data that the desk could have made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from benchmarks import load

from upheld.clocks.differences import differences
from upheld.clocks.queries import QueueFilter, queue
from upheld.database import row_security


def test_loaded_tickets_stand_in_the_queue_and_agree_with_their_ledger(db: None) -> None:
    row_security.enter(None)
    now = datetime.now(UTC)
    stage = load.stage(now)
    for count in (3, 2):
        load.tickets(stage, count, filed_at=[now - timedelta(minutes=5)] * count, severity="P1", now=now)
    page = queue(filters=QueueFilter(), limit=10)
    assert sorted(line.ticket_id for line in page.lines) == sorted(stage.tickets)
    assert len(stage.tickets) == 5
    assert list(differences()) == []
