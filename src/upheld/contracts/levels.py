"""The severities that contracts define, for filters of ticket lists."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.database import ask

USUAL = ("P0", "P1", "P2", "P3")
"""The severities of tickets that no contract covers."""
MOST = 50
CACHE_TTL = timedelta(minutes=1)
LEVELS = """
    SELECT level->>'id' FROM contracts_contractversion version,
        jsonb_array_elements(version.terms->'severities') WITH ORDINALITY AS named(level, place)
    WHERE version.published_at IS NOT NULL AND (%(own)s::bigint[] IS NULL OR version.organisation_id = ANY(%(own)s))
    GROUP BY 1 ORDER BY min(place), 1 LIMIT %(most)s
"""
_cache: list[tuple[datetime, tuple[str, ...]]] = []


def levels_in_use(*, organisation_ids: frozenset[int] | None, now: datetime) -> tuple[str, ...]:
    """The severities in the published contracts of these customers (``None``: of all), highest first; one statement.

    Those of all customers are cached for a minute, because the queue page polls them all day.
    """
    if organisation_ids is not None:
        return _read(sorted(organisation_ids))
    if not (_cache and timedelta(0) <= now - _cache[0][0] < CACHE_TTL):
        _cache[:] = [(now, _read(None))]
    return _cache[0][1]


def _read(organisation_ids: list[int] | None) -> tuple[str, ...]:
    levels = [row[0] for row in ask(LEVELS, {"own": organisation_ids, "most": MOST})]
    return tuple(dict.fromkeys((*levels, *USUAL)))


def forget() -> None:
    """Clear the cache."""
    _cache.clear()
