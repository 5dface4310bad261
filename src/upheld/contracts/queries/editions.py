"""The calendar editions of a contract version."""

from __future__ import annotations

from upheld.contracts.models import ContractVersion


def editions_of(*, contract_id: int, number: int) -> tuple[int, ...]:
    """The ids of a published version's editions, the newest first."""
    rows = ContractVersion.objects.filter(contract_id=contract_id, number=number, published_at__isnull=False)
    return tuple(rows.order_by("-edition").values_list("pk", flat=True))


def newest_edition(version_id: int) -> tuple[int, int]:
    """The id of the newest edition of a published version, whichever of its editions is given, and its number."""
    given = ContractVersion.objects.get(pk=version_id)
    same = editions_of(contract_id=given.contract_id, number=given.number)
    return same[0], len(same)
