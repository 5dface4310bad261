"""Creates contracts, saves drafts of their versions in YAML, and publishes them. A published version is immutable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from upheld.accounts.actor import Actor
from upheld.accounts.models import Organisation
from upheld.accounts.operations.rows import acting
from upheld.contracts.events import VersionPublished
from upheld.contracts.limits import ENVIRONMENTS, PLAN_MAX, REGION_MAX
from upheld.contracts.models import Contract, ContractVersion, Product
from upheld.contracts.operations.checks import CannotContract, checked_name, must_manage
from upheld.contracts.packages import HOLIDAYS, TIME_ZONES, release_of
from upheld.contracts.queries import terms_of
from upheld.contracts.sources import source_sha256
from upheld.database import locks
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotFound
from upheld.sla import (
    Problem,
    Terms,
    TermsInvalid,
    carry_days,
    effective_span,
    load_draft,
    resolve_holidays,
    to_confirm,
    write_terms,
)
from upheld.sla.terms.write import terms_sha256

SOURCE_MAX = 200_000
FEE_MAX = Decimal("999999999999.99")
PUBLISHED = (
    "terms",
    "sha256",
    "tzdata_version",
    "holidays_version",
    "effective_from",
    "effective_to",
    "published_at",
    "published_by",
    "monthly_fee",
)
"""The columns that publication sets; the database refuses to change them afterwards."""


class CannotPublish(CannotContract):
    """A version cannot be published. ``problems`` say where and why."""

    def __init__(self, code: str, problems: Sequence[Problem] = (), **params: object) -> None:
        super().__init__(code, field="source", **params)
        self.problems = tuple(problems)


@operation
def create_contract(
    *,
    organisation_id: int,
    name: str,
    plan: str,
    product_ids: Sequence[int],
    by: Actor,
    now: datetime,
    regions: Sequence[str] = (),
    environments: Sequence[str] = (),
    monthly_fee: str = "",
    is_public: bool = False,
) -> int:
    """Create a contract without terms and return its id. Its versions carry the terms. Raises ``CannotContract``."""
    must_manage(acting(by))
    if not Organisation.objects.filter(pk=organisation_id, kind=Organisation.Kind.CUSTOMER).exists():
        raise NotFound("no_such_organisation", field="organisation")
    products = list(Product.objects.filter(pk__in=list(product_ids), is_active=True))
    if not products or len(products) != len(set(product_ids)):
        raise CannotContract("no_such_product", field="products")
    row = Contract.objects.create(
        organisation_id=organisation_id,
        name=checked_name(name),
        plan=checked_name(plan, field="plan", most=PLAN_MAX),
        regions=[checked_name(region, field="regions", most=REGION_MAX) for region in regions if region.strip()],
        environments=[_environment(name.strip()) for name in environments if name.strip()],
        monthly_fee=_fee(monthly_fee),
        is_public=is_public,
        created_at=now,
    )
    row.products.set(products)
    return row.pk


def _environment(name: str) -> str:
    if name not in ENVIRONMENTS:
        raise CannotContract("not_among", field="environments", among=", ".join(ENVIRONMENTS))
    return name


@operation
def save_draft(*, contract_id: int, source: str, by: Actor, now: datetime, replaces_sha256: str | None = None) -> int:
    """Save the YAML of the next version, valid or not, and return the version's id.

    ``replaces_sha256`` is the `source_sha256` of the draft that the author has seen, empty if there was none. Raises
    ``CannotContract`` if the draft is another one by now.
    """
    must_manage(acting(by))
    contract = _contract(contract_id)
    if len(source) > SOURCE_MAX:
        raise CannotContract("too_long", field="source", most=SOURCE_MAX, found=len(source))
    if "\x00" in source:
        raise CannotContract("no_nul", field="source")
    drafts = contract.versions.filter(published_at=None)
    saved = drafts.values_list("source", flat=True).first() or ""
    if replaces_sha256 not in (None, source_sha256(saved)) and saved != source:
        raise CannotContract("draft_saved_meanwhile", field="source")
    if drafts.update(source=source):
        return drafts.values_list("pk", flat=True).get()
    return ContractVersion.objects.create(
        organisation_id=contract.organisation_id,
        contract=contract,
        number=_next(contract),
        source=source,
        created_at=now,
    ).pk


@operation
def publish_version(
    *,
    version_id: int,
    by: Actor,
    now: datetime,
    confirmed: bool = False,
    seen_sha256: str | None = None,
) -> int:
    """Publish a draft: resolve holidays to dates, fix the terms and record their hash in the ledger.

    Raises ``CannotPublish`` with every problem of the document, each with the path of its key. Also raises it for
    warnings that need confirmation (`to_confirm`), unless ``confirmed``. ``seen_sha256`` is the `source_sha256` of the
    draft that the actor has seen; another one is not published.
    """
    must_manage(acting(by))
    owner = ContractVersion.objects.filter(pk=version_id).values_list("organisation_id", "contract_id").first()
    if owner is None:
        raise NotFound("no_such_version")
    organisation_id, contract_id = owner
    at = ledger.lock(organisation_id=organisation_id, now=now, actor_id=by.id)
    _contract(contract_id)
    draft = locks.for_update(ContractVersion.objects.filter(pk=version_id)).get()
    if draft.published_at is not None:
        raise CannotPublish("already_published")
    if seen_sha256 not in (None, source_sha256(draft.source)):
        raise CannotPublish("draft_changed")
    terms = _with_known_days(_read(draft.source), draft)
    if terms.version != draft.number:
        raise CannotPublish("wrong_version", expected=draft.number, found=terms.version)
    doubts = () if confirmed else to_confirm(terms)
    if doubts:
        raise CannotPublish("not_confirmed", doubts)
    _fix(draft, terms, by, at)
    draft.save(update_fields=PUBLISHED)
    publish(_published(draft, by, at))
    return draft.pk


def _read(source: str) -> Terms:
    try:
        return resolve_holidays(load_draft(source))
    except TermsInvalid as error:
        raise CannotPublish("terms_invalid", error.problems, count=len(error.problems)) from error


def _with_known_days(terms: Terms, draft: ContractVersion) -> Terms:
    """Carry over the holidays that calendar editions of the previous version added."""
    published = ContractVersion.objects.filter(contract_id=draft.contract_id, published_at__isnull=False)
    previous = published.values_list("pk", flat=True).first()
    return terms if previous is None else carry_days(terms, terms_of(previous))


def _fix(draft: ContractVersion, terms: Terms, by: Actor, at: datetime) -> None:
    draft.effective_from, draft.effective_to = effective_span(terms)
    draft.monthly_fee = draft.contract.monthly_fee
    fix_terms(draft, terms, by, at)


def fix_terms(row: ContractVersion, terms: Terms, by: Actor, at: datetime) -> None:
    """Set the canonical terms of a row, their hash, and the releases and user that they come from."""
    document = write_terms(terms)
    row.terms = document
    row.sha256 = terms_sha256(document)
    row.tzdata_version = release_of(TIME_ZONES)
    row.holidays_version = release_of(HOLIDAYS)
    row.published_at = at
    row.published_by_id = None if by.is_system else by.id


def _published(version: ContractVersion, by: Actor, at: datetime) -> VersionPublished:
    assert version.effective_from is not None  # set by _fix
    return VersionPublished(
        organisation_id=version.organisation_id,
        actor_kind=by.kind,
        actor_id=by.id,
        at=at,
        contract_id=version.contract_id,
        version=version.number,
        sha256=version.sha256,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        tzdata_version=version.tzdata_version,
        holidays_version=version.holidays_version,
        name=version.contract.name,
    )


def _contract(contract_id: int) -> Contract:
    contract = locks.for_update(Contract.objects.filter(pk=contract_id)).first()
    if contract is None:
        raise NotFound("no_such_contract")
    return contract


def _next(contract: Contract) -> int:
    return (contract.versions.values_list("number", flat=True).first() or 0) + 1


def _fee(value: str) -> Decimal | None:
    if not value:
        return None
    try:
        fee = Decimal(value)
    except InvalidOperation as error:
        raise CannotContract("bad_fee", field="monthly_fee") from error
    if not fee.is_finite() or not 0 <= fee <= FEE_MAX or fee != round(fee, 2):
        raise CannotContract("bad_fee", field="monthly_fee")
    return fee
