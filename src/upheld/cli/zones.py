"""Compares the time zone release that the stored clocks use with the installed one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from upheld.cli import terminal

PRINT_LIMIT = 50
"""The most moved deadlines that are printed; all are stored."""


class Moved(Protocol):
    """A deadline before and after."""

    @property
    def ticket_id(self) -> int: ...
    @property
    def objective(self) -> str: ...
    @property
    def cycle(self) -> int: ...
    @property
    def due_before(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime | None: ...


def installed() -> str:
    """The release of the time zone package at the start of this process."""
    from upheld.contracts.packages import TIME_ZONES, release_of

    return release_of(TIME_ZONES)


def behind() -> str:
    """A message if the stored clocks use another release than the installed one, else an empty text."""
    from upheld.clocks.queries import adopted_release

    adopted = adopted_release()
    if adopted == installed():
        return ""
    stand = "no time zone database yet" if adopted is None else f"the time zones of {named(adopted)}"
    return f"the clocks stand by {stand}, and {named(installed())} is installed"


def adopt(*, now: datetime, quiet: bool) -> None:
    """Adopt the installed release for the clocks, and print the deadlines that move, even if ``quiet``."""
    from upheld.clocks.queries import adopted_release
    from upheld.clocks.zone_releases import adopt_release
    from upheld.database import row_security

    release = installed()
    with row_security.everything():
        before = adopted_release()
        moves = adopt_release(release=release, now=now)
        changed = f"time zones: {change(before or '', release)}"
        moved = 0
        for moved, move in enumerate(moves, 1):
            if moved == 1:
                terminal.echo(f"{changed}; these open deadlines move:")
            if moved <= PRINT_LIMIT:
                terminal.echo(f"  {line(move)}")
    if moved > PRINT_LIMIT:
        terminal.echo(f"  and {moved - PRINT_LIMIT} more: upheld clocks moved")
    if not moved and before not in (None, release) and not quiet:
        terminal.echo(f"{changed}; no open deadline moves")


def line(move: Moved) -> str:
    """The text of one moved deadline."""
    cycle = f" {move.cycle}" if move.cycle > 1 else ""
    return f"ticket {move.ticket_id} {move.objective}{cycle}: {instant(move.due_before)} → {instant(move.due_at)}"


def instant(at: datetime | None) -> str:
    """In UTC, to the second or as exact as it is."""
    return "none" if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def change(before: str, release: str) -> str:
    """The text of a change of release."""
    return f"{named(before)} → {named(release)}"


def named(release: str) -> str:
    """The text of a release."""
    return f"tzdata {release}" if release else "tzdata of an unknown release"
