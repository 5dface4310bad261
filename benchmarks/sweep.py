"""The worker: what is due among very many that are not, and rebuilding from the ledger."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from benchmarks import load, place
from benchmarks.table import heading, line, milliseconds, percentile, rate
from upheld.database.timekeeping.dating import recording_at

OPEN, DUE, TURNS = 100_000, 1_000, 5
REBUILT = 4_000


def run() -> None:
    heading(f"Worker: {OPEN:,} open clocks, {DUE:,} due in the same second")
    now = datetime.now(UTC).replace(microsecond=0)
    with place.database(), recording_at():
        stage = load.stage(now)
        for share in (10, 1):
            _more(stage, OPEN // share // 3, now)
            _sweeps(stage, now, f"{OPEN // share:,} open")
        _rebuild(now)


def _more(stage: load.Stage, count: int, now: datetime) -> None:
    instants = [now - timedelta(seconds=30 + number % 80_000) for number in range(count - len(stage.tickets))]
    load.tickets(stage, len(instants), filed_at=instants, severity="P1", now=now)
    place.analyze()


def _sweeps(stage: load.Stage, now: datetime, what: str) -> None:
    """One worker settles what is due; lateness is from the deadline to the commit that stamped it."""
    from upheld.clocks.operations import advance_due
    from upheld.escalation.models import Notice

    lateness = []
    for turn in range(TURNS):
        due_at = now + timedelta(days=1, minutes=turn)
        before = Notice.objects.count()
        filed = [due_at - timedelta(hours=1)] * DUE
        load.tickets(stage, DUE, filed_at=filed, severity="P2", now=now)
        place.analyze()
        began = time.perf_counter()
        while advance_due(now=due_at + timedelta(milliseconds=1)):
            lateness.append(time.perf_counter() - began)
        assert Notice.objects.count() - before == DUE, "every breach has its notice"
    line(f"{DUE:,} stamped, notices written, {what}: worst", milliseconds(max(lateness)), "1,000 ms (p99)")
    line("  median of batches of up to 500", milliseconds(percentile(lateness, 0.5)))


def _rebuild(now: datetime) -> None:
    from upheld.clocks.differences import differences
    from upheld.clocks.operations import rebuild_batch
    from upheld.desk.models import Ticket

    ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True)[:REBUILT])
    began = time.perf_counter()
    for start in range(0, len(ids), 500):
        rebuild_batch(ticket_ids=ids[start : start + 500], now=now + timedelta(days=2))
    line("clocks rebuilt from the ledger, tickets", rate(len(ids), time.perf_counter() - began), "2,000/s")
    began = time.perf_counter()
    count = sum(1 for _ in differences())
    line("checked against the ledger, all tickets", f"{time.perf_counter() - began:.1f} s")
    line("differences found", str(count), "0")
