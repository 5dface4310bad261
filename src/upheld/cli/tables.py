"""Prints tables on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from upheld.cli.terminal import printable
from upheld.sla import Reading, Reckoning
from upheld.sla.reckoning.picture import description, title
from upheld.sla.reckoning.table import duration, local, table
from upheld.sla.words import say

_COLUMNS = ("objective", "severity", "state", "due", "stopped", "allowance", "counted", "remaining", "overdue")


def _console() -> Console:
    console = Console(highlight=False, markup=False, soft_wrap=False)
    # Piped into a file a table keeps its full width.
    return console if console.is_terminal else Console(highlight=False, markup=False, width=180)


def _add(grid: Table, *cells: str) -> None:
    grid.add_row(*map(printable, cells))


def print_readings(readings: Iterable[Reading], *, zone: str, lang: str) -> None:
    """One row per clock, instants in the zone."""
    grid = Table(*(say(f"column_{name}", {}, lang) for name in _COLUMNS), box=None, pad_edge=False)
    for reading in readings:
        state = say(f"state_{reading.state}", {}, lang)
        outcome = say(f"outcome_{reading.outcome}", {}, lang) if reading.outcome else ""
        notes = [say(f"note_{name}", {}, lang) for name in ("provisional", "excluded") if getattr(reading, name)]
        _add(
            grid,
            f"{say(f'objective_{reading.objective}', {}, lang)} {reading.cycle}",
            reading.severity,
            ", ".join(filter(None, (state, outcome, *notes))),
            "" if reading.due_at is None else local(reading.due_at, zone),
            "" if reading.stopped_at is None else local(reading.stopped_at, zone),
            "" if reading.allowance is None else duration(reading.allowance),
            duration(reading.counted),
            "" if reading.remaining is None else duration(reading.remaining),
            duration(reading.overdue) if reading.overdue else "",
        )
    console = _console()
    console.print(grid)
    console.print(say("times_in", {"zone": zone}, lang))


def print_reckoning(reckoning: Reckoning, *, zone: str, lang: str) -> None:
    """The reckoning of one clock: its heading, its spans, its sum."""
    console = _console()
    console.print(Text(printable(title(reckoning, lang)), style="bold"))
    console.print(printable(description(reckoning, lang, zone)))
    header, *rows = table(reckoning, lang=lang, zone=zone)
    grid = Table(box=None, pad_edge=False)
    for index, name in enumerate(header):
        grid.add_column(name, justify="right" if 2 <= index <= 4 else "left", no_wrap=index < 5)
    for row in rows:
        _add(grid, *row)
    console.print(grid)
    console.print(say("times_in", {"zone": zone}, lang))
    console.print()
