"""Contracts with their versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from upheld.contracts.models import Contract, ContractVersion
from upheld.operations.paging import Listing, page

BY_CUSTOMER = {"organisation__name": str, "name": str, "pk": int}
DATED = ("contract_id", "number", "edition", "published_at", "effective_from", "effective_to")
"""The columns of a version that a list needs, without its source and terms."""


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract in a list, with its version in effect, which covers tickets filed from ``since`` on."""

    id: int
    name: str
    plan: str
    customer_id: int
    customer: str
    products: tuple[str, ...]
    current_version: int | None
    current_version_id: int | None
    effective_from: datetime | None
    effective_to: datetime | None
    since: datetime | None
    has_draft: bool


@dataclass(frozen=True, slots=True)
class EditionView:
    """A calendar edition of a version. The first edition is the version as published."""

    id: int
    edition: int
    published_at: datetime | None
    sha256: str
    tzdata_version: str
    holidays_version: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of a contract with all its calendar editions. ``id`` and ``sha256`` are those of the newest."""

    id: int
    number: int
    source: str
    published_at: datetime | None
    effective_from: datetime | None
    effective_to: datetime | None
    sha256: str
    tzdata_version: str
    holidays_version: str
    editions: tuple[EditionView, ...]
    since: datetime | None
    """The instant from which it covers new tickets, never before its publication, whatever its terms say."""


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
        """The draft version, if any."""
        return next((version for version in self.versions if version.published_at is None), None)

    def at(self, instant: datetime) -> VersionView | None:
        """The version in effect at an instant."""
        return next((version for version in self.versions if _in_effect(version, instant)), None)

    def published(self, number: int) -> VersionView | None:
        """A published version by its number."""
        return next((version for version in self.versions if version.number == number and version.published_at), None)


def _in_effect(version: VersionView | ContractVersion, instant: datetime) -> bool:
    if version.published_at is None or version.effective_from is None or version.effective_from > instant:
        return False
    return version.effective_to is None or instant < version.effective_to


def contract_page(
    *,
    organisation_ids: frozenset[int] | None,
    now: datetime,
    customer: int | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Listing[ContractLine]:
    """A page of contracts, as far as published (``organisation_ids`` is ``None``: of all customers, drafts too).

    Optionally those of one ``customer``, or with ``text`` in a name or the plan; three statements.
    """
    rows = _visible(organisation_ids, DATED)
    if customer is not None:
        rows = rows.filter(organisation_id=customer)
    if text:
        names = Q(organisation__name__icontains=text) | Q(name__icontains=text) | Q(plan__icontains=text)
        rows = rows.filter(names)
    return page(rows, by=BY_CUSTOMER, after=after, limit=limit).of(lambda row: _line(row, now))


def _visible(organisation_ids: frozenset[int] | None, columns: Sequence[str] = ()) -> QuerySet[Contract]:
    """The contracts that may be seen, with versions. Only the vendor (``None``) sees drafts."""
    rows = Contract.objects.select_related("organisation").prefetch_related("products")
    versions = ContractVersion.objects.all()
    if organisation_ids is not None:
        versions = versions.filter(published_at__isnull=False)
        rows = rows.filter(Exists(versions.filter(contract=OuterRef("pk"))), organisation_id__in=organisation_ids)
    return rows.prefetch_related(Prefetch("versions", versions.only(*columns) if columns else versions))


def _line(row: Contract, now: datetime) -> ContractLine:
    versions = list(row.versions.all())
    current = next((version for version in versions if _in_effect(version, now)), None)
    return ContractLine(
        id=row.pk,
        name=row.name,
        plan=row.plan,
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        products=tuple(product.name for product in row.products.all()),
        current_version=current.number if current else None,
        current_version_id=current.pk if current else None,
        effective_from=current.effective_from if current else None,
        effective_to=current.effective_to if current else None,
        since=_since([version for version in versions if version.number == current.number]) if current else None,
        has_draft=any(version.published_at is None for version in versions),
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
        versions=tuple(_version(list(same)) for _, same in groupby(row.versions.all(), attrgetter("number"))),
    )


def _version(editions: Sequence[ContractVersion]) -> VersionView:
    """The view of a version from its editions, newest first."""
    newest, first = editions[0], editions[-1]
    return VersionView(
        id=newest.pk,
        number=newest.number,
        source=newest.source,
        published_at=first.published_at,
        effective_from=newest.effective_from,
        effective_to=newest.effective_to,
        sha256=newest.sha256,
        tzdata_version=newest.tzdata_version,
        holidays_version=newest.holidays_version,
        editions=tuple(_edition(edition) for edition in editions),
        since=_since(editions),
    )


def _since(editions: Sequence[ContractVersion]) -> datetime | None:
    published, effective = editions[-1].published_at, editions[0].effective_from
    return max(published, effective) if published and effective else None


def _edition(row: ContractVersion) -> EditionView:
    return EditionView(
        id=row.pk,
        edition=row.edition,
        published_at=row.published_at,
        sha256=row.sha256,
        tzdata_version=row.tzdata_version,
        holidays_version=row.holidays_version,
    )
