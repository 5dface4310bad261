"""Which contract covers a ticket, and what a version promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from upheld.contracts.models import Contract, ContractVersion, Product
from upheld.ledger.events import ContractRef
from upheld.sla import Terms, read_terms


@dataclass(frozen=True, slots=True)
class ProductView:
    """What tickets can be about; a ticket names one of ``components`` where there are any."""

    id: int
    slug: str
    name: str
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The version that covers a ticket, or why none does (a value of ``Ticket.Uncovered``).

    ``product`` is ``None`` where there is no such product, or none that is active.
    """

    version_id: int | None
    uncovered: str = ""
    plan: str = ""
    product: ProductView | None = None


MOST = 5000
"""Contracts in a list."""
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


COVERING = """
    SELECT product.slug, product.name, product.components, version.id, version.effective_from, version.effective_to,
        contract.regions, contract.environments, contract.plan,
        EXISTS (SELECT FROM contracts_contract_products covers
            WHERE covers.contract_id = contract.id AND covers.product_id = product.id)
    FROM contracts_product product
    LEFT JOIN contracts_contractversion version
        ON version.organisation_id = %(organisation)s AND version.published_at <= %(at)s
    LEFT JOIN contracts_contract contract ON contract.id = version.contract_id
    WHERE product.id = %(product)s AND product.is_active
    ORDER BY version.effective_from DESC, version.number DESC
"""


def covering(*, organisation_id: int, product_id: int, region: str, environment: str, at: datetime) -> Cover:
    """The version that covers a customer's ticket at an instant, else the nearest reason; one statement.

    Where several contracts cover it, the one whose version took effect last does.
    """
    with connection.cursor() as cursor:
        cursor.execute(COVERING, {"organisation": organisation_id, "product": product_id, "at": at})
        rows = cursor.fetchall()
    if not rows:
        return Cover(None, "product_not_covered")
    slug, name, components = rows[0][:3]
    about = ProductView(product_id, slug, name, tuple(components))
    candidates = [row[3:] for row in rows if row[3] is not None]
    if not candidates:
        return Cover(None, "no_contract", product=about)
    return replace(_first(candidates, region, environment, at), product=about)


def _first(candidates: Iterable[tuple[Any, ...]], region: str, environment: str, at: datetime) -> Cover:
    reason = "product_not_covered"
    for pk, start, end, regions, environments, plan, covered in candidates:
        if not covered:
            continue
        if regions and region not in regions:
            reason = _nearer(reason, "region_not_covered")
        elif environments and environment not in environments:
            reason = _nearer(reason, "environment_not_covered")
        elif start is None or start > at or (end is not None and at >= end):
            reason = _nearer(reason, "not_effective")
        else:
            return Cover(pk, "", plan)
    return Cover(None, reason)


REASONS = ("product_not_covered", "region_not_covered", "environment_not_covered", "not_effective")


def _nearer(one: str, other: str) -> str:
    return max(one, other, key=REASONS.index)


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract in a list."""

    id: int
    name: str
    plan: str
    customer_id: int
    customer: str
    products: tuple[str, ...]
    current_version: int | None
    effective_from: datetime | None
    effective_to: datetime | None
    has_draft: bool


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of a contract. ``terms`` is ``None`` for a draft that cannot be read yet."""

    id: int
    number: int
    source: str
    published_at: datetime | None
    effective_from: datetime | None
    effective_to: datetime | None
    sha256: str
    tzdata_version: str
    holidays_version: str


@dataclass(frozen=True, slots=True)
class ContractView:
    """A contract with its versions, newest first."""

    id: int
    name: str
    plan: str
    customer_id: int
    customer: str
    products: tuple[str, ...]
    regions: tuple[str, ...]
    environments: tuple[str, ...]
    monthly_fee: str
    is_public: bool
    versions: tuple[VersionView, ...]

    @property
    def draft(self) -> VersionView | None:
        """The version being written, if any."""
        return next((version for version in self.versions if version.published_at is None), None)

    def at(self, instant: datetime) -> VersionView | None:
        """The version in effect at an instant."""
        return next((one for one in self.versions if _in_effect(one, instant)), None)


def _in_effect(version: VersionView | ContractVersion, instant: datetime) -> bool:
    if version.published_at is None or version.effective_from is None or version.effective_from > instant:
        return False
    return version.effective_to is None or instant < version.effective_to


def contracts(*, organisation_ids: frozenset[int] | None, now: datetime) -> tuple[ContractLine, ...]:
    """The contracts of these customers, as far as published (``None``: of all, drafts too); three statements."""
    rows = _visible(organisation_ids).order_by("organisation__name", "name", "pk")
    return tuple(_line(row, now) for row in rows[:MOST])


def _visible(organisation_ids: frozenset[int] | None) -> QuerySet[Contract]:
    """What is being written is the vendor's alone."""
    rows = Contract.objects.select_related("organisation").prefetch_related("products")
    if organisation_ids is None:
        return rows.prefetch_related("versions")
    published = ContractVersion.objects.filter(published_at__isnull=False)
    own = rows.filter(Exists(published.filter(contract=OuterRef("pk"))), organisation_id__in=organisation_ids)
    return own.prefetch_related(Prefetch("versions", published))


def _line(row: Contract, now: datetime) -> ContractLine:
    versions = list(row.versions.all())
    current = next((one for one in versions if _in_effect(one, now)), None)
    return ContractLine(
        id=row.pk,
        name=row.name,
        plan=row.plan,
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        products=tuple(product.name for product in row.products.all()),
        current_version=current.number if current else None,
        effective_from=current.effective_from if current else None,
        effective_to=current.effective_to if current else None,
        has_draft=any(one.published_at is None for one in versions),
    )


def contract(*, contract_id: int, organisation_ids: frozenset[int] | None) -> ContractView | None:
    """One contract, or ``None`` if there is none for these customers (``None``: for the vendor, drafts too)."""
    row = _visible(organisation_ids).filter(pk=contract_id).first()
    return None if row is None else _view(row)


def _view(row: Contract) -> ContractView:
    return ContractView(
        id=row.pk,
        name=row.name,
        plan=row.plan,
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        products=tuple(product.name for product in row.products.all()),
        regions=tuple(row.regions),
        environments=tuple(row.environments),
        monthly_fee="" if row.monthly_fee is None else str(row.monthly_fee),
        is_public=row.is_public,
        versions=tuple(_version(one) for one in row.versions.all()),
    )


def _version(one: ContractVersion) -> VersionView:
    return VersionView(
        id=one.pk,
        number=one.number,
        source=one.source,
        published_at=one.published_at,
        effective_from=one.effective_from,
        effective_to=one.effective_to,
        sha256=one.sha256,
        tzdata_version=one.tzdata_version,
        holidays_version=one.holidays_version,
    )


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
