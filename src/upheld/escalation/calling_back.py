"""Cancels waiting notices that no longer apply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

STAND_DOWN = """
    WITH stopped AS MATERIALIZED (
        SELECT notice.parcel_id FROM escalation_notice notice
        JOIN clocks_clock clock ON clock.ticket_id = notice.ticket_id
            AND clock.objective = notice.objective AND clock.cycle = notice.cycle
        WHERE notice.ticket_id = ANY(%s) AND notice.parcel_id IS NOT NULL
          AND clock.outcome <> 'missed' AND (clock.stopped_at IS NOT NULL OR clock.state = 'cancelled')
    )
    UPDATE common_parcel SET state = 'stood_down', next_attempt_at = NULL, leased_until = NULL, private = '{}'
    WHERE id = ANY(ARRAY(
        SELECT id FROM common_parcel
        WHERE id = ANY(ARRAY(SELECT parcel_id FROM stopped)) AND template <> 'digest'
          AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= %s)
        ORDER BY id FOR NO KEY UPDATE
    ))
"""
"""Starts from the few notices of the tickets, so that the size of the outbox does not matter. A digest covers other
tickets too; it drops promises that were met when it is sent."""


WARNINGS = """
    UPDATE common_parcel SET state = 'stood_down', next_attempt_at = NULL, leased_until = NULL, private = '{}'
    WHERE id = ANY(ARRAY(
        SELECT id FROM common_parcel
        WHERE id IN (
            SELECT notice.parcel_id FROM escalation_notice notice
            JOIN unnest(%s::bigint[], %s::text[], %s::int[], %s::int[]) AS warning (ticket_id, objective, cycle, step)
                USING (ticket_id, objective, cycle, step)
        )
          AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= %s) AND template <> 'digest'
        ORDER BY id FOR NO KEY UPDATE
    ))
"""


def stand_down_warnings(warnings: Iterable[tuple[int, str, int, int]], *, now: datetime) -> int:
    """Cancel warnings about promises that are already broken, given as (ticket, objective, cycle, step).

    Returns the number of notices.
    """
    columns = [list(column) for column in zip(*warnings, strict=True)]
    if not columns:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(WARNINGS, [*columns, now])
        return int(cursor.rowcount)


def stand_down(*, ticket_ids: Iterable[int], now: datetime) -> int:
    """Cancel notices about clocks that stopped in time or were cancelled. Returns the number of notices.

    A notice about a missed promise is sent even if the answer came in the meantime. A delivery that is not accepted
    yet cancels nothing, since it may be rejected.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAND_DOWN, [list(ticket_ids), now])
        return int(cursor.rowcount)
