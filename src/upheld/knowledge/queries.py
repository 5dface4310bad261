"""Searches the tickets that the reader may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from math import inf
from time import monotonic

from django.db import OperationalError, connection, transaction
from psycopg import sql
from psycopg.errors import QueryCanceled

from upheld.accounts.actor import Actor
from upheld.accounts.costly import costly
from upheld.database import send_later
from upheld.desk.models import Message
from upheld.desk.queries.lists import TicketLine, by_number
from upheld.knowledge.lexemes import TEXT_MAX
from upheld.knowledge.query_terms import exact, tsqueries
from upheld.operations.errors import Refused
from upheld.operations.paging import BadCursor, read_cursor, write_cursor

RANKED_MAX = 1000
"""Only the newest matches are ranked, which bounds the cost of frequent words."""
TIMEOUT = timedelta(seconds=1)
"""The longest that all queries of a search together take in the database."""
WEIGHTS = [0.1, 0.2, 0.4, 1.0]

STAFF = """
    WITH newest AS MATERIALIZED (
        SELECT ticket_id, coalesce(everything, public) AS document FROM knowledge_searchrow
        WHERE public @@ {query}::tsquery OR everything @@ {query}::tsquery
        ORDER BY ticket_id DESC LIMIT {most}
    )
"""
CUSTOMER = """
    WITH newest AS MATERIALIZED (
        SELECT ticket_id, public AS document FROM knowledge_searchrow
        WHERE organisation_id = ANY({organisations}) AND public @@ {query}::tsquery
        ORDER BY ticket_id DESC LIMIT {most}
    )
"""
HOLDS = """
    (SELECT bool_or(strpos(text, {fragment}) > 0 OR strpos(normalize(text, NFKC), {fragment}) > 0) FROM (
        SELECT concat_ws(' ', subject, component, platform, sdk_version, region, array_to_string(tags, ' ')) AS text
        FROM desk_ticket WHERE id = newest.ticket_id
        UNION ALL
        SELECT left(body, {longest}) FROM desk_message WHERE ticket_id = newest.ticket_id AND kind = ANY({kinds})
    ) texts)
"""
"""Whether a ticket contains a run of Chinese. An aggregate: for EXISTS the planner would read the whole table."""
RANK = """
    , ranked AS (
        SELECT ticket_id, ts_rank({weights}::real[], document, {query}::tsquery)::float8 AS score FROM newest
        WHERE {holds}
    )
    SELECT total, ticket_id, score FROM (SELECT count(*) AS total FROM ranked) counted LEFT JOIN (
        SELECT ticket_id, score FROM ranked WHERE (score, ticket_id) < ({score}, {ticket})
        ORDER BY score DESC, ticket_id DESC LIMIT {limit}
    ) page ON true ORDER BY score DESC, ticket_id DESC
"""
BEGIN = (inf, 0)
CURSOR = (int, float, int)
"""The index of the query, the score and the number of the last ticket of a page."""


class SearchTooLong(Refused):
    """The database did not finish the search in time: too many long texts match in part."""


Ranked = tuple[int, float]
"""A ticket and its score."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results, best first. ``capped``: there are more matches, of which only the newest were ranked."""

    lines: tuple[TicketLine, ...]
    total: int
    capped: bool
    after: str | None


NOTHING = SearchPage((), 0, False, None)


@costly
def search(*, text: str, actor: Actor, after: str | None = None, limit: int = 20) -> SearchPage:
    """Searches tickets; at most four statements. Raises `BadCursor` and `SearchTooLong`.

    The cursor is a position in the ranking, so that new matches neither hide nor repeat a ticket. The newest 1,000
    matches that the reader may see are ranked; older matches are not returned.
    """
    attempts = list(enumerate(tsqueries(text)))
    begin = BEGIN
    if after:
        number, *position = read_cursor(after, CURSOR)
        begin = (position[0], position[1])
        attempts = [attempt for attempt in attempts if attempt[0] == number]
        if not attempts:
            raise BadCursor
    fragments = exact(text)
    deadline = monotonic() + TIMEOUT.total_seconds()
    for number, query in attempts:
        ranked, total = _ranked(query, actor, begin, limit + 1, fragments if number == 0 else (), deadline)
        if total:
            return _page(number, ranked, total, actor, limit)
    return NOTHING


def _page(number: int, ranked: list[Ranked], total: int, actor: Actor, limit: int) -> SearchPage:
    numbers = [ticket for ticket, _ in ranked[:limit]]
    more = None
    if len(ranked) > limit:
        ticket, score = ranked[limit - 1]
        more = write_cursor([number, score, ticket])
    return SearchPage(by_number(ticket_ids=numbers, actor=actor), total, total >= RANKED_MAX, more)


def _ranked(
    query: str, actor: Actor, begin: tuple[float, int], limit: int, fragments: Sequence[str], deadline: float
) -> tuple[list[Ranked], int]:
    of_staff = actor.is_staff or actor.is_system
    params = {
        "holds": _holds(fragments, of_staff),
        "query": query,
        "organisations": sorted(actor.organisations),
        "most": RANKED_MAX,
        "weights": WEIGHTS,
        "score": begin[0],
        "ticket": begin[1],
        "limit": limit,
    }
    statement = sql.SQL((STAFF if of_staff else CUSTOMER) + RANK)
    with _limited(deadline), connection.cursor() as cursor:
        # Values are inlined, because the plan depends on them: a rare word uses the index, a frequent one a scan by
        # number. A generic plan of a prepared statement would read every row.
        cursor.execute(statement.format(**params).as_string(cursor.connection))
        rows = cursor.fetchall()
    return [(ticket, score) for _, ticket, score in rows if ticket is not None], rows[0][0]


@contextmanager
def _limited(deadline: float) -> Iterator[None]:
    """Ends the query within the block at the deadline. Raises `SearchTooLong`."""
    remaining = int((deadline - monotonic()) * 1000)
    if remaining <= 0:  # PostgreSQL takes 0 for no limit
        raise SearchTooLong("search_too_long", field="q")
    try:
        with transaction.atomic():
            send_later(f"SET LOCAL statement_timeout = {remaining}", [])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooLong("search_too_long", field="q") from error
        raise


def _holds(fragments: Sequence[str], of_staff: bool) -> sql.Composable:
    kinds = [Message.Kind.PUBLIC.value, *([Message.Kind.INTERNAL.value] if of_staff else [])]
    clauses = [sql.SQL(HOLDS).format(fragment=run, kinds=kinds, longest=TEXT_MAX) for run in fragments]
    return sql.SQL(" AND ").join(clauses) if clauses else sql.SQL("true")
