"""Calendars and contract versions that tickets use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from upheld.contracts import queries as contracts
from upheld.desk.models import Ticket


@dataclass(frozen=True, slots=True)
class CalendarInUse:
    """A calendar with an end, and the number of open tickets under its version."""

    line: contracts.CalendarLine
    open_tickets: int


def calendars_in_use(*, now: datetime) -> tuple[CalendarInUse, ...]:
    """Returns the calendars of present and future contracts and of open tickets; three statements."""
    tickets = open_by_version()
    lines = contracts.calendars(now=now, also=tickets)
    return tuple(CalendarInUse(line, tickets.get(line.version_id, 0)) for line in lines)


def open_by_version(*, version_id: int | None = None) -> Mapping[int, int]:
    """Counts the open tickets of each contract version (or of one), by its id; one statement."""
    rows = Ticket.objects.filter(closed_at=None, contract_version__isnull=False)
    if version_id is not None:
        rows = rows.filter(contract_version=version_id)
    counts = rows.order_by().values_list("contract_version").annotate(Count("pk"))
    return dict(counts.values_list("contract_version", "pk__count"))


def damaged_versions() -> list[contracts.DamagedVersion]:
    """Returns damaged contract versions that are published or have tickets; two statements."""
    tickets = Ticket.objects.filter(contract_version__isnull=False).order_by()
    return contracts.damaged_versions(in_use=tickets.values_list("contract_version", flat=True).distinct())
