"""The terms of published versions, cached because they never change."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from upheld.contracts.models import ContractVersion
from upheld.database.unreadable import is_damaged
from upheld.ledger.events import ContractRef
from upheld.operations.errors import Damaged
from upheld.sla import Terms, TermsInvalid, read_terms
from upheld.sla.terms.write import terms_sha256

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """A calendar edition of a published version. ``first_id`` is the id of the version as first published."""

    first_id: int
    number: int
    published_at: datetime
    terms: Terms
    reference: ContractRef


class UnreadableVersion(Damaged):
    """The row of a contract version is damaged: it is not published, or its terms cannot be read."""

    def __init__(self, row: ContractVersion) -> None:
        super().__init__("version", contract=row.contract_id, number=row.number, id=row.pk)


CACHE_MAX = 512
_cache: dict[int, Edition] = {}


def _edition_of(version_id: int) -> Edition:
    edition = _cache.get(version_id)
    if edition is None:
        row = ContractVersion.objects.get(pk=version_id)
        if row.published_at is None:
            raise UnreadableVersion(row)
        edition = _read_edition(row)
    return edition


def _editions(version_ids: Iterable[int]) -> dict[int, Edition]:
    """The published editions by id, in at most one statement. Damaged versions are logged and left out."""
    requested = set(version_ids)
    editions = {pk: cached for pk in requested if (cached := _cache.get(pk))}
    missing = requested - editions.keys()
    rows = ContractVersion.objects.filter(pk__in=missing, published_at__isnull=False) if missing else ()
    editions |= {row.pk: edition for row in rows if (edition := _readable(row)) is not None}
    for version_id in requested - editions.keys():
        log.error("contract version %s cannot be read and is left out", version_id)
    return editions


def _readable(row: ContractVersion) -> Edition | None:
    try:
        return _read_edition(row)
    except UnreadableVersion:
        return None


def _read_edition(version: ContractVersion) -> Edition:
    assert version.published_at is not None  # drafts are not read
    reference = ContractRef(
        id=version.contract_id, version=version.number, sha256=version.sha256, version_id=version.pk
    )
    if len(_cache) >= CACHE_MAX:
        _cache.pop(next(iter(tuple(_cache)), 0), None)
    if is_damaged(version):
        raise UnreadableVersion(version)
    try:
        terms = read_terms(version.terms or {})
    except TermsInvalid as error:
        raise UnreadableVersion(version) from error
    _cache[version.pk] = edition = Edition(
        first_id=version.edition_of_id or version.pk,
        number=version.edition,
        published_at=version.published_at,
        terms=terms,
        reference=reference,
    )
    return edition


def terms_of(version_id: int) -> Terms:
    """The terms of a published version. Raises ``UnreadableVersion``."""
    return _edition_of(version_id).terms


def terms_of_versions(version_ids: Iterable[int]) -> Mapping[int, Terms]:
    """The terms of several published versions, in at most one statement; damaged versions are left out."""
    return {version_id: edition.terms for version_id, edition in _editions(version_ids).items()}


def editions_up_to(version_ids: Iterable[int]) -> Mapping[int, tuple[Edition, ...]]:
    """For each version, its calendar editions up to itself, oldest first; damaged ones are left out.

    Takes one statement more than ``terms_of_versions`` if there are earlier editions that are not cached.
    """
    own = _editions(version_ids)
    earlier = {(edition.first_id, number) for edition in own.values() for number in range(1, edition.number)}
    line = {(edition.first_id, edition.number): edition for edition in (*_cache.values(), *own.values())}
    missing = {first for first, number in earlier - line.keys()}
    published = ContractVersion.objects.filter(published_at__isnull=False)
    rows = published.filter(Q(pk__in=missing) | Q(edition_of__in=missing)) if missing else ()
    line |= {(edition.first_id, edition.number): edition for row in rows if (edition := _readable(row)) is not None}
    return {
        pk: tuple(
            line[edition.first_id, number]
            for number in range(1, edition.number + 1)
            if (edition.first_id, number) in line
        )
        for pk, edition in own.items()
    }


def earlier_editions(versions: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int, int], Terms]:
    """The terms of the editions before these (contract, version, edition); one statement where there are any."""
    newest: dict[tuple[int, int], int] = {}
    for contract, number, edition in versions:
        newest[contract, number] = max(edition, newest.get((contract, number), 1))
    before = {version: edition for version, edition in newest.items() if edition > 1}
    rows = ContractVersion.objects.filter(contract_id__in={contract for contract, _ in before}) if before else ()
    return {
        (row.contract_id, row.number, row.edition): (_cache.get(row.pk) or _read_edition(row)).terms
        for row in rows
        if row.edition < before.get((row.contract_id, row.number), 0)
    }


def reference_of(version_id: int | None) -> ContractRef | None:
    """The reference by which the ledger names a version."""
    return None if version_id is None else _edition_of(version_id).reference


@dataclass(frozen=True, slots=True)
class DamagedVersion:
    """A damaged version, identified by its contract and number."""

    contract_id: int
    number: int


def damaged_versions(*, in_use: Collection[int]) -> list[DamagedVersion]:
    """Versions whose terms cannot be read or do not match their hash, and drafts that are in use."""
    rows = ContractVersion.objects.filter(Q(published_at__isnull=False) | Q(pk__in=in_use))
    ordered = rows.order_by("contract_id", "number", "edition").iterator(100)
    return [DamagedVersion(row.contract_id, row.number) for row in ordered if not _is_sound(row)]


def _is_sound(row: ContractVersion) -> bool:
    if is_damaged(row) or row.published_at is None or row.terms is None or terms_sha256(row.terms) != row.sha256:
        return False
    try:
        read_terms(row.terms)
    except TermsInvalid:
        return False
    return True


def forget() -> None:
    """Clear the cache, for tests in which ids are reused with other terms."""
    _cache.clear()
