"""What a published version promises; read once, for it never changes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from upheld.contracts.models import ContractVersion
from upheld.ledger.events import ContractRef
from upheld.operations.errors import Damaged
from upheld.sla import Terms, TermsInvalid, read_terms
from upheld.sla.terms.write import terms_sha256

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Edition:
    """A calendar edition of a published version; ``first_id`` is the version as first published."""

    first_id: int
    number: int
    published_at: datetime
    terms: Terms
    reference: ContractRef


class UnreadableVersion(Damaged):
    """The row of a contract version is damaged: it is not published, or its terms cannot be read."""

    def __init__(self, row: ContractVersion) -> None:
        super().__init__("version", contract=row.contract_id, number=row.number, id=row.pk)


KEPT_MOST = 512
_kept: dict[int, Edition] = {}


def _published(version_id: int) -> Edition:
    # A published version never changes, so what was read once may be kept.
    found = _kept.get(version_id)
    if found is None:
        row = ContractVersion.objects.get(pk=version_id)
        if row.published_at is None:
            raise UnreadableVersion(row)
        found = _keep(row)
    return found


def _several(version_ids: Iterable[int]) -> dict[int, Edition]:
    """What is published of these, in at most one statement; damaged versions are logged and left out."""
    wanted = set(version_ids)
    found = {one: kept for one in wanted if (kept := _kept.get(one))}
    missing = wanted - found.keys()
    rows = ContractVersion.objects.filter(pk__in=missing, published_at__isnull=False) if missing else ()
    found |= {row.pk: edition for row in rows if (edition := _readable(row)) is not None}
    for version_id in wanted - found.keys():
        log.error("contract version %s cannot be read and is left out", version_id)
    return found


def _readable(row: ContractVersion) -> Edition | None:
    try:
        return _keep(row)
    except UnreadableVersion:
        return None


def _keep(version: ContractVersion) -> Edition:
    assert version.published_at is not None  # drafts are not read
    reference = ContractRef(
        id=version.contract_id, version=version.number, sha256=version.sha256, version_id=version.pk
    )
    if len(_kept) >= KEPT_MOST:
        _kept.pop(next(iter(tuple(_kept)), 0), None)
    try:
        terms = read_terms(version.terms or {})
    except TermsInvalid as error:
        raise UnreadableVersion(version) from error
    _kept[version.pk] = found = Edition(
        first_id=version.edition_of_id or version.pk,
        number=version.edition,
        published_at=version.published_at,
        terms=terms,
        reference=reference,
    )
    return found


def terms_of(version_id: int) -> Terms:
    """The terms of a published version. Raises ``UnreadableVersion``."""
    return _published(version_id).terms


def terms_of_versions(version_ids: Iterable[int]) -> Mapping[int, Terms]:
    """The terms of several published versions, in at most one statement; damaged versions are left out."""
    return {one: found.terms for one, found in _several(version_ids).items()}


def editions_as_of(version_ids: Iterable[int], as_of: datetime) -> Mapping[int, Edition]:
    """For each of these the newest edition, up to itself, that was published by an instant; else the first.

    One statement more than ``terms_of_versions`` where one of them was published later than that, and is not the first.
    """
    own = _several(version_ids)
    later = {pk: one.first_id for pk, one in own.items() if one.number > 1 and one.published_at > as_of}
    known = _newest(set(later.values()), as_of) if later else {}
    return own | {pk: known[first] for pk, first in later.items() if first in known}


def _newest(firsts: set[int], as_of: datetime) -> dict[int, Edition]:
    """The newest edition that an instant knows, by the version as first published."""
    known = Q(pk__in=firsts) | Q(edition_of__in=firsts, published_at__lte=as_of)
    rows = ContractVersion.objects.filter(known).order_by("edition")
    editions = (_kept.get(row.pk) or _readable(row) for row in rows)
    return {edition.first_id: edition for edition in editions if edition is not None}


def reference_of(version_id: int | None) -> ContractRef | None:
    """How the ledger names a version."""
    return None if version_id is None else _published(version_id).reference


@dataclass(frozen=True, slots=True)
class DamagedVersion:
    """A version whose record is damaged, by its contract and its number."""

    contract_id: int
    number: int


def damaged_versions(*, in_use: Collection[int]) -> list[DamagedVersion]:
    """Versions whose terms cannot be read or are not those that were published, and drafts among those in use."""
    rows = ContractVersion.objects.filter(Q(published_at__isnull=False) | Q(pk__in=in_use))
    ordered = rows.order_by("contract_id", "number", "edition").iterator(100)
    return [DamagedVersion(row.contract_id, row.number) for row in ordered if not _is_sound(row)]


def _is_sound(row: ContractVersion) -> bool:
    if row.published_at is None or row.terms is None or terms_sha256(row.terms) != row.sha256:
        return False
    try:
        read_terms(row.terms)
    except TermsInvalid:
        return False
    return True


def forget() -> None:
    """Drop what was kept: for tests, where ids may come back with other terms."""
    _kept.clear()
