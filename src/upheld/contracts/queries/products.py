"""What tickets can be about, and what of it was bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.contracts.models import Contract, Product


@dataclass(frozen=True, slots=True)
class ProductView:
    """What tickets can be about; a ticket names one of ``components`` where there are any."""

    id: int
    slug: str
    name: str
    components: tuple[str, ...]


def products() -> tuple[ProductView, ...]:
    """The active products by name; one statement."""
    rows = Product.objects.filter(is_active=True)[:500]
    return tuple(ProductView(row.pk, row.slug, row.name, tuple(row.components)) for row in rows)


@dataclass(frozen=True, slots=True)
class Bought:
    """The plans and regions that contracts name."""

    plans: tuple[str, ...]
    regions: tuple[str, ...]


def bought(*, organisation_ids: Iterable[int] | None) -> Bought:
    """What these customers (``None``: all) have contracts for; one statement."""
    rows = Contract.objects.values_list("plan", "regions")
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    found = list(rows[:5000])
    regions = {region for _, named in found for region in named}
    return Bought(tuple(sorted({plan for plan, _ in found})), tuple(sorted(regions)))
