"""A ticket of an export, as far as its entries of the ledger say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from upheld.desk.entries import DIMENSIONS, FACTS, dimensions_in, facts_in
from upheld.ledger import leaf
from upheld.reports.archive import field, strict, text, whole_number
from upheld.reports.packing import CONTRACT_TYPES, TicketLine, Version, leaves_line, sha256_of, version_in
from upheld.reports.slices import About
from upheld.sla import Fact
from upheld.sla.instant import read_instant

ERASED = "[erased · 已删除]"
"""Stands where a subject was that its requester had erased."""


@dataclass(frozen=True, slots=True)
class Contracts:
    """Which terms the ledger knows: by version the hash of the terms and that of the line. And whose log says so."""

    terms: dict[Version, str]
    lines: dict[Version, str]
    accounts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ticket:
    """``line`` is what its line should say; ``product`` the name by which its entries call the product."""

    line: TicketLine
    leaves: tuple[str, ...]
    facts: list[Fact]
    indexes: frozenset[int]
    accounts: frozenset[str]
    product: str


def read_contracts(lines: Iterable[bytes], as_of: datetime) -> Contracts:
    """The versions and editions that were published by an instant. ValueError where a leaf is none."""
    terms: dict[Version, str] = {}
    hashes: dict[Version, str] = {}
    accounts = set()
    for number, line in enumerate(lines, 1):
        where = f"contracts.jsonl:{number}"
        document = _leaf(line.decode().removesuffix("\n"), CONTRACT_TYPES, as_of, where)
        data = document["data"]
        version = version_in(data)
        if version in terms or document["subject"] != f"contract/{version[0]}":
            raise ValueError(f"{where}: a version that stands twice, or of another contract")
        terms[version], hashes[version] = text(data, "sha256", where), sha256_of(line)
        accounts.add(document["tenant"])
    return Contracts(terms, hashes, frozenset(accounts))


def read_ticket(ticket: bytes, leaves: bytes, as_of: datetime, contracts: Contracts, number: int) -> Ticket:
    """A ticket from its entries: what only its line says is taken from there. ValueError where they do not belong
    together.
    """
    where, place = f"tickets.jsonl:{number}", f"leaves.jsonl:{number}"
    stated = TicketLine(
        **{column.name: _value(strict(ticket, where), column.name, where) for column in fields(TicketLine)}
    )
    texts = [_text(value, place) for value in field(strict(leaves, place), "leaves", _is_list, place)]
    documents = [_leaf(entry, (*FACTS, *DIMENSIONS), as_of, place) for entry in texts]
    if not documents or {document["subject"] for document in documents} != {f"ticket/{stated.ticket}"}:
        raise ValueError(f"{place}: no entries, or those of another ticket")
    filed = documents[0]
    if filed["type"] != "ticket.filed":
        raise ValueError(f"{place}: the first entry is no filing")
    facts = facts_in(documents)
    number_of, version = text(filed["contract"], "id", place), whole_number(filed["contract"], "version", place)
    own: Version = (int(number_of), version, stated.edition)
    ended = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    line = replace(
        stated,
        subject=_subject(stated, filed),
        plan=text(filed["data"], "plan", place),
        region=dimensions_in(documents).get("region", ""),
        product=str(int(stated.product)),
        contract=own[0],
        version=own[1],
        terms_sha256=contracts.terms.get(own, ""),
        subject_salt=bytes.fromhex(stated.subject_salt).hex(),
        cancelled=ended[0] if ended else "",
        leaves_sha256=sha256_of(leaves_line(stated.ticket, texts)),
        contract_sha256=contracts.lines.get(own, ""),
    )
    indexes = [whole_number(document, "seq", place) for document in documents]
    if indexes != sorted(set(indexes)):
        raise ValueError(f"{place}: entries that stand twice, or out of order")
    accounts = frozenset(document["tenant"] for document in documents)
    return Ticket(line, tuple(texts), facts, frozenset(indexes), accounts, text(filed["data"], "product", place))


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


def _leaf(data: str, types: Sequence[str], as_of: datetime, where: str) -> dict[str, Any]:
    """A decoded leaf: of these types, known at the instant, in the very bytes that the ledger stores."""
    document: dict[str, Any] = strict(data.encode(), where)
    for name in ("type", "subject", "tenant", "recorded_at"):
        text(document, name, where)
    field(document, "data", lambda value: isinstance(value, dict), where)
    if leaf.encode(document) != data.encode():
        raise ValueError(f"{where}: an entry in another form than the ledger stores")
    if document["type"] not in types or document.get("v") != leaf.VERSION:
        raise ValueError(f"{where}: an entry that does not belong here")
    if read_instant(document["recorded_at"]) > as_of:
        raise ValueError(f"{where}: an entry of later than the figures")
    return document


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
