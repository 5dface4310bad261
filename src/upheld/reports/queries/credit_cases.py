"""Credit cases, with the transitions that the reader may take."""

from __future__ import annotations

from django.db.models import QuerySet

from upheld.accounts.actor import SYSTEM, Actor
from upheld.operations.paging import Listing, page
from upheld.reports.models import CreditCase
from upheld.reports.periods import Period, read_period
from upheld.reports.permissions import moves_of
from upheld.reports.queries.readable import readable, unreadable
from upheld.reports.queries.views import CreditView

NEWEST = {"-period": str, "organisation__name": str, "pk": int}


def credit_cases(*, actor: Actor, period: Period | None = None, customer: int | None = None) -> tuple[CreditView, ...]:
    """All credit cases, newest period first; one statement. Customers see their own."""
    rows = _rows(actor, period, customer).order_by(*NEWEST)
    return tuple(readable(rows, lambda row: _view(row, actor)))


def credit_page(
    *,
    actor: Actor,
    period: Period | None = None,
    customer: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Listing[CreditView]:
    """A page of credit cases; one statement."""
    rows = page(_rows(actor, period, customer), by=NEWEST, after=after, limit=limit)
    return Listing(items=tuple(readable(rows.items, lambda row: _view(row, actor))), after=rows.after)


def damaged_credits() -> tuple[str, ...]:
    """The credit cases that cannot be read."""
    rows = CreditCase.objects.select_related("organisation", "contract_version__contract").order_by("pk")
    return unreadable(rows, lambda row: _view(row, SYSTEM))


def _rows(actor: Actor, period: Period | None, customer: int | None) -> QuerySet[CreditCase]:
    rows = CreditCase.objects.select_related("organisation", "contract_version__contract")
    if not actor.is_staff and not actor.is_system:
        rows = rows.filter(organisation_id__in=actor.organisations)
    if period is not None:
        rows = rows.filter(period=str(period))
    if customer is not None:
        rows = rows.filter(organisation_id=customer)
    return rows


def _view(row: CreditCase, actor: Actor) -> CreditView:
    version = row.contract_version
    lines = tuple(row.lines.get("lines", ()))
    if not all(isinstance(line, dict) for line in lines):
        raise TypeError("a line of a credit that is none")
    return CreditView(
        id=row.pk,
        period=read_period(row.period),
        state=row.state,
        amount=row.amount_text,
        currency=row.currency,
        lines=lines,
        capped=bool(row.lines.get("capped")),
        base=str(row.lines.get("base", "")),
        as_of=row.as_of,
        decided_at=row.decided_at,
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        contract_id=version.contract_id,
        contract=version.contract.name,
        version_id=version.pk,
        version=version.number,
        may=moves_of(actor, row.organisation_id, row.state, row.amount),
    )
