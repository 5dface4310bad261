"""The common start of operations on a ticket: find it, check permission, lock the account, read its facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NotRequired, TypedDict, TypeVar

from django.db.models import Model

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import need_active
from upheld.accounts.pace import count_act
from upheld.contracts.queries import reference_of
from upheld.database import ask
from upheld.desk import evidence
from upheld.desk.errors import IllegalFact, NotAllowed, NotFound, NotIndependent
from upheld.desk.events import FactsRead
from upheld.desk.models import Ticket
from upheld.desk.permissions import is_personal, may
from upheld.desk.queries.arbitration import ACTS as RULED_BY
from upheld.desk.queries.arbitration import conflicts_of
from upheld.desk.terms import terms_for
from upheld.ledger import operations as ledger
from upheld.ledger.events import ContractRef, OnTicket
from upheld.operations import bus
from upheld.sla import Fact, Terms, refuse

M = TypeVar("M", bound=Model)


class Envelope(TypedDict):
    """The fields that all ticket events share."""

    organisation_id: int
    ticket_id: int
    actor_kind: str
    actor_id: int
    at: datetime
    contract: ContractRef | None
    via: NotRequired[str | None]


@dataclass(slots=True)
class Act:
    """An act on a ticket, with the account locked. ``at`` is the recorded instant."""

    ticket: Ticket
    by: Actor
    at: datetime
    terms: Terms
    _facts: list[Fact] | None = field(default=None)

    @property
    def facts(self) -> list[Fact]:
        """The ticket's facts, including those of this act."""
        if self._facts is None:
            decoded = evidence.decoded_facts_of(self.ticket.pk)
            self._facts = [fact for _, fact in decoded.values()]
            bus.publish(FactsRead(decoded=decoded))
        return self._facts

    @property
    def envelope(self) -> Envelope:
        """The common fields of this act's events."""
        return Envelope(
            organisation_id=self.ticket.organisation_id,
            ticket_id=self.ticket.pk,
            actor_kind=self.by.kind,
            actor_id=self.by.id,
            at=self.at,
            contract=reference_of(self.ticket.contract_version_id),
            via=self.by.token_kind or None,
        )

    def publish(self, *events: OnTicket) -> None:
        """Publish events; raises ``IllegalFact`` if the SLA semantics do not allow one now."""
        for event in events:
            fact = evidence.fact_of(event)
            if fact is not None:
                self.check(fact)
                self.facts.append(fact)
            bus.publish(event)

    def check(self, fact: Fact) -> None:
        """Raise ``IllegalFact`` if this fact would be refused now."""
        refusal = refuse(self.terms, self.facts, fact)
        if refusal is not None:
            raise IllegalFact(refusal)

    def touch(self) -> None:
        """Increment the ticket's revision, so that a person who is writing a reply meanwhile is warned."""
        self.ticket.revision += 1
        self.ticket.updated_at = self.at
        self.ticket.save(update_fields=["revision", "updated_at"])


def begin(*, ticket_id: int, by: Actor, now: datetime, act: str) -> Act:
    """Find the ticket, check the right to act, lock the account and read the ticket as it is now.

    Raises ``NotFound`` for a ticket that does not exist or that the actor may not see, ``NotAllowed``, and
    ``TooManyActs``.
    """
    organisation_id = Ticket.objects.filter(pk=ticket_id).values_list("organisation_id", flat=True).first()
    if organisation_id is None or not by.sees(organisation_id):
        raise NotFound("no_such_ticket", number=ticket_id)
    if not may(by, act, organisation_id):
        raise NotAllowed("needs_a_person" if by.is_machine and is_personal(act) else "may_not_" + act)
    count_act(by, ticket_id)
    if act in RULED_BY.values() and by.is_staff:
        need_active(by)  # An arbiter's roles and groups cannot change until the ruling is committed.
    at = ledger.lock(organisation_id=organisation_id, now=now, actor_id=by.id, roles=by.roles_in(organisation_id))
    ticket = Ticket.objects.get(pk=ticket_id)
    return Act(ticket=ticket, by=by, at=at, terms=terms_for(ticket))


def need_independence(act: Act, kind: str, opened_at: datetime) -> None:
    """Raise ``NotIndependent`` if the acting person of the vendor may not rule on this case."""
    if not act.by.is_staff:
        return
    conflicts = conflicts_of(ticket_id=act.ticket.pk, person=act.by, kind=kind, opened_at=opened_at)
    if conflicts:
        raise NotIndependent(conflicts)


def find(act: Act, model: type[M], pk: int, code: str) -> M:
    """Returns a row of this ticket; raises ``NotFound``."""
    row = model._default_manager.filter(ticket_id=act.ticket.pk, pk=pk).first()
    if row is None:
        raise NotFound(code, number=pk)
    return row


def new_id(model: type[Model]) -> int:
    """Draws the id of a row that the projections will write from the entry that names it."""
    [[number]] = ask("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
    return int(number)


def user_id(by: Actor) -> int | None:
    """Returns the actor's user id for a row's author, or ``None`` for the system."""
    return None if by.is_system else by.id
