"""What tickets can be about, and what of it was bought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from upheld.contracts.models import Contract, Product
from upheld.operations.paging import NAME, Listing, page


@dataclass(frozen=True, slots=True)
class ProductView:
    """What tickets can be about; a ticket names one of ``components`` where there are any."""

    id: int
    slug: str
    name: str
    components: tuple[str, ...]
    is_active: bool = True


def products(*, retired: bool = False) -> tuple[ProductView, ...]:
    """What new tickets can be about, by name; ``retired``: and what they once could; one statement."""
    return tuple(_view(row) for row in _rows(retired).order_by("name", "pk")[:500])


def product_page(*, retired: bool = False, after: str | None = None, limit: int = 50) -> Listing[ProductView]:
    """A page of them; one statement."""
    return page(_rows(retired), by=NAME, after=after, limit=limit).of(_view)


def product(*, product_id: int) -> ProductView | None:
    """One of them, retired or not."""
    row = _rows(retired=True).filter(pk=product_id).first()
    return None if row is None else _view(row)


def _rows(retired: bool) -> QuerySet[Product]:
    return Product.objects.all() if retired else Product.objects.filter(is_active=True)


def _view(row: Product) -> ProductView:
    return ProductView(row.pk, row.slug, row.name, tuple(row.components), row.is_active)


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
