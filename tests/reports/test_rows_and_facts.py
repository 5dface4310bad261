"""The law of reports: what the cached clocks say is what the ledger's entries say."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime

import pytest

from factories.world import START, World
from reports.chance import live
from upheld.accounts.actor import SYSTEM
from upheld.reports.periods import Period, read_period
from upheld.reports.queries.attainment import attainment, behind
from upheld.reports.queries.views import Report
from upheld.reports.tally import Figure

PERIODS = tuple(read_period(name) for name in ("2026-03", "2026-04", "2026-Q1", "2026-Q2"))
BY = ("customer", "plan")


def told(period: Period, as_of: datetime, *, from_facts: bool) -> Report:
    return attainment(period=period, as_of=as_of, actor=SYSTEM, by=BY, from_facts=from_facts)


@pytest.mark.parametrize("seed", range(6))
def test_rows_and_facts_give_one_report(world: World, seed: int) -> None:
    chance = random.Random(seed)
    live(world, chance, acts=30, tickets=[])
    for as_of in (world.now, START + (world.now - START) * chance.random()):
        for period in PERIODS:
            rows = told(period, as_of, from_facts=False)
            assert rows == told(period, as_of, from_facts=True)
            if as_of == world.now:
                _figures_are_their_tickets(rows)


def _figures_are_their_tickets(report: Report) -> None:
    """Every figure counts exactly the decisions that its link leads to."""
    for outcome in ("met", "missed", "excluded", "provisional"):
        page = behind(period=report.period, as_of=report.as_of, actor=SYSTEM, outcome=outcome, limit=10_000)
        counted = Counter((line.objective, line.severity, line.customer) for line in page.lines)
        shown = {_key(report, figure): getattr(figure.row, outcome) for figure in report.figures}
        assert counted == {key: count for key, count in shown.items() if count}


def _key(report: Report, figure: Figure) -> tuple[str, str, str]:
    row = figure.row
    return row.objective, row.severity, report.names["customer", row.dimensions["customer"]]
