"""A ticket of an export, as far as its entries of the ledger say it."""

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
from upheld.reports.slices import About
from upheld.sla import Fact

EDITIONS_MOST = 200
"""Editions of one version that are looked at."""
ERASED = "[erased · 已删除]"
"""Stands where a subject was that its requester had erased."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """Which terms the ledger knows: by version the hash of the terms and that of the line.

    ``earlier`` are the hashes of editions that the archive knows only as those before one that stands in it.
    """

    terms: dict[Version, str]
    lines: dict[Version, str]
    earlier: dict[Version, str]

    def hashes(self, version: Version) -> frozenset[str] | None:
        """The hashes of the terms under which a ticket of this edition can have stood; none where one is not known."""
        contract, number, edition = version
        known = [self.terms.get(one) or self.earlier.get(one) for one in _editions(contract, number, edition)]
        return None if None in known else frozenset(one for one in known if one)


@dataclass(frozen=True, slots=True)
class Ticket:
    """``line`` is what its line should say; ``product`` the name by which its entries call the product."""

    line: TicketLine
    leaves: tuple[str, ...]
    facts: list[Fact]
    product: str


def _editions(contract: int, number: int, last: int) -> list[Version]:
    return [(contract, number, edition) for edition in range(1, min(last, EDITIONS_MOST) + 1)]


def read_contracts(lines: Iterable[bytes], as_of: datetime, log: Log) -> Contracts:
    """The versions and editions that were published by an instant. ValueError where a leaf is none."""
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
    """A ticket from its entries: what only its line says is taken from there. ValueError where they do not belong
    together.
    """
    where, place = f"tickets.jsonl:{number}", f"leaves.jsonl:{number}"
    stated = TicketLine(
        **{column.name: _value(strict(ticket, where), column.name, where) for column in fields(TicketLine)}
    )
    texts = [_text(value, place) for value in field(strict(leaves, place), "leaves", _is_list, place)]
    documents = [read_entry(entry, (*FACTS, *DIMENSIONS), as_of, place) for entry in texts]
    if not documents or {document["subject"] for document in documents} != {f"ticket/{stated.ticket}"}:
        raise ValueError(f"{place}: no entries, or those of another ticket")
    filed = documents[0]
    if filed["type"] != "ticket.filed":
        raise ValueError(f"{place}: the first entry is no filing")
    log.add(documents, place)
    facts = facts_in(documents)
    own = _version(documents, stated.edition, contracts, place)
    ended = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    line = replace(
        stated,
        subject=_subject(stated, filed),
        plan=text(filed["data"], "plan", place),
        region=dimensions_in(documents).get("region", ""),
        product=str(_product(stated)),
        contract=own[0],
        version=own[1],
        terms_sha256=contracts.terms.get(own, ""),
        subject_salt=bytes.fromhex(stated.subject_salt).hex(),
        cancelled=ended[0] if ended else "",
        leaves_sha256=sha256_of(leaves_line(stated.ticket, texts)),
        contract_sha256=contracts.lines.get(own, ""),
    )
    return Ticket(line, tuple(texts), facts, text(filed["data"], "product", place))


def _version(documents: Sequence[dict[str, Any]], edition: int, contracts: Contracts, where: str) -> Version:
    """The version that all entries of a ticket name, with the hash of an edition up to its own."""
    filed = documents[0]["contract"]
    own: Version = (int(text(filed, "id", where)), whole_number(filed, "version", where), edition)
    hashes = contracts.hashes(own)
    for document in documents:
        named = document["contract"]
        other = (named["id"], named["version"]) != (filed["id"], filed["version"])
        if other or (hashes is not None and named["sha256"] not in hashes):
            raise ValueError(f"{where}: entries under other terms than those of the ticket")
    return own


def about(line: TicketLine, version: int, zone: str) -> About:
    """The dimensions of a ticket for reports."""
    return About(
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


def _subject(stated: TicketLine, filed: dict[str, Any]) -> str:
    """The subject that the filing commits to, or the placeholder for an erased one."""
    if not stated.subject_salt:
        return ERASED
    if leaf.commitment(bytes.fromhex(stated.subject_salt), stated.subject) != filed["commit"]["title"]:
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
