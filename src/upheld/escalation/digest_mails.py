"""Template values of digests, computed when they are sent: the latest notice of each promise not met yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

from django.utils.translation import override

from upheld.database import ask
from upheld.escalation.brief import Brief, Occasion, briefs_of
from upheld.escalation.digests import TEMPLATE
from upheld.escalation.links import ticket_link
from upheld.escalation.notice_mails import instant, what
from upheld.escalation.selection import UPDATE
from upheld.escalation.update_runs import run_around
from upheld.i18n import moments
from upheld.i18n.words import say, short
from upheld.mail.rendering import LOCALES
from upheld.outbox.models import Parcel

MAX_ENTRIES = 50
"""How many entries a digest lists. It only counts the rest."""

LATEST = """
    SELECT DISTINCT ON (notice.parcel_id, notice.ticket_id, notice.objective)
        notice.id, notice.parcel_id, notice.organisation_id, notice.ticket_id, notice.objective, notice.cycle,
        notice.step, notice.audience, notice.in_place_of, notice.reached_at, notice.created_at,
        coalesce(clock.outcome, '')
    FROM escalation_notice notice LEFT JOIN clocks_clock clock ON clock.ticket_id = notice.ticket_id
        AND clock.objective = notice.objective AND clock.cycle = notice.cycle
    WHERE notice.parcel_id = ANY(%s)
      AND (clock.id IS NULL OR clock.outcome = 'missed' OR (clock.stopped_at IS NULL AND clock.state <> 'cancelled'))
    ORDER BY notice.parcel_id, notice.ticket_id, notice.objective,
        clock.outcome IS NOT DISTINCT FROM 'missed' DESC, notice.reached_at DESC, notice.id DESC
"""
"""Promises met in the meantime are left out, as single notices about them are cancelled. A miss precedes a warning."""
MISSED_UPDATES = """
    SELECT ticket_id, cycle, decided_at FROM clocks_clock
    WHERE ticket_id = ANY(%s) AND objective = 'update' AND outcome = 'missed'
"""


def values(parcels: Iterable[Parcel]) -> dict[int, dict[str, Any]]:
    """Return the template values of each digest, by parcel id, in four statements.

    A digest without entries need not be sent.
    """
    waiting = {parcel.pk: parcel for parcel in parcels if parcel.template == TEMPLATE}
    if not waiting:
        return {}
    by_customer: dict[int, dict[int, list[Occasion]]] = defaultdict(lambda: defaultdict(list))
    missed: set[int] = set()
    for key, parcel_id, organisation, *row, outcome in ask(LATEST, [list(waiting)]):
        occasion = _occasion(key, row, zone=waiting[parcel_id].content["zone"])
        by_customer[parcel_id][organisation].append(occasion)
        missed |= {key} if outcome == "missed" else set()
    occasions = {pk: _in_turns(by_customer[pk].values()) for pk in waiting}
    first_occasions = [entry for entries in occasions.values() for entry in entries[:MAX_ENTRIES]]
    _add_runs(first_occasions)
    briefs = briefs_of(first_occasions)
    outdated = {key for key in missed if key in briefs and briefs[key].step.at != "breach"}
    return {
        pk: _digest(
            [briefs[occasion.key] for occasion in occasions[pk] if occasion.key in briefs.keys() - outdated],
            max(len(occasions[pk]) - MAX_ENTRIES, 0),
            parcel,
        )
        for pk, parcel in waiting.items()
    }


def _in_turns(customers: Iterable[list[Occasion]]) -> list[Occasion]:
    """The first occasions of all customers, then the second ones: none with many tickets displaces the others."""
    rounds = zip_longest(*customers)
    return [occasion for entries in rounds for occasion in entries if occasion is not None]


def _occasion(key: int, row: list[Any], *, zone: str) -> Occasion:
    ticket_id, objective, cycle, step, audience, in_place_of, reached_at, as_of = row
    content = {
        "objective": objective,
        "cycle": cycle,
        "step": step,
        "reached_at": reached_at.isoformat(),
        "as_of": as_of.isoformat(),
        "audience": audience,
        "in_place_of": in_place_of,
        "zone": zone,
    }
    return Occasion(key, ticket_id, content)


def _add_runs(occasions: Iterable[Occasion]) -> None:
    """Add the length of the run to updates that were missed in a row."""
    updates = [occasion for occasion in occasions if occasion.content["objective"] == UPDATE]
    if not updates:
        return
    missed: dict[int | None, dict[int, datetime]] = defaultdict(dict)
    for ticket_id, cycle, decided_at in ask(MISSED_UPDATES, [[update.ticket_id for update in updates]]):
        missed[ticket_id][cycle] = decided_at
    for update in updates:
        run = run_around(missed[update.ticket_id], update.content["cycle"])
        if run is not None and run.missed > 1:
            update.content["run"] = {"missed": run.missed, "since": run.first_missed_at.isoformat()}


def _digest(entries: list[Brief], more: int, parcel: Parcel) -> dict[str, Any]:
    with override(LOCALES[short(parcel.language)]):
        tickets = len({brief.ticket.pk for brief in entries})
        return {
            "headline": say("notice.digest", count=tickets),
            "entries": [_entry(brief) for brief in sorted(entries, key=lambda brief: brief.reached_at)],
            "more": more,
            "zone": parcel.content["zone"],
        }


def _entry(brief: Brief) -> dict[str, Any]:
    due_at = brief.reckoning.reading.due_at if brief.reckoning and brief.run is None else None
    return {
        "number": brief.ticket.pk,
        "subject": brief.ticket.subject,
        "customer": brief.ticket.organisation.name,
        "severity": brief.severity,
        "objective": say("ui.objective", brief.objective),
        "what": what(brief),
        "due": instant(due_at, moments.zone_of(brief.zone, UTC)) if due_at else "",
        "link": ticket_link(brief.ticket.pk, staff=True),
    }
