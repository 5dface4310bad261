"""Checks that a ticket moves to a later calendar edition exactly when the desk moves it.

The desk moves every open ticket when an edition of its contract version is published, and an ended ticket when it is
reopened, unless the edition would take back what was done (`desk.moves`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from upheld.desk.entries import EXTENDED, FACTS
from upheld.desk.moves import takes_back
from upheld.reports.contracts_read import Contracts
from upheld.reports.histories import ENDS, Document, contradiction
from upheld.reports.packing import Version
from upheld.reports.tickets_read import Ticket
from upheld.sla import Fact, assess
from upheld.sla.instant import read_instant

REOPENED = "ticket.reopened"
Spend = Callable[[Sequence[Fact], int], None]


@dataclass(frozen=True, slots=True)
class _Occasion:
    """An edition was published while the ticket was open, or the ticket was reopened under an older edition."""

    place: int
    """How many entries of the ticket came before it."""
    edition: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Stay:
    """A ticket that did not move on an occasion. ``count`` of its ``facts`` came before."""

    where: str
    before: Version
    after: Version
    facts: Sequence[Fact]
    count: int
    at: datetime


class Unmoved:
    """The tickets that stayed under an earlier edition, until all of an archive was read."""

    def __init__(self, spend: Spend) -> None:
        self._stays: list[_Stay] = []
        self._spend = spend

    def add(self, ticket: Ticket, contracts: Contracts) -> None:
        """Add a ticket, and take the steps of judging it. Raises ValueError for a move without an occasion."""
        documents = ticket.documents
        counts = list(accumulate((document["type"] in FACTS for document in documents), initial=0))
        moves = {place for place, document in enumerate(documents) if document["type"] == EXTENDED}
        for occasion in _occasions(documents, ticket.version, contracts):
            before = ticket.editions[occasion.place - 1]
            if before >= occasion.edition:
                continue
            if occasion.place in moves and _is_made_on(documents[occasion.place], occasion):
                moves.remove(occasion.place)
                continue
            versions = [(*ticket.version[:2], edition) for edition in (before, occasion.edition)]
            count = counts[occasion.place]
            self._spend(ticket.facts[:count], 3)
            self._stays.append(_Stay(ticket.where, versions[0], versions[1], ticket.facts, count, occasion.at))
        for place in moves:
            why = "it moves the ticket when no edition was published and it was not reopened"
            raise contradiction(ticket.where, documents[place], why)

    def check(self, contracts: Contracts) -> None:
        """Raise ValueError for a ticket that the desk would have moved."""
        for stay in self._stays:
            before, after = contracts.terms[stay.before], contracts.terms[stay.after]
            facts = stay.facts[: stay.count]
            assessment = assess(before, facts, stay.at)
            ended = assessment.cancelled or assessment.resolved
            if not ended and not takes_back(before, after, facts, stay.at):
                raise ValueError(f"{stay.where}: no entry moves the ticket to edition {stay.after[2]} of its terms")


def _is_made_on(move: Document, occasion: _Occasion) -> bool:
    return bool(move["data"]["edition"] == occasion.edition and read_instant(move["recorded_at"]) == occasion.at)


def _occasions(documents: Sequence[Document], version: Version, contracts: Contracts) -> Iterator[_Occasion]:
    """The occasions to move a ticket, in order. Editions that were published after its end are none."""
    contract, number, _ = version
    published = [contracts.published[edition] for edition in contracts.editions_of(contract, number)]
    indexes = [entry.index for entry in published]
    ended = False
    following = bisect_left(indexes, documents[0]["seq"])
    for place, document in enumerate(documents, 1):
        ended = ENDS.get(document["type"], ended)
        if document["type"] == REOPENED:
            yield _Occasion(place, following + 1, read_instant(document["recorded_at"]))
        until = bisect_left(indexes, documents[place]["seq"]) if place < len(documents) else len(indexes)
        for edition in range(following, until) if not ended else ():
            yield _Occasion(place, edition + 2, published[edition].at)
        following = until
