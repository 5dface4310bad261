"""Search among 100,000 tickets: 70 % rare words, 20 % phrases, 10 % words that over 10,000 tickets have."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from benchmarks import client, load, place
from benchmarks.table import heading, line, milliseconds, percentile, rate

TICKETS, REQUESTS, CONNECTIONS = 100_000, 1_500, 8
PHRASES = 200


def run() -> None:
    heading(f"Search through the API among {TICKETS:,} tickets, {CONNECTIONS} connections, 2 web workers")
    now = datetime.now(UTC)
    with place.database():
        stage = load.stage(now)
        instants = [now - timedelta(seconds=30 + number % 80_000) for number in range(TICKETS)]
        load.tickets(stage, TICKETS, filed_at=instants, severity="P1", now=now)
        place.analyze()
        requests = _requests(_staff_tokens(stage, now))
        with place.web() as (port, _):
            client.run(port, requests[:100], connections=CONNECTIONS)
            outcome = client.run(port, requests, connections=CONNECTIONS)
    line("searches of the mix", rate(outcome.answers, outcome.seconds), "150/s")
    line("p99 of the mix", milliseconds(percentile(outcome.all(), 0.99)), "100 ms")
    for kind, spent in sorted(outcome.latencies.items()):
        figures = f"{milliseconds(percentile(spent, 0.5))} / {milliseconds(percentile(spent, 0.99))}"
        line(f"  {kind} ({len(spent)}), p50 / p99", figures)
    line("  answers by status", str(outcome.statuses))


def _staff_tokens(stage: load.Stage, now: datetime) -> list[str]:
    from upheld.accounts import operations as accounts

    return [accounts.issue_token(name="bench", scopes=["read"], by=by, now=now).secret for by in stage.colleagues]


def _requests(tokens: list[str]) -> list[client.Request]:
    from upheld.desk.models import Ticket

    dice = random.Random(7)
    heads = [{"Authorization": f"Bearer {token}"} for token in tokens]
    subjects = list(Ticket.objects.order_by("?").values_list("subject", flat=True)[:PHRASES])
    requests = []
    for number in range(REQUESTS):
        kind = dice.choices(["rare word", "phrase", "common word"], [70, 20, 10])[0]
        if kind == "rare word":
            text = f"CODE_{dice.randint(1, TICKETS):06d}"
        elif kind == "phrase":
            text = '"' + " ".join(dice.choice(subjects).split()[:3]) + '"'
        else:
            text = dice.choice(load.COMMON)
        requests.append(client.Request("GET", f"/api/v1/search?q={quote(text)}", heads[number % len(heads)], kind=kind))
    return requests
