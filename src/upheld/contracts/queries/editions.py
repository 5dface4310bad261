"""The calendar editions of a contract version."""

from __future__ import annotations

from upheld.contracts.models import ContractVersion


def editions_of(*, contract_id: int, number: int) -> tuple[int, ...]:
    """The ids of the editions of a published version, newest first."""
    rows = ContractVersion.objects.filter(contract_id=contract_id, number=number, published_at__isnull=False)
    return tuple(rows.order_by("-edition").values_list("pk", flat=True))


def newest_edition(version_id: int) -> tuple[int, int]:
    """The id and the number of the newest edition of a published version, by the id of any of its editions."""
    version = ContractVersion.objects.get(pk=version_id)
    edition_ids = editions_of(contract_id=version.contract_id, number=version.number)
    return edition_ids[0], len(edition_ids)
