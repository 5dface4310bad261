"""Verifies an export without a database and without trusting it: recomputes every member from the ledger entries and
terms in the archive, and compares them byte by byte.

An archive alone cannot prove that its entries are complete and true: see the how-to.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from zipfile import BadZipFile

from upheld.operations.errors import Refused
from upheld.reports import packing, tally
from upheld.reports.archive import (
    EDITIONS,
    MANIFEST,
    PARSED_MOST,
    Archive,
    names_in,
    strict,
    text,
    whole_number,
)
from upheld.reports.budget import Budget, CompiledCalendars, TooLarge
from upheld.reports.contracts_read import Contracts, needed_editions, read_contracts, read_editions
from upheld.reports.differences import Difference, first_difference
from upheld.reports.entries_read import Log
from upheld.reports.histories import Numbers
from upheld.reports.periods import Period, read_period
from upheld.reports.readme import readme
from upheld.reports.slices import Filters, TicketReadings
from upheld.reports.tickets_read import Ticket, dimensions_of, read_ticket
from upheld.reports.unmoved import Unmoved
from upheld.sla import CannotAssess, Fact, Reading, Terms, assess, read_terms, write_terms
from upheld.sla.engine import ENGINE, FIRST
from upheld.sla.instant import read_instant, write_instant
from upheld.sla.terms.write import terms_sha256

__all__ = ["CannotRecompute", "Difference", "Recomputation", "recompute"]

DIFFERENCES_MAX = 100
"""The number of differences after which a check ends."""
DIFFERING_MOST = 8 * 1024 * 1024
"""The bytes of differing lines after which a check ends, because locating a difference takes long in a long line."""
EXCESS_MOST = 64 * 1024
"""The bytes that a member which is read at once may have beyond twice those computed for it."""
MALFORMED = (
    BadZipFile,
    zlib.error,
    Refused,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    RuntimeError,
    EOFError,
)
"""Errors that reading a malformed archive may raise."""
TOO_LARGE = "too_large_to_check"
"""The code of a refusal of an archive that asks for more than a check may take."""
ENGINE_1_MEMBERS = frozenset({"README.txt", "attainment.json", "cases.jsonl", "readings.jsonl", "tickets.jsonl"})
"""The members of exports by engine 1."""


class _EndedError(Exception):
    """There are too many differences to go on."""


class CannotRecompute(Refused):
    """The archive is not a valid export, or another engine made it."""


@dataclass(frozen=True, slots=True)
class Recomputation:
    """The result of a check: whose figures, how many tickets and figures were computed, and the differences."""

    customer: str
    period: str
    as_of: datetime
    tickets: int
    figures: int
    differences: tuple[Difference, ...]
    engine: int = ENGINE
    account: str = ""
    """The account that every entry names. The entries do not prove the customer's name."""
    products: Mapping[str, str] = field(default_factory=dict)
    """The names that entries give to products, by the numbers of the archive, which no entry has."""
    versions: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """The versions of each contract in the archive. No entry proves that there are no others, and no other contract."""
    erased: tuple[int, ...] = ()
    """The tickets whose subject is said to be erased."""
    complete: bool = True
    """Whether everything was checked; if not, the check ended at its last difference."""


def recompute(file: IO[bytes]) -> Recomputation:
    """Check an export. Raises CannotRecompute if it cannot be read, or if another engine made it."""
    try:
        seekable = file if file.seekable() else io.BytesIO(file.read())
        if set(names_in(seekable)) == ENGINE_1_MEMBERS:
            raise CannotRecompute("other_engine", engine=FIRST, own=ENGINE)
        return _Check(Archive(seekable)).outcome()
    except CannotRecompute:
        raise
    except TooLarge as error:
        raise CannotRecompute(TOO_LARGE, reason=_reason(error)) from error
    except MALFORMED as error:
        raise CannotRecompute("bad_export", reason=_reason(error)) from error


def _reason(error: BaseException) -> str:
    """The reason in one line of ASCII, because it may quote content of the archive."""
    if isinstance(error, KeyError) and error.args:
        reason = f"{error.args[0]!r} is missing"
    elif isinstance(error, AttributeError | TypeError):
        reason = f"a value of another kind than it should be: {error}"
    else:
        reason = str(error) or type(error).__name__
    return " ".join(reason.encode("ascii", "backslashreplace").decode()[:200].split())


class _Check:
    """The check of one archive, which reads it once from front to back."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.manifest = archive.whole(MANIFEST, PARSED_MOST)
        document = strict(self.manifest, MANIFEST)
        engine = whole_number(document, "engine", MANIFEST)
        if engine != ENGINE:
            raise CannotRecompute("other_engine", engine=engine, own=ENGINE)
        self.customer = text(document, "customer", MANIFEST)
        self.period: Period = read_period(text(document, "period", MANIFEST))
        self.as_of = read_instant(text(document, "as_of", MANIFEST))
        self.terms: dict[int, Terms] = {}
        self.versions: dict[str, int] = {}
        self.log = Log()
        self.account = text(document, "account", MANIFEST)
        self.products: dict[str, str] = {}
        self.plans: dict[int, str] = {}
        self.used: set[packing.Version] = set()
        self.erased: list[int] = []
        self.numbers = Numbers()
        self.budget = Budget(archive.size)
        self.unmoved = Unmoved(self.budget.spend_on_facts)
        self.calendars = CompiledCalendars(self.budget)
        self.differences: list[Difference] = []
        self.differing = 0
        self.tickets = 0

    def outcome(self) -> Recomputation:
        """The result. Too many differences end the check, and the result has those found until then."""
        try:
            return self._outcome()
        except _EndedError:
            return Recomputation(
                self.customer,
                str(self.period),
                self.as_of,
                self.tickets,
                0,
                tuple(self.differences),
                account=next(iter(self.log.accounts), ""),
                complete=False,
            )

    def _outcome(self) -> Recomputation:
        contracts = read_contracts(self.archive.lines("contracts.jsonl"), self.as_of, self.log)
        read_editions(self._editions(), contracts)
        for terms in contracts.terms.values():
            self.calendars.add(terms)
        filters = Filters(period=self.period, as_of=self.as_of)
        decisions = list(tally.decisions_in(filters, self._cases(contracts)))
        self.log.check()
        self.unmoved.check(contracts)
        if len(set(self.products.values())) < len(self.products):
            raise ValueError("tickets.jsonl: two products that have one number")
        if not self._are_needed(contracts.published):
            raise ValueError("contracts.jsonl: an edition, or a version of a contract, that no ticket stands under")
        figures = tally.in_order(tally.figures(decisions, self.period, self.terms, packing.GROUPS), packing.GROUPS)
        cancelled = tally.cancelled(decisions)
        self._compare_member(
            "attainment.json", packing.attainment(self.customer, self.period, self.as_of, figures, cancelled)
        )
        editions = EDITIONS in self.archive.members
        readme_text = readme(self.customer, str(self.period), write_instant(self.as_of), editions=editions).encode()
        self._compare_member("README.txt", readme_text)
        self._check_manifest()
        if not self.archive.is_dated(packing.member_time(self.as_of)):
            self.differences.append(Difference("archive: the time of a member", "another", str(self.as_of)))
        return Recomputation(
            self.customer,
            str(self.period),
            self.as_of,
            self.tickets,
            len(figures),
            tuple(self.differences),
            account=self.account,
            products={number: name for name, number in sorted(self.products.items())},
            versions={number: contracts.versions_of(number) for number in sorted(self.plans)},
            erased=tuple(self.erased),
        )

    def _are_needed(self, published: Iterable[packing.Version]) -> bool:
        """Whether tickets stand under these editions or later ones, or under another version of their contract."""
        needed, contracts = {*self.used, *needed_editions(self.used)}, {version[0] for version in self.used}
        return all(version in needed or (version[0] in contracts and version[2] == 1) for version in published)

    def _editions(self) -> Iterator[bytes]:
        for line in self.archive.lines(EDITIONS) if EDITIONS in self.archive.members else ():
            self.budget.spend_on_terms(len(line))
            yield line

    def _cases(self, contracts: Contracts) -> Iterator[TicketReadings]:
        names = ("cases.jsonl", "readings.jsonl", "tickets.jsonl", "leaves.jsonl")
        lines = zip(*(self.archive.lines(name) for name in names), strict=True)
        before = 0
        for number, (case, readings, ticket, leaves) in enumerate(lines, 1):
            stated = strict(ticket, f"tickets.jsonl:{number}")
            entries = strict(leaves, f"leaves.jsonl:{number}", self.archive.values_most)
            expected = read_ticket(stated, entries, self.as_of, contracts, self.log, self.numbers, number)
            if expected.line.ticket <= before:
                raise ValueError(f"tickets.jsonl:{number}: a ticket that stands twice, or out of order")
            before, self.tickets = expected.line.ticket, number
            if self.products.setdefault(expected.product, expected.line.product) != expected.line.product:
                raise ValueError(f"tickets.jsonl:{number}: a product that has two numbers")
            self.used.add(expected.version)
            contract, plan = expected.line.contract, expected.line.plan
            if self.plans.setdefault(contract, plan) != plan:
                raise ValueError(f"tickets.jsonl:{number}: contract {contract} has two plans")
            if not expected.line.subject_salt:
                self.erased.append(expected.line.ticket)
            yield self._case(number, case, readings, ticket, leaves, expected, contracts)

    def _case(
        self,
        number: int,
        case: bytes,
        readings: bytes,
        ticket: bytes,
        leaves: bytes,
        expected: Ticket,
        contracts: Contracts,
    ) -> TicketReadings:
        terms, version = self._terms(case, number)
        sha256 = terms_sha256(write_terms(terms))
        if sha256 != expected.line.terms_sha256:
            raise ValueError(
                f"cases.jsonl:{number}: terms whose hash is not the one that the entry of their version names"
            )
        contracts.add_terms(expected.version, terms, f"cases.jsonl:{number}")
        self.budget.spend_on_facts(expected.facts, len(set(expected.editions)))
        expected.check_facts(contracts)
        expected.check_moves(contracts, self.budget.spend_on_facts)
        self.unmoved.add(expected, contracts)
        computed = self._assess(terms, expected.facts, f"readings.jsonl:{number}", readings)
        self._compare(f"cases.jsonl:{number}", case, packing.case_line(terms, expected.facts, self.as_of))
        self._compare(f"readings.jsonl:{number}", readings, packing.readings_line(computed))
        self._compare(f"tickets.jsonl:{number}", ticket, packing.ticket_line(expected.line))
        self._compare(f"leaves.jsonl:{number}", leaves, packing.leaves_line(expected.line.ticket, expected.leaves))
        return TicketReadings(dimensions_of(expected.line, version, str(terms.timezone)), computed)

    def _assess(self, terms: Terms, facts: Sequence[Fact], where: str, stated: bytes) -> tuple[Reading, ...]:
        """The readings of a ticket, of which no more are computed than its line states, nor than the run allows."""
        most = stated.count(b"{")
        self.budget.check_readings(most)
        try:
            computed = assess(terms, facts, self.as_of, most).readings
        except CannotAssess as error:
            self.budget.spend(most)
            raise ValueError(f"{where}: fewer readings than the ticket has: {most}") from error
        self.budget.spend_on_readings(len(computed))
        return computed

    def _terms(self, case: bytes, number: int) -> tuple[Terms, int]:
        """The terms of a line and their version number, parsed once for all lines with the same terms."""
        document = strict(case, f"cases.jsonl:{number}", self.archive.values_most)["terms"]
        version = self.versions.setdefault(terms_sha256(document), len(self.versions) + 1)
        if version not in self.terms:
            self.budget.spend_on_terms(len(packing.line(document)))
            self.terms[version] = read_terms(document)
            self.calendars.add(self.terms[version])
        return self.terms[version], version

    def _check_manifest(self) -> None:
        self.account = next(iter(self.log.accounts), self.account)
        hashes = {name: self.archive.sha256(name) for name in self.archive.members if name != MANIFEST}
        computed = packing.manifest(self.customer, self.account, self.period, self.as_of, hashes)
        self._compare(MANIFEST, self.manifest, computed)

    def _compare_member(self, name: str, computed: bytes) -> None:
        """Compare a member of which no more is read than its computed content explains."""
        self._compare(name, self.archive.whole(name, 2 * len(computed) + EXCESS_MOST), computed)

    def _compare(self, where: str, archived: bytes, computed: bytes) -> None:
        if archived != computed:
            self.differences.append(first_difference(where, archived, computed))
            self.differing += len(archived)
            if len(self.differences) >= DIFFERENCES_MAX or self.differing > DIFFERING_MOST:
                raise _EndedError
