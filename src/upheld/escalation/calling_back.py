"""Calling back notices about promises that have meanwhile been kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

STAND_DOWN = """
    WITH kept AS MATERIALIZED (
        SELECT notice.parcel_id FROM escalation_notice notice
        JOIN clocks_clock clock ON clock.ticket_id = notice.ticket_id
            AND clock.objective = notice.objective AND clock.cycle = notice.cycle
        WHERE notice.ticket_id = ANY(%s) AND notice.parcel_id IS NOT NULL
          AND clock.outcome <> 'missed' AND (clock.stopped_at IS NOT NULL OR clock.state = 'cancelled')
    )
    UPDATE common_parcel SET state = 'stood_down', next_attempt_at = NULL, leased_until = NULL, private = '{}'
    WHERE id = ANY(ARRAY(
        SELECT id FROM common_parcel
        WHERE id = ANY(ARRAY(SELECT parcel_id FROM kept)) AND template <> 'digest'
          AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= %s)
        ORDER BY id FOR NO KEY UPDATE
    ))
"""
"""From the few notices of the tickets to their parcels, whatever else may wait. A digest tells other tickets as well:
it leaves out what was kept when it is sent."""


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
    """Call back notices that a promise is at risk once it is broken: (ticket, objective, cycle, step) name them.

    Returns how many.
    """
    columns = [list(column) for column in zip(*warnings, strict=True)]
    if not columns:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(WARNINGS, [*columns, now])
        return int(cursor.rowcount)


def stand_down(*, ticket_ids: Iterable[int], now: datetime) -> int:
    """Call back what waits about clocks that stopped in time or were cancelled. Returns how many.

    A missed promise is told even if the answer came meanwhile: it is news to whoever has to know. A delivery
    that is not accepted yet stops nothing, since it may be rejected.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAND_DOWN, [list(ticket_ids), now])
        return int(cursor.rowcount)
