"""Search over tickets, as far as the reader may see them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from upheld.accounts.actor import Actor
from upheld.desk.queries.lists import TicketLine, by_number
from upheld.knowledge.asking import questions

RANKED_MAX = 1000
"""Only the newest matches are ranked: a word that every ticket has costs no more than a rare one."""
WEIGHTS = [0.1, 0.2, 0.4, 1.0]

STAFF = """
    WITH newest AS (
        SELECT ticket_id, coalesce(everything, public) AS said FROM knowledge_searchrow
        WHERE public @@ {query}::tsquery OR everything @@ {query}::tsquery
        ORDER BY ticket_id DESC LIMIT {most}
    )
"""
CUSTOMER = """
    WITH newest AS (
        SELECT ticket_id, public AS said FROM knowledge_searchrow
        WHERE organisation_id = ANY({organisations}) AND public @@ {query}::tsquery
        ORDER BY ticket_id DESC LIMIT {most}
    )
"""
RANK = """
    SELECT ticket_id, count(*) OVER () FROM newest
    ORDER BY ts_rank({weights}::real[], said, {query}::tsquery) DESC, ticket_id DESC
    OFFSET {offset} LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, best first. ``capped``: there are more matches, of which only the newest were ranked."""

    lines: tuple[TicketLine, ...]
    total: int
    capped: bool
    next_offset: int | None


NOTHING = Found((), 0, False, None)


def search(*, text: str, actor: Actor, offset: int = 0, limit: int = 20) -> Found:
    """Tickets that say what is asked for; at most four statements.

    ``offset`` is bounded by what is ranked, the newest 1,000 matches that the reader may see.
    """
    offset = min(max(offset, 0), RANKED_MAX)
    for question in questions(text):
        numbers, total = _ask(question, actor, offset, limit)
        if total:
            capped = total >= RANKED_MAX
            more = offset + limit if offset + limit < total else None
            return Found(by_number(ticket_ids=numbers, actor=actor), total, capped, more)
    return NOTHING


def _ask(question: str, actor: Actor, offset: int, limit: int) -> tuple[list[int], int]:
    given = {
        "query": question,
        "organisations": sorted(actor.organisations),
        "most": RANKED_MAX,
        "weights": WEIGHTS,
        "offset": offset,
        "limit": limit,
    }
    statement = sql.SQL((STAFF if actor.is_staff or actor.is_system else CUSTOMER) + RANK)
    with connection.cursor() as cursor:
        # The values stand in the text, because the plan must follow from them: a rare word is looked up, a common
        # one is met on the way. A statement prepared for any word would read every row.
        cursor.execute(statement.format(**given).as_string(cursor.connection))
        rows = cursor.fetchall()
    return [row[0] for row in rows], rows[0][1] if rows else 0
