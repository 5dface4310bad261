"""Products, and the plans and regions that contracts name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from upheld.contracts.models import Contract, Product
from upheld.operations.paging import NAME, Listing, page


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product. A ticket about it names one of ``components`` if there are any."""

    id: int
    slug: str
    name: str
    components: tuple[str, ...]
    is_active: bool = True


def products(*, retired: bool = False) -> tuple[ProductView, ...]:
    """Products by name; one statement. ``retired`` includes retired products."""
    return tuple(_view(row) for row in _rows(retired).order_by("name", "pk")[:500])


def product_page(*, retired: bool = False, after: str | None = None, limit: int = 50) -> Listing[ProductView]:
    """A page of products; one statement."""
    return page(_rows(retired), by=NAME, after=after, limit=limit).of(_view)


def product(*, product_id: int) -> ProductView | None:
    """A product, retired or not, or ``None``."""
    row = _rows(retired=True).filter(pk=product_id).first()
    return None if row is None else _view(row)


def _rows(retired: bool) -> QuerySet[Product]:
    return Product.objects.all() if retired else Product.objects.filter(is_active=True)


def _view(row: Product) -> ProductView:
    return ProductView(row.pk, row.slug, row.name, tuple(row.components), row.is_active)


@dataclass(frozen=True, slots=True)
class PlansAndRegions:
    """The plans and regions that contracts name."""

    plans: tuple[str, ...]
    regions: tuple[str, ...]


def plans_and_regions(*, organisation_ids: Iterable[int] | None) -> PlansAndRegions:
    """The plans and regions in the contracts of these customers (``None``: of all); one statement."""
    rows = Contract.objects.values_list("plan", "regions")
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    pairs = list(rows[:5000])
    regions = {region for _, names in pairs for region in names}
    return PlansAndRegions(tuple(sorted({plan for plan, _ in pairs})), tuple(sorted(regions)))
