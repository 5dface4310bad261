"""What tickets rest on: the calendars of open ones, and the versions of all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from upheld.contracts import queries as contracts
from upheld.desk.models import Ticket


@dataclass(frozen=True, slots=True)
class CalendarInUse:
    """A calendar that has an end, and how many open tickets stand under its version."""

    line: contracts.CalendarLine
    open_tickets: int


def calendars_in_use(*, now: datetime) -> tuple[CalendarInUse, ...]:
    """The calendars of what is in effect or to come, and of what open tickets stand under; three statements."""
    tickets = open_by_version()
    lines = contracts.calendars(now=now, also=tickets)
    return tuple(CalendarInUse(line, tickets.get(line.version_id, 0)) for line in lines)


def open_by_version(*, version_id: int | None = None) -> Mapping[int, int]:
    """How many open tickets stand under each version (or under one of them), by its id; one statement."""
    rows = Ticket.objects.filter(closed_at=None, contract_version__isnull=False)
    if version_id is not None:
        rows = rows.filter(contract_version=version_id)
    counted = rows.order_by().values_list("contract_version").annotate(Count("pk"))
    return dict(counted.values_list("contract_version", "pk__count"))


def damaged_versions() -> list[contracts.DamagedVersion]:
    """Contract versions, published or with tickets, whose record is damaged; two statements."""
    pinned = Ticket.objects.filter(contract_version__isnull=False).order_by()
    return contracts.damaged_versions(in_use=pinned.values_list("contract_version", flat=True).distinct())
