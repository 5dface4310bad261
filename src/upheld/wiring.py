"""THE MAP: what follows from what. One line a reaction, in the order in which they run.

All run inside the transaction of the act that published the event. Handlers write rows only; mail and
webhooks leave later, from the outbox.
"""

from __future__ import annotations

from upheld.accounts.events import GroupChanged, PersonErased, RolesChanged, ZoneChanged
from upheld.clocks import handlers as clocks
from upheld.clocks.events import AcceptedBySilence, EscalationReached
from upheld.contracts.events import EditionPublished
from upheld.desk import handlers as desk
from upheld.desk.events import (
    CustomerReplied,
    FactsRead,
    TextsErased,
    TicketDescribed,
    TicketDimensionsChanged,
    TicketEvent,
    TicketFiled,
    VendorReplied,
)
from upheld.escalation import handlers as escalation
from upheld.knowledge import handlers as knowledge
from upheld.ledger import handlers as ledger
from upheld.ledger.events import Recorded
from upheld.operations.bus import Reaction

REACTIONS: tuple[Reaction, ...] = (
    (ledger.hold_accounts, (PersonErased,)),
    (ledger.record, (Recorded,)),
    (ledger.record_people, (RolesChanged, GroupChanged)),
    (ledger.record_zones, (ZoneChanged,)),
    (clocks.refresh, (TicketEvent, FactsRead, TextsErased)),
    (escalation.create_notices, (EscalationReached,)),
    (escalation.stand_down, (TicketEvent,)),
    (escalation.tell_participants, (TicketEvent, AcceptedBySilence)),
    (desk.extend_tickets, (EditionPublished,)),
    (desk.forget_people, (PersonErased,)),
    (escalation.forget_people, (PersonErased,)),
    (clocks.rewrite_parts, (TextsErased,)),
    (escalation.forget_texts, (TextsErased,)),
    (knowledge.forget_people, (PersonErased,)),
    (knowledge.index, (TicketFiled, VendorReplied, CustomerReplied, TicketDescribed, TicketDimensionsChanged)),
)
