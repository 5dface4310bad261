"""Checks that no open ticket stays behind when a later calendar edition of its contract version is published.

The desk moves every open ticket, but for those whose facts the edition would take back (`desk.moves`). Exports of
earlier programs hold no entries of moves: only where an archive holds one, tickets without one are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from upheld.desk.entries import EXTENDED, FACTS
from upheld.desk.moves import takes_back
from upheld.reports.contracts_read import Contracts
from upheld.reports.histories import ENDS
from upheld.reports.packing import Version
from upheld.reports.tickets_read import Ticket
from upheld.sla import Fact, assess
from upheld.sla.instant import read_instant

Spend = Callable[[Sequence[Fact], int], None]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A ticket that stayed under an edition when a later one was published. ``facts`` are those of before."""

    where: str
    before: Version
    after: Version
    facts: Sequence[Fact]
    at: datetime


class Unmoved:
    """The tickets that stayed under an earlier edition, until all of an archive was read."""

    def __init__(self) -> None:
        self._stays: list[_Stay] = []
        self._moves = False

    def add(self, ticket: Ticket, contracts: Contracts) -> None:
        """Add a ticket."""
        self._moves |= any(document["type"] == EXTENDED for document in ticket.documents)
        self._stays += _stays(ticket, contracts)

    def check(self, contracts: Contracts, spend: Spend) -> None:
        """Raise ValueError for a ticket that the desk would have moved; ``spend`` takes the steps of judging one."""
        for stay in self._stays if self._moves else ():
            before, after = contracts.terms[stay.before], contracts.terms[stay.after]
            spend(stay.facts, 3)
            assessment = assess(before, stay.facts, stay.at)
            ended = assessment.cancelled or assessment.resolved
            if not ended and not takes_back(before, after, stay.facts, stay.at):
                raise ValueError(f"{stay.where}: no entry moves the ticket to edition {stay.after[2]} of its terms")


def _stays(ticket: Ticket, contracts: Contracts) -> Iterator[_Stay]:
    contract, number, _ = ticket.version
    filed = ticket.documents[0]["seq"]
    moves = [document for document in ticket.documents if document["type"] == EXTENDED]
    moved = {(document["data"]["edition"], read_instant(document["recorded_at"])) for document in moves}
    for version in contracts.editions_of(contract, number):
        published = contracts.published[version]
        earlier = [document for document in ticket.documents if document["seq"] < published.index]
        if published.index < filed or (version[2], published.at) in moved or _ended(earlier):
            continue
        facts = ticket.facts[: sum(document["type"] in FACTS for document in earlier)]
        edition = ticket.editions[len(earlier) - 1]
        yield _Stay(ticket.where, (contract, number, edition), version, facts, published.at)


def _ended(documents: Sequence[dict[str, object]]) -> bool:
    ended = False
    for document in documents:
        ended = ENDS.get(str(document["type"]), ended)
    return ended
