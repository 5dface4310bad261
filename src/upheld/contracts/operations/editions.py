"""Publishes calendar editions: the holidays of a published version for further years (semantics §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import acting
from upheld.contracts.events import EditionPublished
from upheld.contracts.models import ContractVersion
from upheld.contracts.operations.checks import must_manage
from upheld.contracts.operations.contracts import CannotPublish, fix_terms
from upheld.contracts.queries import terms_of
from upheld.ledger import operations as ledger
from upheld.operations.bus import operation, publish
from upheld.operations.errors import NotFound
from upheld.sla import Terms, TermsInvalid, decreed_days, extend_holidays, horizons, parse_document

Days = Mapping[str, object]


@operation
def publish_edition(*, contract_id: int, number: int, source: str, by: Actor, now: datetime) -> int:
    """Add further years to the calendars of a published version, and return the id of the edition.

    ``source`` is YAML: by calendar the new last known year, and the days off and make-up days of the years added.
    Nothing up to the old horizon can change. Open tickets move to the edition at once. Raises ``CannotPublish`` with
    every problem, each with its path.
    """
    return _publish(contract_id, number, lambda _: parse_document(source), by, now)


@operation
def extend_decreed(*, contract_id: int, number: int, by: Actor, now: datetime) -> int:
    """Publish an edition with the holidays that countries have decreed since, and return its id.

    Raises ``CannotPublish`` if there are none.
    """
    return _publish(contract_id, number, _decreed, by, now)


def _publish(contract_id: int, number: int, days: Callable[[Terms], Days], by: Actor, now: datetime) -> int:
    must_manage(acting(by))
    owner = ContractVersion.objects.filter(contract_id=contract_id).values_list("organisation_id", flat=True).first()
    if owner is None:
        raise NotFound("no_such_contract")
    at = ledger.lock(organisation_id=owner, now=now, actor_id=by.id)
    newest = _newest(contract_id, number)
    terms = _extended(terms_of(newest.pk), days)
    edition = ContractVersion(
        organisation_id=owner,
        contract_id=contract_id,
        number=number,
        edition=newest.edition + 1,
        edition_of_id=newest.edition_of_id or newest.pk,
        source=newest.source,
        monthly_fee=newest.monthly_fee,
        effective_from=newest.effective_from,
        effective_to=newest.effective_to,
        created_at=now,
    )
    fix_terms(edition, terms, by, at)
    edition.save(force_insert=True)
    publish(_published(edition, newest, terms, by, at))
    return edition.pk


def _newest(contract_id: int, number: int) -> ContractVersion:
    edition = ContractVersion.objects.filter(contract_id=contract_id, number=number, published_at__isnull=False).first()
    if edition is None:
        raise NotFound("no_such_version")
    return edition


def _decreed(terms: Terms) -> Days:
    days = decreed_days(terms)
    if not days:
        raise CannotPublish("nothing_decreed")
    return days


def _extended(terms: Terms, days: Callable[[Terms], Days]) -> Terms:
    try:
        return extend_holidays(terms, days(terms))
    except TermsInvalid as error:
        raise CannotPublish("edition_invalid", error.problems, count=len(error.problems)) from error


def _published(
    edition: ContractVersion, previous: ContractVersion, terms: Terms, by: Actor, at: datetime
) -> EditionPublished:
    return EditionPublished(
        organisation_id=edition.organisation_id,
        actor_kind=by.kind,
        actor_id=by.id,
        at=at,
        contract_id=edition.contract_id,
        version=edition.number,
        edition=edition.edition,
        known_until=horizons(terms),
        sha256=edition.sha256,
        sha256_before=previous.sha256,
        tzdata_version=edition.tzdata_version,
        holidays_version=edition.holidays_version,
    )
