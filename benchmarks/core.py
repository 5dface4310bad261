"""The SLA core: one core, CPU time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from benchmarks.table import heading, line, milliseconds, rate

TERMS: dict[str, Any] = {
    "upheld": 1,
    "name": "Bench",
    "version": 1,
    "timezone": "Asia/Shanghai",
    "effective": {"from": "2026-01-01"},
    "calendars": {
        "always": "24x7",
        "office": {
            "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
            "holidays": {
                "dates": [f"{year}-{day}" for year in (2026, 2027) for day in ("01-01", "02-17", "05-01", "10-01")],
                "make_up": {"2026-02-14": "mon", "2027-02-13": "mon"},
            },
        },
    },
    "severities": [
        {
            "id": level,
            "name": {"en": level, "zh": level},
            "objectives": {
                "response": {"within": f"{15 * factor}m", "calendar": "always", "warn_at": ["50%", "80%"]},
                "update": {"every": f"{factor}h", "calendar": "office"},
                "restoration": {"within": f"{4 * factor}h", "calendar": "office"},
                "resolution": {"within": f"{5 * factor}bd", "calendar": "office"},
            },
        }
        for level, factor in (("P0", 1), ("P1", 2), ("P2", 4), ("P3", 8))
    ],
    "acceptance": {"after": "3bd", "calendar": "office"},
    "pauses": {"waiting_on_customer": ["update", "restoration", "resolution"]},
}
BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)


def run() -> None:
    from upheld.sla import after, assess, counted, outlook, read_fact, read_terms

    heading("Core, one core, CPU time")
    terms = read_terms(TERMS)
    office = terms.calendars["office"]
    dice = random.Random(1)
    starts = [BEGIN + timedelta(seconds=dice.randrange(500 * 86_400)) for _ in range(2_000)]
    spans = [(at, at + timedelta(seconds=dice.randrange(1, 20 * 86_400))) for at in starts]
    amounts = [(at, timedelta(seconds=dice.randrange(1, 80 * 3_600))) for at in starts]
    line(
        "counted(), lunch break, two years",
        _rate(lambda: _each(counted, office, spans), 2_000),
        "300,000/s",
    )
    line("after(), the same calendar", _rate(lambda: _each(after, office, amounts), 2_000), "300,000/s")
    for size, aim in ((12, "5,000/s"), (100, "500/s")):
        facts = [read_fact(fact) for fact in history(size)]
        ticket = (terms, facts, facts[-1].at + timedelta(hours=1))
        assert not assess(*ticket).refused
        line(f"assess(), {size} facts", _rate(partial(_repeat, assess, ticket), 50), aim)
        line(f"outlook(), {size} facts", _rate(partial(_repeat, outlook, ticket), 50))
    line("import upheld.sla", milliseconds(_import()), "60 ms")


def history(size: int) -> list[dict[str, object]]:
    """A plain history: filed, answered, waits and updates, restored, resolved."""
    at = BEGIN
    facts: list[dict[str, object]] = [_fact(at, "ticket_filed", severity="P1")]
    while len(facts) < size - 4:
        at += timedelta(minutes=37)
        step = len(facts) % 4
        if step == 2:
            facts.append(_fact(at, "information_requested", items=["log"]))
        elif step == 3:
            facts.append(_fact(at, "customer_replied"))
        else:
            facts.append(_fact(at, "vendor_replied", kind="reply"))
    for kind in ("workaround_provided", "workaround_accepted", "resolution_provided", "resolution_accepted"):
        at += timedelta(minutes=29)
        facts.append(_fact(at, kind, id=kind.partition("_")[0]))
    return facts


def _fact(at: datetime, type_: str, /, **fields: object) -> dict[str, object]:
    return {"at": at.isoformat(), "type": type_, **fields}


def _each(function: Callable[..., object], calendar: object, pairs: list[tuple[Any, Any]]) -> None:
    for first, second in pairs:
        function(calendar, first, second)


def _repeat(function: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    for _ in range(50):
        function(*arguments)


def _rate(act: Callable[[], object], calls: int) -> str:
    act()
    best = 0.0
    for _ in range(5):
        count, began = 0, time.process_time()
        while (spent := time.process_time() - began) < 0.3:
            act()
            count += calls
        best = max(best, count / spent)
    return rate(round(best), 1)


def _import() -> float:
    """The median of nine fresh interpreters, less what an empty one takes."""
    return _median("import upheld.sla") - _median("pass")


def _median(code: str) -> float:
    spent = []
    for _ in range(9):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        spent.append(time.perf_counter() - began)
    return sorted(spent)[4]
