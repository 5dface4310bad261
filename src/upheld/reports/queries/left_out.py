"""Tickets that figures leave out because they cannot be read; no credits are computed for their customers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import SYSTEM
from upheld.desk.models import Ticket
from upheld.reports.periods import Period, followed
from upheld.reports.queries.load import load
from upheld.reports.slices import EVERYTHING


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A customer's tickets that may count in a period and cannot be read."""

    customer: str
    period: Period
    ticket_ids: tuple[int, ...]

    def __str__(self) -> str:
        tickets = ", ".join(f"#{ticket_id}" for ticket_id in self.ticket_ids[:10])
        more = f" and {len(self.ticket_ids) - 10} more" if len(self.ticket_ids) > 10 else ""
        return f"the figures of {self.customer} for {self.period} leave out {tickets}{more}, which cannot be read"


def left_out(now: datetime) -> list[LeftOut]:
    """Returns what is left out of the periods whose credits still follow their figures, by period and customer."""
    blocks = []
    for period in followed(now):
        damaged = load(period=period, as_of=now, of=EVERYTHING, actor=SYSTEM).damaged
        rows = Ticket.objects.filter(pk__in=damaged).order_by("organisation__name", "pk")
        tickets: dict[str, list[int]] = defaultdict(list)
        for customer, ticket_id in rows.values_list("organisation__name", "pk"):
            tickets[customer].append(ticket_id)
        blocks += [LeftOut(customer, period, tuple(numbers)) for customer, numbers in tickets.items()]
    return blocks
