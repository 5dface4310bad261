"""The two pages that are open all day: the queue, and a ticket of 20 messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from benchmarks import client, cost, entering, load, place
from benchmarks.table import heading, line, milliseconds, percentile, rate

FEW, MANY, REQUESTS, CONNECTIONS = 1_000, 100_000, 600, 8


def run() -> None:
    heading(f"Pages, {CONNECTIONS} connections, 2 web workers")
    now = datetime.now(UTC)
    with place.database():
        stage = load.stage(now)
        conversations = load.tickets(
            stage, 50, filed_at=[now - timedelta(minutes=30)] * 50, severity="P1", now=now, messages=20
        )
        _more(stage, FEW - len(conversations), now)
        with place.web() as (port, web):
            sessions = [entering.cookie(colleague, now) for colleague in stage.colleagues]
            ticket = _ask(port, web, [f"/console/tickets/{number}" for number in conversations], sessions)
            few = _ask(port, web, ["/console/queue"], sessions)
        _report("ticket page, 20 messages", ticket, "150/s")
        _report(f"queue page of 50 among {FEW:,} open tickets", few)
        _more(stage, MANY - FEW, now)
        with place.web() as (port, web):
            sessions = [entering.cookie(colleague, now) for colleague in stage.colleagues]
            many = _ask(port, web, ["/console/queue"], sessions)
        _report(f"queue page of 50 among {MANY:,} open tickets", many, "150/s")
        line("the same, as a multiple of the time at 1,000", f"{many.outcome.seconds / few.outcome.seconds:.2f}", "1.3")


def _more(stage: load.Stage, count: int, now: datetime) -> None:
    instants = [now - timedelta(seconds=30 + number % 80_000) for number in range(count)]
    load.tickets(stage, count, filed_at=instants, severity="P1", now=now)
    place.analyze()


def _ask(port: int, web: int, paths: list[str], sessions: list[dict[str, str]]) -> cost.Costed:
    requests = [
        client.Request("GET", paths[number % len(paths)], sessions[number % len(sessions)])
        for number in range(REQUESTS)
    ]
    client.run(port, requests[:100], connections=CONNECTIONS)
    return cost.run(port, web, requests, connections=CONNECTIONS)


def _report(what: str, costed: cost.Costed, aim: str = "") -> None:
    outcome = costed.outcome
    line(what, rate(outcome.answers, outcome.seconds), aim)
    spent = outcome.all()
    figures = f"{milliseconds(percentile(spent, 0.5))} / {milliseconds(percentile(spent, 0.99))}"
    line("  p50 / p99, statuses", figures, str(outcome.statuses))
    costed.report()
