"""Search over tickets, in Chinese and English."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.resources.tickets.shapes import TicketInList
from upheld.api.wire.callers import actor_of
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import text
from upheld.api.wire.resource import Resource
from upheld.api.wire.schemas import Page, to_schemas
from upheld.knowledge import queries

search = Resource("Search")


class SearchQuery(PageQuery):
    """What is looked for."""

    q: str = text(200, least=1, example="消息延迟")


class SearchResults(Page[TicketInList]):
    """What was found, the best first. ``capped``: there are more, and only the newest 1,000 were ranked."""

    total: int = Field(description="How many were ranked.")
    capped: bool


@search.read("/search", SearchResults)
def search_tickets(request: HttpRequest, query: Query[SearchQuery]) -> SearchResults:
    """Tickets that say what is asked for, as far as the caller may see them."""
    results = queries.search(text=query.q, actor=actor_of(request), after=query.cursor, limit=query.limit)
    return SearchResults(
        items=to_schemas(TicketInList, results.lines),
        next=results.after,
        total=results.total,
        capped=results.capped,
    )
