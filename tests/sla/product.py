"""The product's core behind the same plain data as the slow reference: dictionaries in, dictionaries out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sla.oracle.units import instant, written
from upheld.sla import Terms, after, assess, counted, read_fact, read_terms


class Verdict(NamedTuple):
    """Readings in the public JSON form, and the facts that were refused, as they were given."""

    readings: list[dict[str, Any]]
    refused: list[dict[str, Any]]


def judge(terms: Mapping[str, Any] | Terms, facts: list[dict[str, Any]], as_of: str) -> Verdict:
    """What the core says about one ticket at an instant."""
    contract = terms if isinstance(terms, Terms) else read_terms(terms)
    read = [read_fact(fact) for fact in facts]
    given = {id(fact): plain for fact, plain in zip(read, facts, strict=True)}
    verdict = assess(contract, read, moment(as_of))
    return Verdict(
        [dict(reading.as_dict()) for reading in verdict.readings],
        [given[id(refusal.fact)] for refusal in verdict.refused],
    )


def count_seconds(terms: Mapping[str, Any], calendar: str, begin: str, end: str) -> float:
    """Open seconds between two instants."""
    found = read_terms(terms).calendars[calendar]
    amount = counted(found, moment(begin), moment(end))
    assert amount is not None  # explicit lists have no horizon
    return amount / timedelta(seconds=1)


def due_instant(terms: Mapping[str, Any], calendar: str, begin: str, micros: int) -> str | None:
    """The instant at which so many microseconds of open time have passed."""
    end = after(read_terms(terms).calendars[calendar], moment(begin), timedelta(microseconds=micros))
    return None if end is None else written(instant(end))


def moment(text: str) -> datetime:
    """An RFC 3339 instant as an aware datetime."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
