"""What it costs to judge that a ticket stays under its calendar edition is counted before it is judged."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from upheld.reports.budget import STEPS_MIN, Budget, TooLarge
from upheld.reports.contracts_read import Contracts, Published
from upheld.reports.packing import TicketLine
from upheld.reports.tickets_read import Ticket
from upheld.reports.unmoved import Unmoved
from upheld.sla import Fact

AT = datetime(2026, 3, 2, tzinfo=UTC)
REPLIES = 1000


def ticket(last: str) -> Ticket:
    """A ticket under the first edition, with many replies and then another entry."""
    numbers = ("ticket", "contract", "version", "edition")
    line = TicketLine(**{own.name: 1 if own.name in numbers else "" for own in fields(TicketLine)})
    kinds = ["ticket.filed", *["vendor.replied"] * REPLIES, last]
    documents: list[dict[str, Any]] = [{"type": kind, "seq": seq, "data": {}} for seq, kind in enumerate(kinds)]
    facts = [Fact(at=AT, type=kind.replace(".", "_")) for kind in kinds]
    return Ticket(line, (), facts, "", documents, [1] * len(kinds), "leaves.jsonl:1")


def published(editions: int) -> Contracts:
    """Editions of a version: the first before the ticket, all others after its last entry."""
    indexes = [-1, *range(REPLIES + 10, REPLIES + 9 + editions)]
    return Contracts({(1, 1, number): Published("", "", index, AT, {}) for number, index in enumerate(indexes, 1)})


def test_every_edition_that_a_ticket_stays_behind_takes_the_steps_of_judging_it() -> None:
    budget = Budget(0)
    Unmoved(budget.spend_on_facts).add(ticket("vendor.replied"), published(4))
    assert STEPS_MIN - budget.left == 3 * 4 * (REPLIES + 2)
    with pytest.raises(TooLarge):
        Unmoved(Budget(0).spend_on_facts).add(ticket("vendor.replied"), published(990))


def test_editions_after_the_end_of_a_ticket_take_none() -> None:
    budget = Budget(0)
    Unmoved(budget.spend_on_facts).add(ticket("ticket.cancelled"), published(990))
    assert budget.left == STEPS_MIN
