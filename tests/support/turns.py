"""Requests that wait for their turn at hashing a password."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from support.processes import eventually
from upheld.accounts.turns import Party, TooManyPasswords, Turns


@dataclass
class Line:
    """Who had a turn, in this order, and who was refused."""

    served: list[Party] = field(default_factory=list)
    refused: list[Party] = field(default_factory=list)


@contextmanager
def line(turns: Turns, *parties: Party) -> Iterator[Line]:
    """While the block runs somebody has the turn and these wait, as far as there is room; then they get theirs."""
    with turns.turn(Party(("somebody",))), waiting(turns, *parties) as seen:
        yield seen
    eventually(lambda: len(seen.served) + len(seen.refused) == len(parties), "each has had a turn or was refused")


@contextmanager
def waiting(turns: Turns, *parties: Party) -> Iterator[Line]:
    """These come one after the other, and each waits or is refused before the next one comes."""
    seen = Line()
    for number, party in enumerate(parties, 1):
        threading.Thread(target=_wait, args=(turns, party, seen), daemon=True).start()
        eventually(lambda: len(_in_line(turns)) + len(seen.refused) == number, "waits or is refused")  # noqa: B023
    yield seen


def _in_line(turns: Turns) -> list[Party]:
    return [each.party for each in tuple(turns.waiting) if not each.refused]


def _wait(turns: Turns, party: Party, seen: Line) -> None:
    try:
        with turns.turn(party):
            seen.served.append(party)
    except TooManyPasswords:
        seen.refused.append(party)
