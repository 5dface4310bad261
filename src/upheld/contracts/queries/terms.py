"""What a published version promises; read once, for it never changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from upheld.contracts.models import ContractVersion
from upheld.ledger.events import ContractRef
from upheld.sla import Terms, read_terms

Published = tuple[Terms, ContractRef]
KEPT_MOST = 512
_kept: dict[int, Published] = {}


def _published(version_id: int) -> Published:
    # A published version never changes, so what was read once may be kept.
    found = _kept.get(version_id)
    if found is None:
        found = _keep(ContractVersion.objects.get(pk=version_id, published_at__isnull=False))
    return found


def _keep(version: ContractVersion) -> Published:
    reference = ContractRef(
        id=version.contract_id, version=version.number, sha256=version.sha256, version_id=version.pk
    )
    if len(_kept) >= KEPT_MOST:
        _kept.pop(next(iter(tuple(_kept)), 0), None)
    _kept[version.pk] = found = (read_terms(version.terms or {}), reference)
    return found


def terms_of(version_id: int) -> Terms:
    """The terms of a published version."""
    return _published(version_id)[0]


def terms_of_versions(version_ids: Iterable[int]) -> Mapping[int, Terms]:
    """The terms of several published versions, in at most one statement."""
    wanted = set(version_ids)
    found = {one: kept[0] for one in wanted if (kept := _kept.get(one))}
    missing = wanted - found.keys()
    rows = ContractVersion.objects.filter(pk__in=missing, published_at__isnull=False) if missing else ()
    return found | {row.pk: _keep(row)[0] for row in rows}


def reference_of(version_id: int | None) -> ContractRef | None:
    """How the ledger names a version."""
    return None if version_id is None else _published(version_id)[1]


def forget() -> None:
    """Drop what was kept: for tests, where ids may come back with other terms."""
    _kept.clear()
