"""Reads the tickets of an export from their ledger entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from upheld.desk.entries import EVIDENCE, EXTENDED, FACTS, dimensions_in, facts_in
from upheld.ledger import leaf
from upheld.reports.archive import field, text, whole_number
from upheld.reports.contracts_read import Contracts
from upheld.reports.entries_read import Log, read_entry
from upheld.reports.entry_forms import is_sha256
from upheld.reports.histories import Numbers, check_dimensions, check_facts, check_move, editions_of
from upheld.reports.packing import TicketLine, Version, leaves_line, sha256_of
from upheld.reports.slices import TicketDimensions
from upheld.sla import Fact, Terms

ERASED = "[erased · 已删除]"
"""Replaces a subject that its requester had erased."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. ``line`` is the line expected in ``tickets.jsonl``; ``product`` the name used in its entries."""

    line: TicketLine
    leaves: tuple[str, ...]
    facts: list[Fact]
    product: str
    documents: list[dict[str, Any]]
    editions: list[int]
    """The edition of each entry."""
    where: str

    @property
    def version(self) -> Version:
        """The version and edition that the ticket stands under."""
        return self.line.contract, self.line.version, self.line.edition

    def check_facts(self, contracts: Contracts) -> None:
        """Raise ValueError for a fact that was impossible under the terms of its entry."""
        pairs = zip(self.documents, self.editions, strict=True)
        own = [(document, edition) for document, edition in pairs if document["type"] in FACTS]
        terms: Mapping[int, Terms] = {
            edition: contracts.terms[(*self.version[:2], edition)]
            for edition in {self.line.edition, *(edition for _, edition in own)}
        }
        check_facts([document for document, _ in own], [edition for _, edition in own], self.facts, terms, self.where)

    def check_moves(self, contracts: Contracts, spend: Callable[[Sequence[Fact], int], None]) -> None:
        """Raise ValueError for a move that the desk would not have made; ``spend`` takes the steps of judging one."""
        count = 0
        for place, document in enumerate(self.documents):
            if document["type"] == EXTENDED:
                facts = self.facts[:count]
                spend(facts, 2)
                before, after = (
                    contracts.terms[(*self.version[:2], edition)] for edition in self.editions[place - 1 : place + 1]
                )
                check_move(document, before, after, facts, self.where)
            count += document["type"] in FACTS


def read_ticket(
    ticket: Any, leaves: Any, as_of: datetime, contracts: Contracts, log: Log, numbers: Numbers, number: int
) -> Ticket:
    """Read a ticket from the document of its entries, and from that of its line what the entries do not contain.

    Raises ValueError if they do not belong together.
    """
    where, place = f"tickets.jsonl:{number}", f"leaves.jsonl:{number}"
    stated = TicketLine(**{column.name: _value(ticket, column.name, where) for column in fields(TicketLine)})
    texts = [_text(value, place) for value in field(leaves, "leaves", _is_list, place)]
    documents = [read_entry(entry, EVIDENCE, as_of, place) for entry in texts]
    if not documents or {document["subject"] for document in documents} != {f"ticket/{stated.ticket}"}:
        raise ValueError(f"{place}: no entries, or those of another ticket")
    filing = documents[0]
    if filing["type"] != "ticket.filed":
        raise ValueError(f"{place}: the first entry is no filing")
    log.add(documents, place)
    facts = facts_in(documents)
    editions = editions_of(documents, contracts, place)
    numbers.check(documents, place)
    check_dimensions(documents, place)
    reference = documents[0]["contract"]
    version = int(reference["id"]), reference["version"], stated.edition
    published = contracts.published.get(version)
    if published is None or stated.edition != editions[-1]:
        raise ValueError(f"{where}: an edition that is not the one of the ticket's last entry")
    reasons = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    line = replace(
        stated,
        subject=_subject(stated, filing),
        plan=filing["data"]["plan"],
        region=dimensions_in(documents).get("region", ""),
        product=str(_product(stated)),
        contract=version[0],
        version=version[1],
        terms_sha256=published.sha256,
        cancelled=reasons[0] if reasons else "",
        leaves_sha256=sha256_of(leaves_line(stated.ticket, texts)),
        contract_sha256=published.line_sha256,
    )
    return Ticket(line, tuple(texts), facts, filing["data"]["product"], documents, editions, place)


def dimensions_of(line: TicketLine, version: int, zone: str) -> TicketDimensions:
    """The dimensions of a ticket for reports."""
    return TicketDimensions(
        ticket_id=line.ticket,
        subject=line.subject,
        customer_id=0,
        customer="",
        version_id=version,
        terms_id=version,
        contract_id=line.contract,
        plan=line.plan,
        zone=zone,
        product_id=int(line.product),
        product="",
        region=line.region,
        cancelled=line.cancelled,
    )


def _product(stated: TicketLine) -> int:
    number = int(stated.product) if stated.product.isdecimal() else 0
    if number < 1:
        raise ValueError(f"tickets.jsonl: ticket {stated.ticket} names a product by a number that there cannot be")
    return number


def _subject(stated: TicketLine, filing: dict[str, Any]) -> str:
    """The subject that the filing commits to, or the placeholder for an erased one."""
    if not stated.subject_salt:
        return ERASED
    if not is_sha256(stated.subject_salt):
        raise ValueError(
            f"tickets.jsonl: the salt of ticket {stated.ticket} is not {leaf.SALT_BYTES} bytes in hexadecimal"
        )
    if leaf.commitment(bytes.fromhex(stated.subject_salt), stated.subject) != filing["commit"]["title"]:
        raise ValueError(
            f"tickets.jsonl: the subject of ticket {stated.ticket} is not the one that its filing commits to"
        )
    return stated.subject


def _value(document: Any, name: str, where: str) -> Any:
    numbers = ("ticket", "contract", "version", "edition")
    return whole_number(document, name, where) if name in numbers else text(document, name, where)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{where}: an entry that is no text")
    return value


def _is_list(value: object) -> bool:
    return isinstance(value, list)
