"""Contracts and their versions: drafted in YAML, checked, published once, and then immutable."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.accounts.actor import Actor
from upheld.accounts.costly import reading
from upheld.api.wire.callers import actor_args, actor_of, now_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import BodyId, Id, Line, Moment, RequestBody, text
from upheld.api.wire.problems import FieldError
from upheld.api.wire.resource import ADMINISTER, READ, Resource
from upheld.api.wire.schemas import CreatedId, Page, Schema, to_schemas
from upheld.contracts import operations, queries
from upheld.contracts.limits import PLAN_MAX
from upheld.i18n.words import short
from upheld.operations.errors import NotFound
from upheld.sla import Problem, TermsInvalid, contract_text, decreed_days, load_draft, warnings, write_terms

contracts = Resource("Contracts", acts=ADMINISTER)
Names = Annotated[list[Line], Field(max_length=100)]
WithoutEffect = Annotated[
    bool,
    Field(
        description="Has no effect: published figures count every contract, so that nobody can choose.",
        json_schema_extra={"deprecated": True},
    ),
]


class ContractInList(Schema):
    """A contract in a list, with the version in effect now."""

    id: int
    name: str
    plan: str
    customer_id: int
    customer: str
    products: list[str]
    current_version: int | None
    effective_from: Moment | None
    effective_to: Moment | None
    has_draft: bool


class Version(Schema):
    """A version; ``sha256`` is of its canonical terms, and is what the ledger names it by."""

    id: int
    number: int
    published_at: Moment | None
    effective_from: Moment | None
    effective_to: Moment | None
    sha256: str
    tzdata_version: str
    holidays_version: str


class Edition(Schema):
    """A calendar edition of a version: the same terms, their holidays known for further years. The first is the version
    as it was published. A ticket that has ended stays under the edition that was the newest then.
    """

    edition: int
    published_at: Moment | None
    sha256: str
    tzdata_version: str
    holidays_version: str


class EditionInFull(Edition):
    """An edition with its terms."""

    terms: dict[str, Any] = Field(description="The canonical terms, with holidays as dates.")


class VersionInFull(Version):
    """A version with its source, and with the terms of its newest calendar edition once it is published."""

    source: str = Field(description="The YAML as it was written.")
    terms: dict[str, Any] | None = Field(description="The canonical terms, with holidays as dates.")
    plain: str = Field(description="The terms in plain words, in the caller's language; empty for a draft.")
    editions: list[Edition] = Field(description="The calendar editions, the newest first; none for a draft.")
    decreed: dict[str, Any] = Field(
        description="Days that have been decreed since, by calendar: what a new edition could add."
    )


class Contract(Schema):
    """A contract with its versions, the newest first."""

    id: int
    name: str
    plan: str
    customer_id: int
    customer: str
    products: list[str]
    regions: list[str]
    environments: list[str]
    monthly_fee: str
    is_public: WithoutEffect
    versions: list[Version]


class NewContract(RequestBody):
    """What a customer has bought; its versions carry the terms. Empty lists mean all."""

    organisation_id: BodyId
    name: str = text(200, least=1, example="Chat, enterprise")
    plan: str = text(PLAN_MAX, least=1, example="enterprise")
    product_ids: Annotated[list[BodyId], Field(min_length=1, max_length=100)]
    regions: Names = []
    environments: Annotated[list[Literal["production", "test"]], Field(max_length=2)] = []
    monthly_fee: Annotated[
        str, Field(max_length=16, pattern=r"^$|^[0-9]{1,12}(\.[0-9]{1,2})?$", examples=["4800.00"])
    ] = ""
    is_public: WithoutEffect = False


class Source(RequestBody):
    """Terms, as YAML."""

    source: str = text(200_000, example="upheld: 1\nname: Enterprise\nversion: 1\n")


class DraftSource(Source):
    """Terms, as YAML, and which draft they replace."""

    replaces_sha256: str | None = text(
        64,
        default=None,
        description="SHA-256 (hexadecimal) of the source of the draft that this replaces, empty if there is none. If "
        "the draft is another one by now, it is not replaced (draft_saved_meanwhile). Without it any draft is.",
    )


class Confirmation(RequestBody):
    """Whether warnings that publishing asks about are meant, and which draft is to be published."""

    confirmed: bool = False
    seen_sha256: str | None = text(
        64,
        default=None,
        description="SHA-256 (hexadecimal) of the draft's source as you have read it. If the draft is another one by "
        "now, it is not published (draft_changed). Without it the draft is published as it is.",
    )


class Days(RequestBody):
    """Days of further years, as YAML: by calendar, the last year that is known now, its days off and make-up days."""

    source: str = text(
        200_000, example="office:\n  horizon: 2027\n  dates: [2027-01-01]\n  make_up: {2027-02-06: mon}\n"
    )


class ContractCheck(Schema):
    """What is wrong with terms, and what is only doubtful; each names the path of its key."""

    valid: bool
    errors: list[FieldError]
    warnings: list[FieldError]
    terms: dict[str, Any] | None


class ContractsQuery(PageQuery):
    """Which contracts are wanted."""

    customer: Id | None = None


@contracts.read("/contracts", Page[ContractInList])
def list_contracts(request: HttpRequest, query: Query[ContractsQuery]) -> Page[ContractInList]:
    """The contracts that the caller may see, by customer and name."""
    page = queries.contract_page(
        organisation_ids=_visible_organisations(actor_of(request)),
        now=now_of(request),
        customer=query.customer,
        after=query.cursor,
        limit=query.limit,
    )
    return Page[ContractInList](items=to_schemas(ContractInList, page.items), next=page.after)


@contracts.read("/contracts/{contract_id}", Contract)
def read_contract(request: HttpRequest, contract_id: Id) -> Contract:
    """A contract with its versions."""
    return Contract.model_validate(_contract(request, contract_id))


@contracts.read("/contracts/{contract_id}/versions/{number}", VersionInFull)
def read_version(request: HttpRequest, contract_id: Id, number: Id) -> VersionInFull:
    """A version with its source and its terms."""
    version = next(
        (candidate for candidate in _contract(request, contract_id).versions if candidate.number == number), None
    )
    if version is None:
        raise NotFound
    terms = queries.terms_of(version.id) if version.published_at else None
    return VersionInFull(
        **Version.model_validate(version).model_dump(),
        source=version.source,
        terms=write_terms(terms) if terms else None,
        plain=contract_text(terms, short()) if terms else "",
        editions=to_schemas(Edition, version.editions) if terms else [],
        decreed=decreed_days(terms) if terms else {},
    )


@contracts.read("/contracts/{contract_id}/versions/{number}/editions/{edition}", EditionInFull)
def read_edition(request: HttpRequest, contract_id: Id, number: Id, edition: Id) -> EditionInFull:
    """A calendar edition in full, so that what was decided under it can be recomputed."""
    version = _contract(request, contract_id).published(number)
    edition_view = (
        next((candidate for candidate in version.editions if candidate.edition == edition), None) if version else None
    )
    if edition_view is None:
        raise NotFound
    return EditionInFull(
        **Edition.model_validate(edition_view).model_dump(), terms=write_terms(queries.terms_of(edition_view.id))
    )


@contracts.post("/contract-checks", ContractCheck, status=200, scope=READ)
def check_contract(request: HttpRequest, body: Source) -> ContractCheck:
    """Check terms without keeping them: every error of the document at once."""
    try:
        with reading(actor_of(request)):
            terms = load_draft(body.source)
    except TermsInvalid as error:
        return ContractCheck(valid=False, errors=_field_errors(error.problems), warnings=[], terms=None)
    return ContractCheck(valid=True, errors=[], warnings=_field_errors(warnings(terms)), terms=write_terms(terms))


@contracts.post("/contracts", CreatedId)
def create_contract(request: HttpRequest, body: NewContract) -> CreatedId:
    """Make a contract without terms, as a manager."""
    return CreatedId(id=operations.create_contract(**body.model_dump(), **actor_args(request)))


@contracts.replace("/contracts/{contract_id}/draft", CreatedId)
def save_contract_draft(request: HttpRequest, contract_id: Id, body: DraftSource) -> CreatedId:
    """Keep the next version's YAML as it is written, right or wrong. Gives the version's id."""
    return CreatedId(id=operations.save_draft(contract_id=contract_id, **body.model_dump(), **actor_args(request)))


@contracts.post("/contracts/{contract_id}/publication", CreatedId)
def publish_contract_draft(request: HttpRequest, contract_id: Id, body: Confirmation | None = None) -> CreatedId:
    """Publish the draft: holidays become dates, the terms are fixed for ever. Gives the version's id.

    Terms with updates more often than every 5 minutes are refused (not_confirmed) until confirmed is true.
    """
    draft = _contract(request, contract_id).draft
    answers = (body or Confirmation()).model_dump()
    return CreatedId(
        id=operations.publish_version(version_id=draft.id if draft else 0, **answers, **actor_args(request))
    )


@contracts.post("/contracts/{contract_id}/versions/{number}/editions", CreatedId)
def publish_edition(request: HttpRequest, contract_id: Id, number: Id, body: Days) -> CreatedId:
    """Add further years to the calendars of a published version; open tickets go over to the edition at once. Gives its
    id. Nothing up to the last year that was known can change.
    """
    return CreatedId(
        id=operations.publish_edition(contract_id=contract_id, number=number, source=body.source, **actor_args(request))
    )


def _contract(request: HttpRequest, contract_id: int) -> queries.ContractView:
    contract = queries.contract(contract_id=contract_id, organisation_ids=_visible_organisations(actor_of(request)))
    if contract is None:
        raise NotFound("no_such_contract")
    return contract


def _visible_organisations(actor: Actor) -> frozenset[int] | None:
    return None if actor.is_staff else actor.organisations


def _field_errors(problems: tuple[Problem, ...]) -> list[FieldError]:
    lang = "zh" if short() == "zh" else "en"
    return [FieldError(field=problem.path, code=problem.code, message=problem.text(lang)) for problem in problems]
