"""Creating tickets through the API: events, clocks, ledger, search row, commit."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from benchmarks import client, cost, load, place
from benchmarks.table import heading, line, milliseconds, percentile, rate

COUNT, WARM, CONNECTIONS = 3_000, 300, 8


def run() -> None:
    heading("Filing through the API: 8 connections, 8 customers, 2 web workers")
    with place.database():
        stage = load.stage(datetime.now(UTC))
        place.analyze()
        with place.web() as (port, web):
            client.run(port, _requests(stage, WARM), connections=CONNECTIONS)
            costed = cost.run(port, web, _requests(stage, COUNT), connections=CONNECTIONS)
    outcome = costed.outcome
    spent = outcome.all()
    line("tickets created", rate(outcome.answers, outcome.seconds), "300/s")
    line("p50 / p99", f"{milliseconds(percentile(spent, 0.5))} / {milliseconds(percentile(spent, 0.99))}", "p99 100 ms")
    costed.report("7 ms together")
    line("answers by status", str(outcome.statuses))


def _requests(stage: load.Stage, count: int) -> list[client.Request]:
    return [
        client.Request(
            "POST",
            "/api/v1/tickets",
            {"Authorization": f"Bearer {stage.tokens[number % load.CUSTOMERS]}"},
            json.dumps(
                {
                    "organisation_id": stage.customers[number % load.CUSTOMERS],
                    "subject": f"Nobody can join channel {number}",
                    "body": "Every join fails with **1004**。所有用户无法加入频道。",
                    "severity": "P0",
                    "product_id": stage.product_id,
                    "platform": "Android",
                    "sdk_version": "4.6.2",
                }
            ),
        )
        for number in range(count)
    ]
