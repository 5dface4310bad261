"""Reads the contract versions of an export: their entries, and the terms of the editions that others follow.

An edition may only add days past the horizon of the one before. That is proved here with the function that publishes
editions, so every edition up to that of a ticket has to be in the archive.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Any

from upheld.contracts.in_force import Effect, newest_in_force
from upheld.reports.archive import strict, whole_number
from upheld.reports.differences import first_difference
from upheld.reports.entries_read import Log, read_entry
from upheld.reports.packing import (
    CONTRACT_TYPES,
    Version,
    edition_line,
    editions_up_to,
    line,
    sha256_of,
    version_in,
)
from upheld.sla import Terms, TermsInvalid, effective_span, extended_as, horizons, read_terms, write_terms
from upheld.sla.instant import read_instant, write_instant
from upheld.sla.terms.write import terms_sha256

NEW_EXPORT = "ask for a new export"
VERSIONS_MAX = 1000
"""The maximum number of versions and editions in an archive."""


@dataclass(frozen=True)
class Published:
    """The entry that names the terms of a version or of an edition."""

    sha256: str
    """The hash of the terms."""
    line_sha256: str
    """The hash of the line in ``contracts.jsonl``."""
    index: int
    """The index of the entry in the account's log."""
    at: datetime
    """When it was published."""
    data: Mapping[str, Any]

    @cached_property
    def effect(self) -> Effect:
        """When the version applies."""
        end = read_instant(self.data["effective_to"]) if "effective_to" in self.data else None
        return Effect(read_instant(self.data["effective_from"]), self.data["version"], end=end)


@dataclass
class Contracts:
    """The versions and editions that the ledger names, and the terms of those that were read."""

    published: dict[Version, Published]
    terms: dict[Version, Terms] = field(default_factory=dict)

    def __post_init__(self) -> None:
        later_first = sorted(self.published.items(), key=itemgetter(0), reverse=True)
        self._by_hash = {(*version[:2], entry.sha256): version[2] for version, entry in later_first}
        self._versions: dict[int, list[Version]] = {}
        for version in self.published:
            if version[2] == 1:
                self._versions.setdefault(version[0], []).append(version)
        self._indexes: dict[tuple[int, int], list[int]] = {}
        for (contract, number, _), entry in sorted(self.published.items()):
            self._indexes.setdefault((contract, number), []).append(entry.index)

    def edition_named(self, contract: int, number: int, sha256: str) -> int:
        """The edition of a version whose terms have a hash; 0 if there is none."""
        return self._by_hash.get((contract, number, sha256), 0)

    def newest_before(self, contract: int, number: int, index: int) -> int:
        """The newest edition of a version whose entry is before an index; 0 if there is none."""
        return bisect_left(self._indexes.get((contract, number), []), index)

    def editions_of(self, contract: int, number: int) -> list[Version]:
        """The editions of a version after the first, in order."""
        return [(contract, number, edition) for edition in range(2, len(self._indexes.get((contract, number), ())) + 1)]

    def versions_of(self, contract: int) -> list[int]:
        """The numbers of the versions of a contract."""
        return sorted(number for _, number, _ in self._versions.get(contract, ()))

    def effect_of(self, version: Version) -> Effect:
        """When a version applies, as its entry says. Editions apply when their version does."""
        return self.published[*version[:2], 1].effect

    def version_at(self, contract: int, at: datetime, index: int) -> int | None:
        """The version of a contract that the server chose at an instant, before the entry with this index."""
        versions = (version for version in self._versions[contract] if self.published[version].index < index)
        chosen = newest_in_force(versions, self.effect_of, at)
        return None if chosen is None else chosen[1]

    def add_terms(self, version: Version, terms: Terms, where: str) -> None:
        """Add the terms of a version whose hash was checked. Raises ValueError if they are not what they may be."""
        if version in self.terms:
            return
        self.terms[version] = terms
        if terms.version != version[1]:
            raise ValueError(f"{where}: the terms are those of version {terms.version}, not {version[1]}")
        if any(calendar.is_unresolved for calendar in terms.calendars.values()):
            raise ValueError(f"{where}: holidays of a country without their days, which every published version has")
        if version[2] == 1:
            _check_version(terms, self.published[version].data, where)
        else:
            _check_edition(self.terms[version[0], version[1], version[2] - 1], terms, where)
            if horizons(terms) != self.published[version].data["known_until"]:
                raise ValueError(f"{where}: the calendars are not known until the years that the entry names")


def _check_version(terms: Terms, data: Mapping[str, Any], where: str) -> None:
    stated = data["effective_from"], data.get("effective_to")
    start, end = effective_span(terms)
    if stated != (write_instant(start), None if end is None else write_instant(end)):
        raise ValueError(f"{where}: the terms do not apply in the time that the entry of their version names")


def _check_edition(before: Terms, edition: Terms, where: str) -> None:
    """Raise ValueError if an edition differs from the one before by more than days past the horizon."""
    try:
        expected = extended_as(before, edition)
    except TermsInvalid as error:
        problem = error.problems[0]
        raise ValueError(f"{where}: no calendar edition: {problem.path}: {problem.text()}") from error
    archived, computed = line(write_terms(edition)), line(write_terms(expected))
    if archived != computed:
        difference = first_difference("terms", archived, computed)
        raise ValueError(
            f"{where}: an edition may only add days past the horizon, and here differs {difference.where}: "
            f"{difference.archived[:60]} instead of {difference.computed[:60]}"
        )


def read_contracts(lines: Iterable[bytes], as_of: datetime, log: Log) -> Contracts:
    """Read the versions and editions published by an instant. Raises ValueError for entries that cannot be."""
    published: dict[Version, Published] = {}
    previous = b""
    for number, text in enumerate(lines, 1):
        where = f"contracts.jsonl:{number}"
        if text <= previous or number > VERSIONS_MAX:
            raise ValueError(f"{where}: a line that stands twice or out of order, or more than {VERSIONS_MAX}")
        previous = text
        document = read_entry(text.decode().removesuffix("\n"), CONTRACT_TYPES, as_of, where)
        log.add([document], where)
        version = version_in(document["data"])
        if version in published or document["subject"] != f"contract/{version[0]}":
            raise ValueError(f"{where}: a version that stands twice, or of another contract")
        data = document["data"]
        published[version] = Published(
            data["sha256"], sha256_of(text), document["seq"], read_instant(document["recorded_at"]), data
        )
    _check_order(published)
    return Contracts(published)


def _check_order(published: Mapping[Version, Published]) -> None:
    """Check that editions follow one another from the first on, and that versions were published in order."""
    for contract, number, edition in published:
        if edition > 1:
            before, own = published.get((contract, number, edition - 1)), published[contract, number, edition]
            if before is None:
                raise ValueError(
                    f"contracts.jsonl: the entry of edition {edition - 1} of version {number} is missing: {NEW_EXPORT}"
                )
            if before.sha256 != own.data["sha256_before"] or before.index > own.index:
                raise ValueError("contracts.jsonl: an edition that does not follow the one before")
    versions = sorted(version for version in published if version[2] == 1)
    for first, second in pairwise(versions):
        if first[0] == second[0] and published[first].index > published[second].index:
            raise ValueError("contracts.jsonl: versions of a contract that were not published in their order")


def needed_editions(versions: Iterable[Version]) -> list[Version]:
    """The editions whose terms ``editions.jsonl`` holds: all that another one among these follows, in order."""
    return sorted({earlier for version in versions for earlier in editions_up_to(version)[:-1]})


def read_editions(lines: Iterable[bytes], contracts: Contracts) -> None:
    """Read the terms of the editions that others follow. Raises ValueError if they are not those that are needed."""
    needed = iter(needed_editions(contracts.published))
    for number, text in enumerate(lines, 1):
        where = f"editions.jsonl:{number}"
        document = strict(text, where)
        version = tuple(whole_number(document, name, where) for name in ("contract", "version", "edition"))
        expected = next(needed, None)
        if version != expected:
            raise ValueError(f"{where}: an edition that is not needed, twice or out of order")
        terms = read_terms(document["terms"])
        if terms_sha256(write_terms(terms)) != contracts.published[expected].sha256:
            raise ValueError(f"{where}: terms whose hash is not the one that the entry of their edition names")
        if edition_line(expected, terms) != text:
            raise ValueError(f"{where}: written in another form")
        contracts.add_terms(expected, terms, where)
    if (missing := next(needed, None)) is not None:
        raise ValueError(
            f"editions.jsonl: the terms of edition {missing[2]} of version {missing[1]} are missing: {NEW_EXPORT}"
        )
