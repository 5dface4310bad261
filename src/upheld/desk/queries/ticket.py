"""One ticket with all its parts, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.desk import models
from upheld.desk.evidence import facts_from
from upheld.desk.permissions import acts_of
from upheld.desk.queries import part_rows as rows
from upheld.desk.queries import parts
from upheld.desk.queries.levels import Level, levels_of
from upheld.desk.terms import terms_for
from upheld.ledger.queries import entries_of
from upheld.sla import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as one reader may see it: customers never get internal notes. ``may`` are the reader's acts."""

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
    may: frozenset[str]
    messages: tuple[parts.MessageView, ...]
    waits: tuple[parts.WaitView, ...]
    deliveries: tuple[parts.DeliveryView, ...]
    disputes: tuple[parts.DisputeView, ...]
    claims: tuple[parts.ClaimView, ...]
    cancellations: tuple[parts.CancellationView, ...]
    watchers: tuple[parts.PersonRef, ...]
    links: tuple[parts.TicketRef, ...]
    drafts: tuple[parts.DraftView, ...]
    history: tuple[parts.HistoryLine, ...]
    facts: tuple[Fact, ...]
    """What the clocks follow from, internal acts included; never shown."""

    @property
    def open_dispute(self) -> parts.DisputeView | None:
        """The dispute awaiting a ruling."""
        return next((one for one in self.disputes if one.state == models.Dispute.State.OPEN), None)

    @property
    def open_proposal(self) -> parts.CancellationView | None:
        """The proposal to end the ticket that awaits an answer."""
        return next((one for one in self.cancellations if one.state == models.Cancellation.State.PROPOSED), None)

    @property
    def undecided(self) -> tuple[parts.DeliveryView, ...]:
        """Deliveries that the customer has yet to accept or reject."""
        return tuple(one for one in self.deliveries if one.state == models.Delivery.State.UNDECIDED)


def ticket(*, ticket_id: int, actor: Actor) -> TicketView | None:
    """A ticket for one reader; ``None`` where there is none or it is another organisation's."""
    row = (
        models.Ticket.objects.select_related(
            "organisation", "requester", "product", "group", "assignee", "contract_version"
        )
        .filter(pk=ticket_id)
        .first()
    )
    if row is None or not actor.sees(row.organisation_id):
        return None
    may = acts_of(actor, row.organisation_id)
    return _view(row, actor, may) if "view" in may else None


def _view(row: models.Ticket, actor: Actor, may: frozenset[str]) -> TicketView:
    version = row.contract_version
    terms = terms_for(row)
    entries = entries_of([row.pk]).get(row.pk, [])
    has = rows.present(row, actor)
    return TicketView(
        id=row.pk,
        subject=row.subject,
        state=row.state,
        severity=row.severity,
        severity_asked=row.severity_asked,
        levels=levels_of(terms),
        customer_id=row.organisation_id,
        customer=row.organisation.name,
        customer_zone=row.organisation.timezone,
        requester=rows.person(row.requester),
        product_id=row.product_id,
        product=row.product.name,
        component=row.component,
        platform=row.platform,
        sdk_version=row.sdk_version,
        region=row.region,
        environment=row.environment,
        tags=tuple(row.tags),
        uncovered=row.uncovered,
        contract_id=version.contract_id if version else None,
        contract_version_id=row.contract_version_id,
        contract_number=version.number if version else None,
        contract_zone=str(terms.timezone),
        group_id=row.group_id,
        group=row.group.name if row.group else "",
        assignee=rows.person(row.assignee) if row.assignee else None,
        revision=row.revision,
        filed_at=row.filed_at,
        updated_at=row.updated_at,
        closed_at=row.closed_at,
        merged_into=row.merged_into_id,
        may=may,
        messages=rows.messages(row, "view_internal" in may, "attachments" in has),
        waits=rows.waits(row) if "waits" in has else (),
        deliveries=rows.deliveries(row) if "deliveries" in has else (),
        disputes=rows.disputes(row) if "disputes" in has else (),
        claims=rows.claims(row) if "claims" in has else (),
        cancellations=rows.cancellations(row) if "cancellations" in has else (),
        watchers=rows.watchers(row) if "watchers" in has else (),
        links=rows.links(row) if "links" in has else (),
        drafts=rows.drafts(row, actor) if "drafts" in has else (),
        history=rows.history(entries, "view_internal" in may),
        facts=tuple(facts_from(entries)),
    )
