"""Exports the inputs of a customer's figures as a ZIP archive, from which the customer can recompute them.

Each line of ``leaves.jsonl`` holds the ledger entries of one ticket. The same line of ``cases.jsonl`` holds its terms,
facts and the instant, as ``upheld sla assess --cases`` reads them; of ``readings.jsonl`` the result that we claim; of
``tickets.jsonl`` the ticket's dimensions. ``contracts.jsonl`` holds the entries that name the hashes of the terms,
``attainment.json`` the figures and ``manifest.json`` the hash of every other member. Where a ticket stands under a
later calendar edition, ``editions.jsonl`` holds the terms of the editions before it, which show that it only adds days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from upheld.accounts.actor import Actor
from upheld.accounts.costly import costly
from upheld.accounts.models import Organisation
from upheld.contracts.queries import Edition, earlier_editions
from upheld.database.snapshots import snapshot
from upheld.desk.editions import editions_as_of
from upheld.desk.entries import EVIDENCE, dimensions_in, facts_in
from upheld.desk.models import Ticket
from upheld.ledger import operations as ledger
from upheld.ledger.events import ticket_subject
from upheld.ledger.queries import leaves_of, salts_of
from upheld.operations import disk
from upheld.operations.errors import NotFound, Refused
from upheld.reports import packing
from upheld.reports.archive import EDITIONS, UNPACKED_MOST
from upheld.reports.contracts_read import VERSIONS_MAX
from upheld.reports.export_tickets import candidates, concerns
from upheld.reports.periods import Period
from upheld.reports.queries.attainment import attainment
from upheld.reports.queries.load import refuse_damaged
from upheld.reports.readme import readme
from upheld.reports.recompute import TOO_LARGE, CannotRecompute, recompute
from upheld.reports.slices import Slice
from upheld.sla import assess
from upheld.sla.instant import write_instant

BATCH = 200
LEAVES = sorted(EVIDENCE)


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket's line in each of the files, and the lines of its contract.

    The latter are those of every version, because any of them could have been in force, and of the editions of its own.
    """

    case: bytes
    readings: bytes
    ticket: bytes
    leaves: bytes
    contracts: Mapping[packing.Version, bytes]


class CannotExport(Refused):
    """Nobody could check the archive."""


@costly
def write_export(file: IO[bytes], *, organisation_id: int, period: Period, as_of: datetime, actor: Actor) -> None:
    """Write the archive from one snapshot, as of the instant, or of now if that is earlier.

    The file is read again, as its reader will check it. Raises NotFound for an organisation that the actor does not
    see, DamagedTickets, CannotExport.
    """
    owner = Organisation.objects.filter(pk=organisation_id).first()
    if owner is None or not actor.sees(organisation_id):
        raise NotFound("no_such_organisation")
    disk.refuse_large()
    final = ledger.settle(organisation_ids=[organisation_id], until=as_of)
    with snapshot():
        _write(file, owner, period, final, actor)
    _refuse_too_large(file)


def _write(file: IO[bytes], owner: Organisation, period: Period, as_of: datetime, actor: Actor) -> None:
    report = attainment(period=period, as_of=as_of, actor=actor, of=Slice(customer=owner.pk), by=packing.GROUPS)
    refuse_damaged(report.damaged)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, TemporaryFile() as cases:
        writer = _Writer(archive, as_of)
        members = _collect(writer, cases, lines(organisation_id=owner.pk, period=period, as_of=as_of))
        extended = bool(members.editions)
        writer.add("README.txt", [readme(owner.name, str(period), write_instant(as_of), editions=extended).encode()])
        writer.add(
            "attainment.json",
            [packing.attainment(owner.name, period, as_of, report.figures, report.cancelled)],
        )
        _write_lines(writer, cases, members)
        manifest = packing.manifest(owner.name, str(owner.account), period, as_of, writer.hashes)
        writer.add("manifest.json", [manifest])


def _refuse_too_large(file: IO[bytes]) -> None:
    """Refuse an archive whose check takes more than a check may. Whatever else is found is for the reader to see."""
    try:
        recompute(file)
    except CannotRecompute as refused:
        if refused.code == TOO_LARGE:
            raise CannotExport("export_too_large") from refused


class _Writer:
    """Writes members dated with the instant of the figures, so that the same evidence gives the same bytes."""

    def __init__(self, archive: ZipFile, as_of: datetime) -> None:
        self._archive = archive
        self._dated = packing.member_time(as_of)
        self._size = 0
        self.hashes: dict[str, str] = {}

    def grow(self, *pieces: bytes) -> None:
        """Count bytes of the members. Raises CannotExport for more than an archive may hold."""
        self._size += sum(map(len, pieces))
        if self._size > UNPACKED_MOST:
            raise CannotExport("export_too_large")

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        member, digest = ZipInfo(name, self._dated), hashlib.sha256()
        member.compress_type = ZIP_DEFLATED
        with self._archive.open(member, "w") as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
        self.hashes[name] = digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Members:
    """The lines of an export by member, but for those of ``cases.jsonl``, which are large."""

    readings: list[bytes] = field(default_factory=list)
    tickets: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    contracts: dict[packing.Version, bytes] = field(default_factory=dict)
    editions: list[bytes] = field(default_factory=list)


def _collect(writer: _Writer, cases: IO[bytes], lines: Iterable[Line]) -> _Members:
    """Sort lines by their members. Only one member can be open at a time, and the first tells which there are."""
    members = _Members()
    for line in lines:
        writer.grow(line.case, line.readings, line.ticket, line.leaves)
        cases.write(line.case)
        members.readings.append(line.readings)
        members.tickets.append(line.ticket)
        members.leaves.append(line.leaves)
        members.contracts.update(line.contracts)
        if len(members.contracts) > VERSIONS_MAX:
            raise CannotExport("export_too_large")
    earlier = earlier_editions(members.contracts)
    members.editions.extend(packing.edition_line(version, terms) for version, terms in sorted(earlier.items()))
    return members


def _write_lines(writer: _Writer, cases: IO[bytes], members: _Members) -> None:
    cases.seek(0)
    writer.add("cases.jsonl", cases)
    writer.add("readings.jsonl", members.readings)
    writer.add("tickets.jsonl", members.tickets)
    writer.add("leaves.jsonl", members.leaves)
    writer.add("contracts.jsonl", sorted(members.contracts.values()))
    if members.editions:
        writer.add(EDITIONS, members.editions)


def _contracts(contracts: Collection[int], as_of: datetime) -> dict[packing.Version, bytes]:
    """The leaves that name the terms of these contracts, by version and edition."""
    leaves_by_contract = leaves_of([f"contract/{number}" for number in contracts], packing.CONTRACT_TYPES, as_of)
    leaves = [leaf for own in leaves_by_contract.values() for leaf in own]
    return {packing.version_in(json.loads(leaf)["data"]): leaf.encode() + b"\n" for leaf in leaves}


def lines(*, organisation_id: int, period: Period, as_of: datetime) -> Iterator[Line]:
    """Yield the lines of these tickets, in the order of their numbers."""
    rows = candidates(organisation_id, period, as_of)
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(numbers), BATCH):
        batch = list(rows.filter(pk__in=numbers[first : first + BATCH]).order_by("pk"))
        yield from _batch(batch, period, as_of)


def _batch(rows: list[Ticket], period: Period, as_of: datetime) -> Iterator[Line]:
    subjects = {row.pk: ticket_subject(row.pk) for row in rows}
    leaves = leaves_of(subjects.values(), LEAVES, as_of)
    salts = salts_of(subjects.values(), "ticket.filed", "title")
    editions = editions_as_of({row.pk: row.contract_version_id for row in rows if row.contract_version_id}, as_of)
    refuse_damaged([row.pk for row in rows if not _is_whole(leaves.get(subjects[row.pk], []), row, editions)])
    contracts = _contracts({edition.reference.id for edition in editions.values()}, as_of)
    for row in rows:
        subject, edition = subjects[row.pk], editions[row.pk]
        reference = edition.reference
        own = {*packing.editions_up_to((reference.id, reference.version, edition.number))}
        named = {
            version: line
            for version, line in contracts.items()
            if version in own or (version[0] == reference.id and version[2] == 1)
        }
        line = _line(row, leaves[subject], salts.get(subject, b""), edition, named, period, as_of)
        if line is not None:
            yield line


def _is_whole(leaves: list[str], row: Ticket, editions: Mapping[int, Edition]) -> bool:
    """Whether a ticket's entries and its contract can be read."""
    try:
        documents = [json.loads(leaf) for leaf in leaves]
        return bool(facts_in(documents) and documents[0]["data"]) and row.pk in editions
    except (ValueError, LookupError, TypeError):
        return False


def _line(
    row: Ticket,
    leaves: list[str],
    salt: bytes,
    edition: Edition,
    contracts: Mapping[packing.Version, bytes],
    period: Period,
    as_of: datetime,
) -> Line | None:
    """The line of a ticket; ``None`` if it had ended before the period."""
    documents = [json.loads(leaf) for leaf in leaves]
    facts = facts_in(documents)
    assessment = assess(edition.terms, facts, as_of)
    if not concerns(period, assessment, facts):
        return None
    own = packing.leaves_line(row.pk, leaves)
    reasons = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    ticket = packing.TicketLine(
        ticket=row.pk,
        subject=row.subject,
        plan=documents[0]["data"]["plan"],
        product=str(row.product_id),
        region=dimensions_in(documents).get("region", ""),
        contract=edition.reference.id,
        version=edition.reference.version,
        edition=edition.number,
        terms_sha256=edition.reference.sha256,
        cancelled=reasons[0] if reasons else "",
        subject_salt=salt.hex(),
        leaves_sha256=packing.sha256_of(own),
        contract_sha256=packing.sha256_of(contracts[edition.reference.id, edition.reference.version, edition.number]),
    )
    return Line(
        packing.case_line(edition.terms, facts, as_of),
        packing.readings_line(assessment.readings),
        packing.ticket_line(ticket),
        own,
        contracts,
    )
