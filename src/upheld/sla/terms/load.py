"""From a text to terms, and from terms to terms that no library is needed for."""

from dataclasses import replace

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.holidays import resolve
from upheld.sla.terms.document import parse_document
from upheld.sla.terms.model import Terms
from upheld.sla.terms.read import read_terms


def load_terms(text: str | bytes) -> Terms:
    """The terms that a YAML or JSON text states.

    TermsInvalid as ``parse_document`` and ``read_terms`` (semantics §3).
    """
    return read_terms(parse_document(text))


def resolve_holidays(terms: Terms) -> Terms:
    """The same terms with every country's holidays as explicit dates and a horizon, as a published version carries
    them (§2).
    """
    calendars = {name: _resolved(calendar, terms) for name, calendar in terms.calendars.items()}
    return replace(terms, calendars=calendars)


def _resolved(calendar: Calendar, terms: Terms) -> Calendar:
    if calendar.holidays is None or calendar.holidays.dates is not None:
        return calendar
    return replace(calendar, holidays=resolve(calendar.holidays, terms.effective_from.year - 1))
