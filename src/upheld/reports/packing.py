"""The lines of an export. The exporter writes them, and the verifier writes them again to compare.

``leaves.jsonl`` holds a ticket's entries of the ledger as they are stored; everything else follows from them and from
the terms, whose hashes the entries of ``contracts.jsonl`` name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from upheld.reports.document import FORMAT, canonical, figure_of
from upheld.reports.periods import Period
from upheld.reports.tally import Figure
from upheld.sla import Fact, Reading, Terms, write_fact, write_terms
from upheld.sla.engine import ENGINE
from upheld.sla.instant import write_instant

GROUPS = ("plan", "product", "region")
CONTRACT_TYPES = ("contract.published", "contract.extended")
"""Types of the entries that name the terms of a version and of its calendar editions."""

MemberTime = tuple[int, int, int, int, int, int]
EARLIEST: MemberTime = (1980, 1, 1, 0, 0, 0)
"""The first time that a ZIP archive can state."""


def member_time(as_of: datetime) -> MemberTime:
    """The modification time of the members: the instant of the figures in UTC.

    ZIP stores even seconds only, and no year before 1980.
    """
    year, month, day, hour, minute, second = as_of.astimezone(UTC).timetuple()[:6]
    return max(EARLIEST, (year, month, day, hour, minute, second - second % 2))


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A line of ``tickets.jsonl``: a ticket with its dimensions."""

    ticket: int
    subject: str
    plan: str
    product: str
    region: str
    contract: int
    version: int
    edition: int
    terms_sha256: str
    cancelled: str
    subject_salt: str
    """The salt of the entry's commitment to the subject, in hexadecimal; empty where the subject was erased."""
    leaves_sha256: str
    """The hash of the ticket's line in ``leaves.jsonl``."""
    contract_sha256: str
    """The hash of the line in ``contracts.jsonl`` that names its terms."""


Version = tuple[int, int, int]
"""A contract, a version and a calendar edition."""


def editions_up_to(version: Version) -> list[Version]:
    """The editions of a version from the first up to this one."""
    contract, number, last = version
    return [(contract, number, edition) for edition in range(1, last + 1)]


def version_in(data: Mapping[str, Any]) -> Version:
    """The version that the data of a contract's entry names."""
    return data["contract_id"], data["version"], data.get("edition", 1)


def line(value: object) -> bytes:
    # Exactly the form that `upheld sla assess --cases --format jsonl` prints, so that diff compares them.
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def case_line(terms: Terms, facts: Sequence[Fact], as_of: datetime) -> bytes:
    """A line of ``cases.jsonl``, as ``upheld sla assess --cases`` reads it."""
    return line(
        {"terms": write_terms(terms), "facts": [write_fact(fact) for fact in facts], "as_of": write_instant(as_of)}
    )


def edition_line(version: Version, terms: Terms) -> bytes:
    """A line of ``editions.jsonl``: the terms of an edition that another one follows."""
    contract, number, edition = version
    return line({"contract": contract, "version": number, "edition": edition, "terms": write_terms(terms)})


def readings_line(readings: Sequence[Reading]) -> bytes:
    """A line of ``readings.jsonl``."""
    return line([reading.as_dict() for reading in readings])


def ticket_line(ticket: TicketLine) -> bytes:
    return line({name: getattr(ticket, name) for name in TicketLine.__slots__})


def leaves_line(ticket: int, leaves: Sequence[str]) -> bytes:
    """A line of ``leaves.jsonl``: the ledger entries of a ticket, each as the text of its leaf."""
    return line({"ticket": ticket, "leaves": list(leaves)})


def attainment(
    customer: str, period: Period, as_of: datetime, figures: Sequence[Figure], cancelled: Mapping[str, int]
) -> bytes:
    """The bytes of ``attainment.json``."""
    return canonical(
        {
            "format": FORMAT,
            "engine": ENGINE,
            "customer": customer,
            "period": str(period),
            "as_of": write_instant(as_of),
            "by": list(GROUPS),
            "figures": [figure_of(figure) for figure in figures],
            "cancelled": dict(cancelled),
        }
    )


def manifest(customer: str, account: str, period: Period, as_of: datetime, hashes: Mapping[str, str]) -> bytes:
    """The bytes of ``manifest.json``: whose figures these are, and the hash of every other member."""
    return canonical(
        {
            "engine": ENGINE,
            "customer": customer,
            "account": account,
            "period": str(period),
            "as_of": write_instant(as_of),
            "sha256": dict(hashes),
        }
    )


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
