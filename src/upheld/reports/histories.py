"""Checks that the entries of a ticket do not contradict one another.

The rules of the core judge every fact under the terms of its own entry, as when it was recorded. What the core does not
know is checked here: the numbers by which entries name one another, and earlier values that they repeat.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from upheld.desk.entries import EXTENDED, dimensions_in
from upheld.desk.moves import takes_back
from upheld.reports.contracts_read import Contracts
from upheld.sla import Fact, Terms, refusals
from upheld.sla.instant import read_instant

Document = Mapping[str, Any]

CREATES: Mapping[str, tuple[str, str]] = {
    "ticket.filed": ("message", "message_id"),
    "vendor.replied": ("message", "message_id"),
    "customer.replied": ("message", "message_id"),
    "information.requested": ("wait", "wait_id"),
    "severity.disputed": ("dispute", "dispute_id"),
    "workaround.provided": ("delivery", "delivery_id"),
    "resolution.provided": ("delivery", "delivery_id"),
    "exclusion.claimed": ("claim", "claim_id"),
}
"""Types of entries that number something new. No number is given twice, in no ticket."""
ENDS: Mapping[str, bool] = {"resolution.accepted": True, "ticket.cancelled": True, "ticket.reopened": False}
"""Types of entries that end a ticket, or that it continues by."""
REFUSED_MOST = 100
"""How many facts may be impossible under an edition that none of them stands under. Each can take long to refuse."""
DISPUTED = ("dispute.withdrawn", "severity.ruled")
"""Types of entries that name the open dispute. Deliveries and claims are checked by the core, by their numbers."""


class Numbers:
    """The numbers that the entries of all tickets gave to messages, waits, disputes, deliveries and claims."""

    def __init__(self) -> None:
        self._used: set[tuple[str, int]] = set()

    def check(self, documents: Sequence[Document], where: str) -> None:
        """Raise ValueError for a number that was given before, or that an entry names and its ticket never gave."""
        latest: dict[str, int] = {}
        requested: dict[int, str] = {}
        for document in documents:
            kind, data = document["type"], document["data"]
            if kind in CREATES:
                family, name = CREATES[kind]
                if (family, data[name]) in self._used:
                    raise contradiction(where, document, f"the number of its {family} was used before")
                self._used.add((family, data[name]))
                latest[family] = data[name]
                if family == "wait":
                    requested[data[name]] = document["recorded_at"]
            elif kind == "wait.voided" and requested.get(data["wait_id"]) != data["requested_at"]:
                raise contradiction(where, document, "it voids a request that was never made")
            elif kind in DISPUTED and latest.get("dispute") != data["dispute_id"]:
                raise contradiction(where, document, "its dispute is not the one that is open")


def check_dimensions(documents: Sequence[Document], where: str) -> None:
    """Raise ValueError for a change whose earlier values are not those of the entries before."""
    current: dict[str, str] = {}
    for document in documents:
        if document["type"] == "ticket.dimensions_changed":
            before, after = document["data"]["before"], document["data"]["after"]
            if before.keys() != after.keys() or before == after:
                raise contradiction(where, document, "it changes nothing, or not what it says")
            if any(current.get(name, "") != value for name, value in before.items()):
                raise contradiction(where, document, "the earlier values are not those that the ticket had")
        current |= dimensions_in([document])


def editions_of(documents: Sequence[Document], contracts: Contracts, where: str) -> list[int]:
    """The edition of each entry. Raises ValueError for terms that could not be those of the entry."""
    reference = documents[0]["contract"]
    contract, number = int(reference["id"]), reference["version"]
    editions: list[int] = []
    for document in documents:
        own = document["contract"]
        edition = contracts.edition_named(contract, number, own["sha256"])
        if (own["id"], own["version"]) != (reference["id"], number) or not edition:
            raise contradiction(where, document, "it stands under other terms than those of the ticket")
        newest = contracts.newest_before(contract, number, document["seq"])
        if edition > newest:
            raise contradiction(where, document, "its terms were published after it")
        if editions and edition < editions[-1]:
            raise contradiction(where, document, "it stands under an earlier edition than the entry before")
        if not editions and edition != newest:
            raise contradiction(where, document, "a newer edition of its terms was published before it")
        if document["type"] == EXTENDED and not document["data"]["edition"] == edition == newest > editions[-1]:
            raise contradiction(where, document, "it does not move the ticket to the newest edition of its terms")
        editions.append(edition)
    _check_moves(documents, editions, where)
    _check_in_force(documents[0], contracts, where)
    return editions


def _check_moves(documents: Sequence[Document], editions: Sequence[int], where: str) -> None:
    """Raise ValueError for an entry under a later edition to which no entry moved the ticket, or for a false move.

    A ticket that has ended moves only when it is reopened.
    """
    ended = False
    for document, (before, edition) in zip(documents[1:], pairwise(editions), strict=True):
        ended = ENDS.get(document["type"], ended)
        if ended and document["type"] == EXTENDED:
            raise contradiction(where, document, "it moves a ticket that has ended")
        if edition > before and document["type"] != EXTENDED:
            raise contradiction(where, document, "no entry moves the ticket to the edition of its terms")


def _check_in_force(filing: Document, contracts: Contracts, where: str) -> None:
    """Raise ValueError unless the server would have chosen this version among those of its contract."""
    contract, number = int(filing["contract"]["id"]), filing["contract"]["version"]
    at = read_instant(filing["recorded_at"])
    if not contracts.effect_of((contract, number, 1)).includes(at):
        raise contradiction(where, filing, "its version was not in force when it was filed")
    chosen = contracts.version_at(contract, at, filing["seq"])
    if chosen != number:
        raise contradiction(where, filing, f"version {chosen} took effect later and was in force when it was filed")


def check_facts(
    documents: Sequence[Document],
    editions: Sequence[int],
    facts: Sequence[Fact],
    terms: Mapping[int, Terms],
    where: str,
) -> None:
    """Raise ValueError for a fact that the core refuses under the terms of its own entry, or of a later edition.

    ``documents`` and ``editions`` are those of the facts, ``terms`` those of the editions. No ticket moves to an
    edition under which one of its earlier facts would be refused.
    """
    places = {id(fact): place for place, fact in enumerate(facts)}
    for edition in sorted(terms):
        until = bisect_right(editions, edition)
        if edition > editions[-1]:
            if next(islice(refusals(terms[edition], facts), REFUSED_MOST, None), None) is not None:
                raise contradiction(where, documents[-1], "too many before it are impossible under the later edition")
            continue
        for refusal in refusals(terms[edition], facts[:until]):
            raise contradiction(where, documents[places[id(refusal.fact)]], refusal.text())


def check_move(document: Document, before: Terms, after: Terms, facts: Sequence[Fact], where: str) -> None:
    """Raise ValueError for a move that would take back one of the facts before it, or accept by silence."""
    if takes_back(before, after, facts, read_instant(document["recorded_at"])):
        raise contradiction(where, document, "it would take back what was done before")


def contradiction(where: str, document: Document, why: str) -> ValueError:
    """The error for an entry that contradicts those before it."""
    return ValueError(f"{where}: entry {document['seq']} ({document['type']}) contradicts those before: {why}")
