"""Loads terms from a text, and resolves holidays so that terms do not depend on the library."""

from collections.abc import Mapping
from dataclasses import replace

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.calendar.holidays import resolve
from upheld.sla.errors import Problem, TermsInvalid
from upheld.sla.terms.currencies import CODE, DECIMALS
from upheld.sla.terms.document import parse_document
from upheld.sla.terms.model import COMPUTED_BASE, Terms
from upheld.sla.terms.read import read_terms


def load_terms(text: str | bytes) -> Terms:
    """The terms that a YAML or JSON text states.

    TermsInvalid as ``parse_document`` and ``read_terms`` (semantics §3).
    """
    return read_terms(parse_document(text))


def load_draft(text: str | bytes) -> Terms:
    """The terms of a contract that is to be published.

    TermsInvalid as ``load_terms``, and for what only versions that were published long ago may still say.
    """
    document = parse_document(text)
    outdated = [*_unsupported_base(document), *_unknown_currency(document)]
    try:
        terms = read_terms(document)
    except TermsInvalid as error:
        raise TermsInvalid(*error.problems, *outdated) from error
    if outdated:
        raise TermsInvalid(*outdated)
    return terms


def _unsupported_base(document: Mapping[str, object]) -> list[Problem]:
    """Problems of a ``credits.base`` that is not the fee from which credits are computed (§7)."""
    policy = document.get("credits")
    base = policy.get("base", COMPUTED_BASE) if isinstance(policy, Mapping) else COMPUTED_BASE
    if not isinstance(base, str) or base == COMPUTED_BASE:
        return []
    return [Problem("credits.base", "unsupported_base", {"base": base[:80], "only": COMPUTED_BASE})]


def _unknown_currency(document: Mapping[str, object]) -> list[Problem]:
    """Problems of a ``credits.currency`` that has the form of a code, but is none in which credits are paid."""
    policy = document.get("credits")
    currency = policy.get("currency") if isinstance(policy, Mapping) else None
    if not isinstance(currency, str) or not CODE.fullmatch(currency) or currency in DECIMALS:
        return []
    return [Problem("credits.currency", "unknown_currency", {"value": currency})]


def resolve_holidays(terms: Terms) -> Terms:
    """The same terms with every country's holidays as explicit dates and a horizon, as a published version carries
    them (§2).
    """
    calendars = {name: _resolved(calendar, terms) for name, calendar in terms.calendars.items()}
    return replace(terms, calendars=calendars)


def _resolved(calendar: Calendar, terms: Terms) -> Calendar:
    if calendar.holidays is None or not calendar.is_unresolved:
        return calendar
    return replace(calendar, holidays=resolve(calendar.holidays, terms.effective_from.year - 1))
