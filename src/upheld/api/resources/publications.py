"""Published attainment reports, with every version of a restated period."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.attainment import PeriodName
from upheld.api.wire.callers import actor_args
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Moment, QueryParams, RequestBody, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import CreatedId, Page, Schema
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
    current: bool = Field(description="Whether these figures count: the newest publication of the period that stands.")
    withdrawn_at: Moment | None = Field(description="When the vendor took it back; null if it stands.")
    withdrawn_by: str = Field(description="The vendor, if it took the report back; empty if it stands.")
    withdrawn_because: str = Field(
        description="Why the vendor took it back; empty if it stands, or was taken back before reasons were required."
    )


class PeriodBody(RequestBody):
    """A month or a quarter."""

    period: PeriodName


class WithdrawalQuery(QueryParams):
    """Why a publication is taken back."""

    reason: str = text(500, least=1, description="Shown to everybody beside the withdrawn publication.")


class PublicationsQuery(PageQuery):
    """Which publications are wanted."""

    period: PeriodName | None = None


@publications.read("/publications", Page[Publication])
def list_publications(request: HttpRequest, query: Query[PublicationsQuery]) -> Page[Publication]:
    """The reports that the vendor has published, the newest first: every version, also those that were taken back."""
    period = read_period(query.period) if query.period else None
    page = publication_page(period=period, after=query.cursor, limit=query.limit)
    return Page[Publication](items=[with_period(Publication, item) for item in page.items], next=page.after)


@publications.post("/publications", CreatedId)
def publish_attainment(request: HttpRequest, body: PeriodBody) -> CreatedId:
    """Publish a period's figures, as a manager; a later publication restates them."""
    return CreatedId(id=operations.publish_period(period=body.period, **actor_args(request)))


@publications.delete("/publications/{publication_id}")
def withdraw_publication(request: HttpRequest, publication_id: Id, query: Query[WithdrawalQuery]) -> None:
    """Take a publication back; lists, the public page and the ledger keep that it was there, and why it went."""
    operations.withdraw_publication(publication_id=publication_id, reason=query.reason, **actor_args(request))


def with_period(kind: Any, view: Any) -> Any:
    """Convert a read model to a schema of the class ``kind``, with its period written as its name."""
    values = {name: getattr(view, name) for name in kind.model_fields}
    return kind.model_validate({**values, "period": str(view.period)})
