"""The terms of a ticket: those of its contract version, or terms without objectives."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from upheld.contracts.queries import terms_of
from upheld.desk.editions import editions_as_of
from upheld.desk.models import Ticket
from upheld.operations.errors import Damaged
from upheld.sla import Terms, read_terms

LEVELS = {
    "P0": {"en": "Urgent", "zh": "紧急"},
    "P1": {"en": "High", "zh": "高"},
    "P2": {"en": "Normal", "zh": "中"},
    "P3": {"en": "Low", "zh": "低"},
}


@cache
def uncovered_terms() -> Terms:
    """Returns terms without objectives: an uncovered ticket has levels and a life cycle, but no clock."""
    return read_terms(
        {
            "upheld": 1,
            "name": "No contract",
            "version": 1,
            "timezone": "UTC",
            "effective": {"from": "2000-01-01"},
            "calendars": {"always": "24x7"},
            "severities": [{"id": level, "name": name, "objectives": {}} for level, name in LEVELS.items()],
            "reopening": {"within": "30d", "calendar": "always", "as": "new_cycle"},
        }
    )


def terms_for(ticket: Ticket) -> Terms:
    """Returns the terms of a ticket."""
    return terms_for_version(ticket.contract_version_id)


def terms_as_of(ticket: Ticket, as_of: datetime) -> Terms:
    """Returns the terms of a ticket as of an instant, of the calendar edition that it stood under then.

    Raises ``UnreadableVersion``, or ``Damaged`` for a ticket whose edition cannot be read.
    """
    version_id = ticket.contract_version_id
    if version_id is None:
        return uncovered_terms()
    edition = editions_as_of({ticket.pk: version_id}, as_of).get(ticket.pk)
    if edition is None:
        terms_of(version_id)
        raise Damaged("ticket", number=ticket.pk)
    return edition.terms


def terms_for_version(version_id: int | None) -> Terms:
    """Returns the terms of a contract version, or terms without objectives if there is none."""
    return uncovered_terms() if version_id is None else terms_of(version_id)
