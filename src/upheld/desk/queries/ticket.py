"""Reads a ticket with all its parts in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upheld.accounts.actor import Actor
from upheld.desk import evidence, models
from upheld.desk.evidence import facts_from
from upheld.desk.floors import MeasuredValue, floor_for, floor_of_now, grounds_from, newest
from upheld.desk.independence import Conflict
from upheld.desk.permissions import acts_of, possible_acts
from upheld.desk.queries import conversation_rows, parts
from upheld.desk.queries import part_rows as rows
from upheld.desk.queries.arbitration import ArbitrationView, conflicts_among, joined_late, open_cases
from upheld.desk.queries.levels import Level, levels_of
from upheld.desk.queries.ticket_row import TicketRow, ticket_row
from upheld.desk.terms import terms_for_version
from upheld.ledger.queries import entries_of
from upheld.sla import Fact, possible

PAGE_MESSAGES = 300
"""The messages that the page of a ticket shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as a reader may see it, for customers without internal notes.

    ``may`` are the acts that the reader may do and that are possible now.
    """

    id: int
    subject: str
    state: str
    severity: str
    severity_asked: str
    levels: tuple[Level, ...]
    customer_id: int
    customer: str
    customer_zone: str
    requester: parts.PersonRef
    product_id: int
    product: str
    component: str
    platform: str
    sdk_version: str
    region: str
    environment: str
    tags: tuple[str, ...]
    evidence: Mapping[str, object]
    uncovered: str
    contract_id: int | None
    contract_version_id: int | None
    contract_number: int | None
    contract_zone: str
    group_id: int | None
    group: str
    assignee: parts.PersonRef | None
    revision: int
    filed_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    merged_into: int | None
    rights: frozenset[str]
    """The acts that the reader may do whenever they are possible."""
    may: frozenset[str]
    messages: tuple[parts.MessageView, ...]
    messages_next: str | None
    """The cursor of the messages before ``messages``; ``None`` if there are none."""
    waits: tuple[parts.WaitView, ...]
    deliveries: tuple[parts.DeliveryView, ...]
    disputes: tuple[parts.DisputeView, ...]
    claims: tuple[parts.ClaimView, ...]
    cancellations: tuple[parts.CancellationView, ...]
    watchers: tuple[parts.PersonRef, ...]
    links: tuple[parts.TicketRef, ...]
    drafts: tuple[parts.DraftView, ...]
    history: tuple[parts.HistoryLine, ...]
    history_next: str | None
    """The cursor of the entries before ``history``; ``None`` if there are none."""
    measurements: tuple[MeasuredValue, ...]
    """The newest measured value of each name since the newest ruling."""
    floor: str | None
    """The minimum severity from monitoring; the vendor cannot classify below it without a ruling."""
    floor_since: tuple[MeasuredValue, ...]
    """The measured values from which the floor follows."""
    floor_of_now: str | None
    """The minimum severity that follows from the newest values alone."""
    arbitration: tuple[ArbitrationView, ...]
    """The open cases with the arbiters who may rule on them."""
    conflicts: Mapping[str, tuple[Conflict, ...]]
    """Acts of an arbiter that the reader may not do on this ticket, with their conflicts."""
    joined_late: bool
    """Whether an arbiter needs the customer's agreement, and the reader joined too late to give it."""
    facts: tuple[Fact, ...]
    """The facts of the clocks, including internal acts; never shown."""

    @property
    def below_floor(self) -> tuple[str, ...]:
        """The levels that the vendor cannot choose."""
        order = [level.id for level in self.levels]
        return tuple(order[order.index(self.floor) + 1 :]) if self.floor else ()

    @property
    def may_lift_floor(self) -> bool:
        """Whether the reader may lift a minimum severity that no longer follows from the newest values."""
        return "lift_floor" in self.may and self.floor != self.floor_of_now

    @property
    def recent_messages(self) -> tuple[parts.MessageView, ...]:
        """The newest messages, which the page of the ticket shows."""
        return self.messages[-PAGE_MESSAGES:]

    @property
    def earlier_messages(self) -> tuple[parts.MessageView, ...]:
        """The messages before `recent_messages`, which have pages of their own."""
        return self.messages[:-PAGE_MESSAGES]

    def is_recent(self, at: datetime) -> bool:
        """Whether the page of the ticket shows what happened at this instant."""
        return not self.earlier_messages or at >= self.recent_messages[0].created_at

    @property
    def open_dispute(self) -> parts.DisputeView | None:
        """The dispute that awaits a ruling."""
        return next((dispute for dispute in self.disputes if dispute.state == models.Dispute.State.OPEN), None)

    @property
    def vendor_severity(self) -> str:
        """The severity that holds without the open dispute: the vendor's, or that of a ruling."""
        return evidence.undisputed_severity(self.facts) or self.severity

    @property
    def open_proposal(self) -> parts.CancellationView | None:
        """The proposal to end the ticket that awaits an answer."""
        return next(
            (
                cancellation
                for cancellation in self.cancellations
                if cancellation.state == models.Cancellation.State.PROPOSED
            ),
            None,
        )

    @property
    def undecided(self) -> tuple[parts.DeliveryView, ...]:
        """Deliveries that the customer has yet to accept or reject."""
        return tuple(delivery for delivery in self.deliveries if delivery.state == models.Delivery.State.UNDECIDED)


def ticket(*, ticket_id: int, actor: Actor, now: datetime, most: int | None = None) -> TicketView | None:
    """Reads a ticket for a reader; ``None`` if it does not exist or the reader may not see it.

    ``most`` limits messages and history to the newest.
    """
    row = ticket_row(ticket_id=ticket_id, reader_id=actor.id)
    if row is None or not actor.sees(row.fields["customer_id"]):
        return None
    rights = acts_of(actor, row.fields["customer_id"])
    return _view(ticket_id, row, actor, rights, now, most) if "view" in rights else None


def _view(
    ticket_id: int, row: TicketRow, actor: Actor, rights: frozenset[str], now: datetime, most: int | None
) -> TicketView:
    terms = terms_for_version(row.fields["contract_version_id"])
    entries = entries_of([ticket_id]).get(ticket_id, [])
    facts = tuple(facts_from(entries))
    # A host's clock may be behind the database's, which dated the facts.
    may = rights & possible_acts(possible(terms, facts, max([now, *(fact.at for fact in facts[-1:])])))
    has, internal = row.has, "view_internal" in may
    requester, assignee = parts.PersonRef(*row.requester), row.assignee and parts.PersonRef(*row.assignee)
    messages, messages_next = _messages(ticket_id, internal, "attachments" in has, most)
    known_people = (requester, assignee, *(message.author for message in messages))
    grounds = grounds_from(entries)
    measured = newest(grounds.measurements)
    floor, current_floor = floor_for(terms, grounds, basis="impact"), floor_of_now(terms, grounds)
    history, history_next = conversation_rows.history(entries, internal, known_people, most)
    cases: dict[str, Any] = {
        "waits": rows.waits(ticket_id) if "waits" in has else (),
        "disputes": rows.disputes(ticket_id) if "disputes" in has else (),
        "claims": rows.claims(ticket_id) if "claims" in has else (),
        "cancellations": rows.cancellations(ticket_id) if "cancellations" in has else (),
    }
    arbitration = open_cases(ticket_id, _open_case_keys(cases, may), actor)
    conflicts = _conflicts(arbitration, actor)
    late = _agreement_is_wanted(arbitration, may) and joined_late(
        row.fields["customer_id"], row.fields["filed_at"], actor
    )
    return TicketView(
        **row.fields,
        **cases,
        arbitration=tuple(case for case in arbitration if case.kind != "wait"),
        conflicts=conflicts,
        joined_late=late,
        levels=levels_of(terms),
        requester=requester,
        contract_zone=str(terms.timezone),
        assignee=assignee,
        rights=rights,
        may=may - conflicts.keys() - ({"agree_arbiter"} if late else set()),
        messages=messages,
        messages_next=messages_next,
        deliveries=rows.deliveries(ticket_id) if "deliveries" in has else (),
        watchers=rows.watchers(ticket_id) if "watchers" in has else (),
        links=rows.links(ticket_id) if "links" in has else (),
        drafts=rows.drafts(ticket_id, actor) if "drafts" in has else (),
        history=history,
        history_next=history_next,
        measurements=measured,
        floor=None if floor is None else floor.severity,
        floor_since=() if floor is None else floor.measured,
        floor_of_now=None if current_floor is None else current_floor.severity,
        facts=facts,
    )


def _open_case_keys(cases: Mapping[str, Any], may: frozenset[str]) -> Iterator[tuple[str, int, datetime]]:
    """Yields the ticket's open cases as (kind, id, opening); waits only if the reader may void them."""
    for dispute in cases["disputes"]:
        if dispute.state == models.Dispute.State.OPEN:
            yield "dispute", dispute.id, dispute.opened_at
    for claim in cases["claims"]:
        if claim.state != models.ExclusionClaim.State.ACCEPTED and not claim.arbiter_decision:
            yield "exclusion", claim.id, claim.claimed_at
    for proposal in cases["cancellations"]:
        if proposal.state == models.Cancellation.State.PROPOSED:
            yield "cancellation", proposal.id, proposal.proposed_at
    for wait in cases["waits"]:
        if "void_wait" in may and wait.voided_at is None:
            yield "wait", wait.id, wait.requested_at


def _conflicts(cases: Iterable[ArbitrationView], reader: Actor) -> dict[str, tuple[Conflict, ...]]:
    """Returns the acts that the reader may not do on any open case, with the conflicts in the newest case."""
    acts = [(case.act, conflicts_among(case.candidates, reader.id)) for case in cases]
    allowed = {act for act, conflicts in acts if not conflicts}
    return {act: conflicts for act, conflicts in acts if act not in allowed}


def _agreement_is_wanted(cases: Iterable[ArbitrationView], may: frozenset[str]) -> bool:
    return "agree_arbiter" in may and any(candidate.by_agreement for case in cases for candidate in case.candidates)


def _messages(
    ticket_id: int, internal: bool, attached: bool, most: int | None
) -> tuple[tuple[parts.MessageView, ...], str | None]:
    if most is None:
        return conversation_rows.messages(ticket_id, internal, attached), None
    page = conversation_rows.newest_messages(ticket_id, internal, attached, most=most)
    return page.items[::-1], page.after
