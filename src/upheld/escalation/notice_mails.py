"""Template values of mails, computed when they are sent, in the recipient's language and time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from django.utils.translation import override

from upheld.escalation.brief import Brief, briefs
from upheld.escalation.links import ticket_link
from upheld.escalation.notices import TEMPLATE
from upheld.i18n import moments
from upheld.i18n.words import has, say, short
from upheld.mail.rendering import LOCALES
from upheld.outbox.models import Parcel
from upheld.sla.reckoning import Span

SPANS_SHOWN = 12
"""How many of the latest spans a mail lists. The page shows them all."""
A_SECOND = timedelta(seconds=1)  # a breach is detected a microsecond late, which is not shown


def values(parcels: Iterable[Parcel]) -> dict[int, dict[str, Any]]:
    """Return the template values of each parcel, by parcel id, in a fixed number of statements."""
    parcels = list(parcels)
    contents = {parcel.pk: {**parcel.content, **parcel.private} for parcel in parcels}
    notices = {parcel.pk: parcel for parcel in parcels if parcel.template == TEMPLATE}
    for pk, brief in briefs(notices.values()).items():
        lang = short(notices[pk].language)
        with override(LOCALES[lang]):
            contents[pk] |= _notice(brief, lang)
    return contents


def _notice(brief: Brief, lang: str) -> dict[str, Any]:
    ticket, zone = brief.ticket, moments.zone_of(brief.zone, UTC)
    level = next((level for level in brief.terms.severities if level.id == brief.severity), None)
    return {
        "number": ticket.pk,
        "subject": ticket.subject,
        "customer": ticket.organisation.name,
        "product": ticket.product.name,
        "severity": brief.severity,
        "severity_name": (level.name.get(lang) or "") if level else "",
        "objective": objective(brief),
        "headline": headline(brief),
        "what": what(brief),
        "reached": instant(brief.reached_at, zone),
        "why_you": why_you(brief),
        "link": ticket_link(ticket.pk, staff=True),
        **_reckoned(brief, zone, lang),
    }


def objective(brief: Brief) -> str:
    """Return the objective's name, with the cycle from the second on: ``Update``, ``Update 3``."""
    name = say("ui.objective", brief.objective)
    return f"{name} {brief.cycle}" if brief.cycle > 1 else name


def what(brief: Brief) -> str:
    """Return a sentence about the step that was reached."""
    if brief.run is not None:
        since = instant(brief.run.since, moments.zone_of(brief.zone, UTC))
        return say("notice.run", count=brief.run.missed, since=since)
    if brief.step.at != "breach":
        return say("notice.used", percent=f"{float(brief.step.at * 100):g}")
    if brief.step.after is None:
        return say("notice.missed")
    return say("notice.still_missed")


def headline(brief: Brief) -> str:
    """Return the step for a mail's subject. A run of missed updates is given by its length, without a cycle."""
    if brief.run is not None:
        return say("notice.run_headline", count=brief.run.missed)
    return say("notice.headline", objective=objective(brief), what=what(brief))


def why_you(brief: Brief) -> str:
    """Return why this person is notified: their audience, and whom they stand in for."""
    reason = say("notice.audience", brief.audience) if has("notice.audience", brief.audience) else brief.audience
    text = say("notice.because", audience=reason)
    if not brief.in_place_of:
        return text
    absent = brief.in_place_of
    label = say("notice.audience", absent) if has("notice.audience", absent) else absent
    return f"{text} {say('notice.in_place_of', absent=label)}"


def _reckoned(brief: Brief, zone: tzinfo, lang: str) -> dict[str, Any]:
    if brief.reckoning is None:
        return {"due": "", "counted": "", "allowance": "", "left": "", "late": "", "spans": [], "earlier": 0}
    reading, spans = brief.reckoning.reading, brief.reckoning.spans
    return {
        "due": instant(reading.due_at, zone) if reading.due_at else "",
        "counted": moments.duration(reading.counted),
        "allowance": moments.duration(reading.allowance) if reading.allowance is not None else "",
        "left": moments.duration(reading.remaining) if reading.remaining and reading.outcome != "missed" else "",
        "late": moments.duration(reading.overdue) if reading.overdue >= A_SECOND else "",
        "spans": [_span(span, zone, lang) for span in spans[-SPANS_SHOWN:]],
        "earlier": max(len(spans) - SPANS_SHOWN, 0),
    }


def _span(span: Span, zone: tzinfo, lang: str) -> str:
    between = f"{instant(span.start, zone)} – {instant(span.end, zone)}"
    return f"{between} · {moments.duration(span.amount)} · {span.text(lang)}"


def instant(at: datetime, zone: tzinfo) -> str:
    """Format date and time to the second, in the reader's time zone and language."""
    return f"{moments.day(at, zone)} {at.astimezone(zone):%H:%M:%S}"
