"""Figures as the vendor published them, every version of a restated period."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.attainment import PeriodName
from upheld.api.wire.callers import who
from upheld.api.wire.cursors import Paged
from upheld.api.wire.fields import Id, Moment, RequestBody
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Made, Page, Schema
from upheld.reports import operations
from upheld.reports.periods import read_period
from upheld.reports.queries.publications import publication_page

publications = Resource("Publications", acts=ADMINISTER)


class Publication(Schema):
    """A published report; ``sha256`` is of its canonical JSON."""

    id: int
    period: str
    as_of: Moment
    sha256: str
    figures: dict[str, Any]
    engine: int = Field(description="The number of the rules that it was counted by.")
    published_at: Moment


class OnePeriod(RequestBody):
    """A month or a quarter."""

    period: PeriodName


class PublicationsQuery(Paged):
    """Which publications are wanted."""

    period: PeriodName | None = None


@publications.read("/publications", Page[Publication])
def list_publications(request: HttpRequest, asked: Query[PublicationsQuery]) -> Page[Publication]:
    """The reports that the vendor has published, the newest first; every version of a restated one."""
    period = read_period(asked.period) if asked.period else None
    found = publication_page(period=period, after=asked.cursor, limit=asked.limit)
    return Page[Publication](items=[with_period(Publication, item) for item in found.items], next=found.after)


@publications.post("/publications", Made)
def publish_attainment(request: HttpRequest, given: OnePeriod) -> Made:
    """Publish a period's figures, as a manager; a later publication restates them."""
    return Made(id=operations.publish_period(period=given.period, **who(request)))


@publications.delete("/publications/{publication_id}")
def withdraw_publication(request: HttpRequest, publication_id: Id) -> None:
    """Take a publication back; the ledger keeps that it was there."""
    operations.withdraw_publication(publication_id=publication_id, **who(request))


def with_period(kind: Any, found: Any) -> Any:
    """A read model whose period is written as its name."""
    values = {name: getattr(found, name) for name in kind.model_fields}
    return kind.model_validate({**values, "period": str(found.period)})
