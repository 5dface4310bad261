"""The job that advances due clocks. A ticket that cannot be assessed does not hold up the others."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError

from upheld.clocks.models import Clock
from upheld.clocks.operations import BATCH, advance_due, rebuild_batch
from upheld.operations.disk import NoSpace

log = logging.getLogger(__name__)

SET_ASIDE = timedelta(minutes=1)
ELSEWHERE = (OperationalError, InterfaceError, NoSpace)


class Advancing:
    """Advances clocks in batches; if a batch fails, ticket by ticket, and sets failing tickets aside for a while.

    Errors of the database's connection or disk are no fault of a ticket and are raised.
    """

    def __init__(self) -> None:
        self._aside: dict[int, datetime] = {}

    def turn(self, now: datetime) -> bool:
        """Advance the clocks that are due. Returns whether there is more to do at once."""
        # A later end means that the clock went back.
        latest = now + SET_ASIDE
        self._aside = {ticket: until for ticket, until in self._aside.items() if now < until <= latest}
        if not self._aside:
            try:
                return advance_due(now=now, limit=BATCH) >= BATCH
            except ELSEWHERE:
                raise
            except Exception:
                log.exception("a batch of due clocks; now one by one")
        for ticket_id in self._due(now):
            self._advance(ticket_id, now)
        return False

    def next_at(self) -> datetime | None:
        """When the next clock is due that is not set aside."""
        rows = Clock.objects.filter(next_transition_at__isnull=False).exclude(ticket__in=list(self._aside))
        return rows.order_by("next_transition_at").values_list("next_transition_at", flat=True).first()

    def _due(self, now: datetime) -> list[int]:
        rows = Clock.objects.filter(next_transition_at__lte=now).exclude(ticket__in=list(self._aside))
        ids = rows.order_by("next_transition_at").values_list("ticket_id", flat=True)[:BATCH]
        return list(dict.fromkeys(ids))

    def _advance(self, ticket_id: int, now: datetime) -> None:
        try:
            rebuild_batch(ticket_ids=[ticket_id], now=now)
        except ELSEWHERE:
            raise
        except Exception:
            log.exception("the clocks of ticket %s cannot be settled; again in %s", ticket_id, SET_ASIDE)
            self._aside[ticket_id] = now + SET_ASIDE
