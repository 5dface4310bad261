"""Reads the tickets and contracts of an export from their ledger entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from upheld.desk.entries import DIMENSIONS, FACTS, dimensions_in, facts_in
from upheld.ledger import leaf
from upheld.reports.archive import field, strict, text, whole_number
from upheld.reports.entries_read import Log, read_entry
from upheld.reports.packing import CONTRACT_TYPES, TicketLine, Version, leaves_line, sha256_of, version_in
from upheld.reports.slices import TicketDimensions
from upheld.sla import Fact

EDITIONS_MOST = 200
"""The maximum number of editions of one version that are checked."""
ERASED = "[erased · 已删除]"
"""Replaces a subject that its requester had erased."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """The terms that the ledger names: by version the hash of the terms and the hash of the line.

    ``earlier`` holds the hashes of editions that the archive names only as the predecessor of another.
    """

    terms: dict[Version, str]
    lines: dict[Version, str]
    earlier: dict[Version, str]

    def hashes(self, version: Version) -> frozenset[str] | None:
        """The hashes of all editions up to this one, which a ticket can have had; ``None`` if one is missing."""
        contract, number, edition = version
        hashes = [self.terms.get(key) or self.earlier.get(key) for key in _editions(contract, number, edition)]
        return None if None in hashes else frozenset(sha256 for sha256 in hashes if sha256)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. ``line`` is the line expected in ``tickets.jsonl``; ``product`` the name used in its entries."""

    line: TicketLine
    leaves: tuple[str, ...]
    facts: list[Fact]
    product: str


def _editions(contract: int, number: int, last: int) -> list[Version]:
    return [(contract, number, edition) for edition in range(1, min(last, EDITIONS_MOST) + 1)]


def read_contracts(lines: Iterable[bytes], as_of: datetime, log: Log) -> Contracts:
    """Read the versions and editions published by an instant. Raises ValueError for an invalid leaf."""
    terms: dict[Version, str] = {}
    hashes: dict[Version, str] = {}
    earlier: dict[Version, str] = {}
    for number, line in enumerate(lines, 1):
        where = f"contracts.jsonl:{number}"
        document = read_entry(line.decode().removesuffix("\n"), CONTRACT_TYPES, as_of, where)
        log.add([document], where)
        data = document["data"]
        version = version_in(data)
        if version in terms or document["subject"] != f"contract/{version[0]}":
            raise ValueError(f"{where}: a version that stands twice, or of another contract")
        terms[version], hashes[version] = text(data, "sha256", where), sha256_of(line)
        if "sha256_before" in data:
            earlier[version[0], version[1], version[2] - 1] = text(data, "sha256_before", where)
    if any(terms.get(version, sha256) != sha256 for version, sha256 in earlier.items()):
        raise ValueError("contracts.jsonl: an edition that does not follow the one before")
    return Contracts(terms, hashes, earlier)


def read_ticket(ticket: bytes, leaves: bytes, as_of: datetime, contracts: Contracts, log: Log, number: int) -> Ticket:
    """Read a ticket from its entries, and from its line what the entries do not contain.

    Raises ValueError if they do not belong together.
    """
    where, place = f"tickets.jsonl:{number}", f"leaves.jsonl:{number}"
    stated = TicketLine(
        **{column.name: _value(strict(ticket, where), column.name, where) for column in fields(TicketLine)}
    )
    texts = [_text(value, place) for value in field(strict(leaves, place), "leaves", _is_list, place)]
    documents = [read_entry(entry, (*FACTS, *DIMENSIONS), as_of, place) for entry in texts]
    if not documents or {document["subject"] for document in documents} != {f"ticket/{stated.ticket}"}:
        raise ValueError(f"{place}: no entries, or those of another ticket")
    filing = documents[0]
    if filing["type"] != "ticket.filed":
        raise ValueError(f"{place}: the first entry is no filing")
    log.add(documents, place)
    facts = facts_in(documents)
    version = _version(documents, stated.edition, contracts, place)
    reasons = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    line = replace(
        stated,
        subject=_subject(stated, filing),
        plan=text(filing["data"], "plan", place),
        region=dimensions_in(documents).get("region", ""),
        product=str(_product(stated)),
        contract=version[0],
        version=version[1],
        terms_sha256=contracts.terms.get(version, ""),
        subject_salt=bytes.fromhex(stated.subject_salt).hex(),
        cancelled=reasons[0] if reasons else "",
        leaves_sha256=sha256_of(leaves_line(stated.ticket, texts)),
        contract_sha256=contracts.lines.get(version, ""),
    )
    return Ticket(line, tuple(texts), facts, text(filing["data"], "product", place))


def _version(documents: Sequence[dict[str, Any]], edition: int, contracts: Contracts, where: str) -> Version:
    """The version that all entries of a ticket name. Raises ValueError if one was made under other terms."""
    reference = documents[0]["contract"]
    version: Version = (int(text(reference, "id", where)), whole_number(reference, "version", where), edition)
    hashes = contracts.hashes(version)
    for document in documents:
        other = document["contract"]
        differs = (other["id"], other["version"]) != (reference["id"], reference["version"])
        if differs or (hashes is not None and other["sha256"] not in hashes):
            raise ValueError(f"{where}: entries under other terms than those of the ticket")
    return version


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
    number = int(stated.product)
    if number < 1:
        raise ValueError(f"tickets.jsonl: ticket {stated.ticket} names a product by a number that there cannot be")
    return number


def _subject(stated: TicketLine, filing: dict[str, Any]) -> str:
    """The subject that the filing commits to, or the placeholder for an erased one."""
    if not stated.subject_salt:
        return ERASED
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
