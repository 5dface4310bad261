"""The two pages that are open all day: the queue, and a ticket of 20 messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from benchmarks import client, cost, entering, load, place
from benchmarks.table import heading, line, milliseconds, percentile, rate

FEW, MANY, ASKED, CONNECTIONS = 1_000, 100_000, 600, 8


def run() -> None:
    heading(f"Pages, {CONNECTIONS} connections, 2 web workers")
    now = datetime.now(UTC)
    with place.database():
        made = load.stage(now)
        talk = load.tickets(made, 50, filed_at=[now - timedelta(minutes=30)] * 50, severity="P1", now=now, said=20)
        _more(made, FEW - len(talk), now)
        with place.web() as (port, web):
            session = entering.cookie(made.engineer, now)
            ticket = _ask(port, web, [f"/console/tickets/{number}" for number in talk], session)
            few = _ask(port, web, ["/console/queue"], session)
        _report("ticket page, 20 messages", ticket, "150/s")
        _report(f"queue page of 50 among {FEW:,} open tickets", few)
        _more(made, MANY - FEW, now)
        with place.web() as (port, web):
            session = entering.cookie(made.engineer, now)
            many = _ask(port, web, ["/console/queue"], session)
        _report(f"queue page of 50 among {MANY:,} open tickets", many, "150/s")
        line("the same, as a multiple of the time at 1,000", f"{many.outcome.seconds / few.outcome.seconds:.2f}", "1.3")


def _more(made: load.Stage, count: int, now: datetime) -> None:
    instants = [now - timedelta(seconds=30 + number % 80_000) for number in range(count)]
    load.tickets(made, count, filed_at=instants, severity="P1", now=now)
    place.analyze()


def _ask(port: int, web: int, paths: list[str], session: dict[str, str]) -> cost.Costed:
    requests = [client.Request("GET", paths[number % len(paths)], session) for number in range(ASKED)]
    client.run(port, requests[:100], connections=CONNECTIONS)
    return cost.run(port, web, requests, connections=CONNECTIONS)


def _report(what: str, costed: cost.Costed, aim: str = "") -> None:
    outcome = costed.outcome
    line(what, rate(outcome.answers, outcome.seconds), aim)
    spent = outcome.all()
    shown = f"{milliseconds(percentile(spent, 0.5))} / {milliseconds(percentile(spent, 0.99))}"
    line("  p50 / p99, statuses", shown, str(outcome.statuses))
    costed.report()
