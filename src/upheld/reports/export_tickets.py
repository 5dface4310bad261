"""Which tickets an export holds: those that were open at any time in its period, as of its instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from upheld.clocks.models import Clock
from upheld.desk.models import Ticket
from upheld.reports.periods import Period
from upheld.reports.readings import may_count
from upheld.reports.slices import Filters
from upheld.sla import Assessment, Fact


def candidates(organisation_id: int, period: Period, as_of: datetime) -> QuerySet[Ticket]:
    """Every ticket under contract that may have been open at any time in the period, as of the instant.

    Rows tell what holds now: of a ticket that was reopened after the instant they do not tell that it had ended.
    """
    start, end = period.window()
    counts = Clock.objects.filter(may_count(Filters(period=period, as_of=as_of)), ticket=OuterRef("pk"))
    condition = Q(closed_at=None) | Q(closed_at__gte=min(start, as_of)) | Q(Exists(counts))
    return Ticket.objects.filter(
        condition,
        organisation_id=organisation_id,
        contract_version__isnull=False,
        filed_at__lt=end,
        filed_at__lte=as_of,
    )


def concerns(period: Period, assessment: Assessment, facts: Iterable[Fact]) -> bool:
    """Whether a ticket had not ended before the period, as assessed, or has a reading that was decided in it."""
    start, end = period.window()
    ended_at = assessment.resolved_at
    if assessment.cancelled:
        ended_at = max(fact.at for fact in facts if fact.type == "ticket_cancelled")
    if ended_at is None or ended_at >= start:
        return True
    instants = (
        reading.stopped_at if reading.state == "cancelled" else reading.decided_at for reading in assessment.readings
    )
    return any(at is not None and start <= at < end for at in instants)
