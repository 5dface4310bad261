"""What a published version promises; read once, for it never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from upheld.contracts.models import ContractVersion
from upheld.ledger.events import ContractRef
from upheld.sla import Terms, read_terms


@dataclass(frozen=True, slots=True)
class Edition:
    """A calendar edition of a published version; ``first_id`` is the version as first published."""

    first_id: int
    number: int
    published_at: datetime
    terms: Terms
    reference: ContractRef


KEPT_MOST = 512
_kept: dict[int, Edition] = {}


def _published(version_id: int) -> Edition:
    # A published version never changes, so what was read once may be kept.
    found = _kept.get(version_id)
    if found is None:
        found = _keep(ContractVersion.objects.get(pk=version_id, published_at__isnull=False))
    return found


def _several(version_ids: Iterable[int]) -> dict[int, Edition]:
    """What is published of these, in at most one statement."""
    wanted = set(version_ids)
    found = {one: kept for one in wanted if (kept := _kept.get(one))}
    missing = wanted - found.keys()
    rows = ContractVersion.objects.filter(pk__in=missing, published_at__isnull=False) if missing else ()
    return found | {row.pk: _keep(row) for row in rows}


def _keep(version: ContractVersion) -> Edition:
    assert version.published_at is not None  # drafts are not read
    reference = ContractRef(
        id=version.contract_id, version=version.number, sha256=version.sha256, version_id=version.pk
    )
    if len(_kept) >= KEPT_MOST:
        _kept.pop(next(iter(tuple(_kept)), 0), None)
    _kept[version.pk] = found = Edition(
        first_id=version.edition_of_id or version.pk,
        number=version.edition,
        published_at=version.published_at,
        terms=read_terms(version.terms or {}),
        reference=reference,
    )
    return found


def terms_of(version_id: int) -> Terms:
    """The terms of a published version."""
    return _published(version_id).terms


def terms_of_versions(version_ids: Iterable[int]) -> Mapping[int, Terms]:
    """The terms of several published versions, in at most one statement."""
    return {one: found.terms for one, found in _several(version_ids).items()}


def editions_as_of(version_ids: Iterable[int], as_of: datetime) -> Mapping[int, Edition]:
    """For each of these the newest edition, up to itself, that was published by an instant; else the first.

    One statement more than ``terms_of_versions`` where one of them was published later than that, and is not the first.
    """
    own = _several(version_ids)
    later = {pk: one.first_id for pk, one in own.items() if one.number > 1 and one.published_at > as_of}
    known = _newest(set(later.values()), as_of) if later else {}
    return own | {pk: known[first] for pk, first in later.items()}


def _newest(firsts: set[int], as_of: datetime) -> dict[int, Edition]:
    """The newest edition that an instant knows, by the version as first published."""
    known = Q(pk__in=firsts) | Q(edition_of__in=firsts, published_at__lte=as_of)
    rows = ContractVersion.objects.filter(known).order_by("edition")
    found = (_kept.get(row.pk) or _keep(row) for row in rows)
    return {one.first_id: one for one in found}


def reference_of(version_id: int | None) -> ContractRef | None:
    """How the ledger names a version."""
    return None if version_id is None else _published(version_id).reference


def forget() -> None:
    """Drop what was kept: for tests, where ids may come back with other terms."""
    _kept.clear()
