"""The severities that contracts name: what lists of tickets can be narrowed by."""

from __future__ import annotations

from datetime import datetime, timedelta

from upheld.database import ask

USUAL = ("P0", "P1", "P2", "P3")
"""Those of tickets that no contract covers."""
MOST = 50
KEPT_FOR = timedelta(minutes=1)
LEVELS = """
    SELECT level->>'id' FROM contracts_contractversion version,
        jsonb_array_elements(version.terms->'severities') WITH ORDINALITY AS named(level, place)
    WHERE version.published_at IS NOT NULL AND (%(own)s::bigint[] IS NULL OR version.organisation_id = ANY(%(own)s))
    GROUP BY 1 ORDER BY min(place), 1 LIMIT %(most)s
"""
_kept: list[tuple[datetime, tuple[str, ...]]] = []


def levels_in_use(*, organisation_ids: frozenset[int] | None, now: datetime) -> tuple[str, ...]:
    """Severities of these customers' published contracts (``None``: of all), the highest first; one statement.

    Those of all are kept for a minute: the page that asks is open all day.
    """
    if organisation_ids is not None:
        return _read(sorted(organisation_ids))
    if not (_kept and timedelta(0) <= now - _kept[0][0] < KEPT_FOR):
        _kept[:] = [(now, _read(None))]
    return _kept[0][1]


def _read(own: list[int] | None) -> tuple[str, ...]:
    named = [row[0] for row in ask(LEVELS, {"own": own, "most": MOST})]
    return tuple(dict.fromkeys((*named, *USUAL)))


def forget() -> None:
    """Drop what was kept."""
    _kept.clear()
