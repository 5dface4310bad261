"""Webhook payloads, computed when they are sent. Every attempt sends the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from upheld.escalation.audiences import REACHED
from upheld.escalation.brief import Brief, briefs
from upheld.escalation.links import ticket_link
from upheld.outbox.models import Parcel
from upheld.sla import Reckoning


def data(parcels: Iterable[Parcel]) -> dict[int, dict[str, Any]]:
    """Return the event data of each parcel, by parcel id, in two statements."""
    parcels = list(parcels)
    contents = {parcel.pk: {**parcel.content, **parcel.private} for parcel in parcels}
    reached = [parcel for parcel in parcels if parcel.template == REACHED]
    return contents | {pk: _reached(brief) for pk, brief in briefs(reached).items()}


def _reached(brief: Brief) -> dict[str, Any]:
    ticket, step = brief.ticket, brief.step
    return {
        "ticket": {
            "number": ticket.pk,
            "subject": ticket.subject,
            "customer": ticket.organisation.name,
            "product": ticket.product.slug,
            "severity": brief.severity,
            "url": ticket_link(ticket.pk, staff=True),
        },
        "step": {
            "number": step.index,
            "at": step.at if step.at == "breach" else str(step.at),
            "after": step.after is not None,
            "reached_at": _instant(brief.reached_at),
            "notify": list(step.notify),
        },
        "clock": {"objective": brief.objective, "cycle": brief.cycle, **_clock(brief.reckoning)},
        "as_of": _instant(brief.as_of),
        **_run(brief),
    }


def _run(brief: Brief) -> dict[str, Any]:
    """Return the run, if the call stands for a run of missed updates."""
    run = brief.run
    return {} if run is None else {"run": {"missed": run.missed, "since": _instant(run.since)}}


def _clock(reckoning: Reckoning | None) -> dict[str, Any]:
    if reckoning is None:
        return {}
    reading = reckoning.reading
    return {
        "state": reading.state,
        "outcome": reading.outcome,
        "due_at": _instant(reading.due_at) if reading.due_at else None,
        "allowance_seconds": _seconds(reading.allowance),
        "counted_seconds": _seconds(reading.counted),
        "remaining_seconds": _seconds(reading.remaining),
        "overdue_seconds": _seconds(reading.overdue),
        "reckoning": [
            {
                "start": _instant(span.start),
                "end": _instant(span.end),
                "counted": span.counted,
                "seconds": _seconds(span.amount),
                "why": span.text("en"),
            }
            for span in reckoning.spans
        ],
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _seconds(length: timedelta | None) -> float | int | None:
    if length is None:
        return None
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
