"""Files a ticket: selects the contract version that covers it, and starts its clocks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.models import Membership
from upheld.accounts.pace import count_act
from upheld.contracts.queries import Cover, ProductView, covering
from upheld.desk import checks
from upheld.desk.act import Act
from upheld.desk.act_registry import ticket_act
from upheld.desk.errors import CannotFile, NotAllowed, NotFound
from upheld.desk.events import TicketFiled
from upheld.desk.filing_rows import insert
from upheld.desk.limits import SUBJECT_MAX
from upheld.desk.models import Ticket
from upheld.desk.permissions import CORRESPONDENTS, CUSTOMER, may
from upheld.desk.terms import terms_for_version
from upheld.ledger import operations as ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """The input for a new ticket. ``evidence`` holds values for the severity criteria."""

    subject: str
    body: str
    severity: str
    product_id: int
    component: str = ""
    platform: str = ""
    sdk_version: str = ""
    region: str = ""
    environment: str = Ticket.Environment.PRODUCTION
    tags: Sequence[str] = ()
    evidence: Mapping[str, object] = field(default_factory=dict)


@ticket_act("file", roles=CUSTOMER | CORRESPONDENTS)
def file_ticket(
    *, organisation_id: int, ticket: NewTicket, by: Actor, now: datetime, requester_id: int | None = None
) -> int:
    """File a ticket for a customer and return its number.

    The requester is the actor, or, where staff file on a customer's behalf, a person of that customer.
    A ticket without a contract is filed too: it is "uncovered" and says why.
    Raises ``CannotFile``, ``NotFound``, ``NotAllowed``, ``TooManyActs``.
    """
    if not by.sees(organisation_id):
        raise NotFound("no_such_organisation", field="organisation")
    if not may(by, "file", organisation_id):
        raise NotAllowed("may_not_file")
    count_act(by)
    at = ledger.lock(organisation_id=organisation_id, now=now, actor_id=by.id, roles=by.roles_in(organisation_id))
    requester = _requester(organisation_id, by, requester_id)
    cover = covering(
        organisation_id=organisation_id,
        product_id=ticket.product_id,
        region=ticket.region,
        environment=ticket.environment,
        at=at,
    )
    product = cover.product
    if product is None:
        raise CannotFile("no_such_product", field="product")
    row = _row(organisation_id, ticket, requester, product, cover, at)
    body = checks.text(ticket.body, field="body")
    message_id = insert(row, body, by)
    act = Act(ticket=row, by=by, at=at, terms=terms_for_version(cover.version_id), _facts=[])
    act.publish(_filed(act, product, cover, message_id, body))
    return row.pk


def _requester(organisation_id: int, by: Actor, requester_id: int | None) -> int:
    if requester_id is None or requester_id == by.id:
        if by.organisations and organisation_id in by.organisations:
            return by.id
        raise CannotFile("requester_needed", field="requester")
    if not Membership.objects.filter(user_id=requester_id, organisation_id=organisation_id).exists():
        raise NotFound("no_such_person", field="requester")
    if not by.is_staff and not by.is_system:
        raise NotAllowed("may_not_file_for_others", field="requester")
    return requester_id


def _row(
    organisation_id: int, new: NewTicket, requester: int, product: ProductView, cover: Cover, at: datetime
) -> Ticket:
    terms = terms_for_version(cover.version_id)
    severity = checks.choice(new.severity, field="severity", among=[level.id for level in terms.severities])
    return Ticket(
        organisation_id=organisation_id,
        subject=checks.text(new.subject, field="subject", most=SUBJECT_MAX),
        severity=severity,
        severity_asked=severity,
        product_id=product.id,
        contract_version_id=cover.version_id,
        uncovered=cover.uncovered,
        component=_component(new.component, product),
        platform=checks.optional(new.platform, field="platform"),
        sdk_version=checks.optional(new.sdk_version, field="sdk_version"),
        region=checks.optional(new.region, field="region"),
        environment=checks.choice(new.environment, field="environment", among=Ticket.Environment.values),
        requester_id=requester,
        tags=checks.tags(new.tags),
        evidence=checks.evidence(new.evidence, terms) if new.evidence else {},
        filed_at=at,
        updated_at=at,
    )


def _component(component: str, product: ProductView) -> str:
    if not component:
        return ""
    if product.components:
        return checks.choice(component, field="component", among=product.components)
    return checks.optional(component, field="component", most=60)


def _filed(act: Act, product: ProductView, cover: Cover, message_id: int, body: str) -> TicketFiled:
    ticket = act.ticket
    return TicketFiled(
        **act.envelope,
        severity=ticket.severity,
        product=product.slug,
        component=ticket.component,
        platform=ticket.platform,
        sdk_version=ticket.sdk_version,
        region=ticket.region,
        environment=ticket.environment,
        plan=cover.plan,
        uncovered=cover.uncovered,
        requester_id=ticket.requester_id,
        message_id=message_id,
        tags=tuple(ticket.tags),
        title=ticket.subject,
        body=body,
        evidence=json.dumps(ticket.evidence, sort_keys=True, ensure_ascii=False) if ticket.evidence else "",
    )
