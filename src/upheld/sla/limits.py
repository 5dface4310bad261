"""Limits that the rules of a contract set from an event on: when a ruling is due, when silence accepts, and until when
a ticket can be reopened (semantics §§3, 9). None where the contract sets no limit, or where it lies past the last year
whose holidays are known.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from upheld.sla.calendar.calendar import after
from upheld.sla.calendar.zones import zone
from upheld.sla.terms.amounts import Allowance
from upheld.sla.terms.model import Terms

RULING_WITHIN: Final = timedelta(days=1)
"""How soon a ruling is expected where the contract does not say."""


def effective_span(terms: Terms) -> tuple[datetime, datetime | None]:
    """From when until before when the terms apply: the starts of their days in the contract's zone."""
    place = zone(terms.timezone)
    end = terms.effective_to
    return _start_of(terms.effective_from, place), None if end is None else _start_of(end, place)


def _start_of(day: date, place: tzinfo) -> datetime:
    try:
        return datetime.combine(day, time(), place).astimezone(UTC)
    except OverflowError:  # the first or last representable day, in a zone where it begins out of range
        return datetime.combine(day, time(), UTC)


def ruling_due(terms: Terms, disputed_at: datetime) -> datetime | None:
    """When the ruling on a dispute is due that opens at this instant."""
    rule = terms.disputes
    if rule is None or rule.ruling_within is None:
        return disputed_at + RULING_WITHIN
    return _limit(terms, rule.calendar, disputed_at, rule.ruling_within)


def silence_accepts(terms: Terms, provided_at: datetime) -> datetime | None:
    """The last instant at which a delivery of this instant can be rejected; silence accepts it then."""
    rule = terms.acceptance
    return None if rule is None or rule.after is None else _limit(terms, rule.calendar, provided_at, rule.after)


def reopening_ends(terms: Terms, accepted_at: datetime) -> datetime | None:
    """The last instant at which a ticket whose resolution was accepted then can be reopened."""
    rule = terms.reopening
    return None if rule is None else _limit(terms, rule.calendar, accepted_at, rule.within)


def _limit(terms: Terms, calendar: str, start: datetime, amount: Allowance) -> datetime | None:
    return after(terms.calendar(calendar), start, amount.length)
