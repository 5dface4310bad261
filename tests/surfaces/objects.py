"""One of everything that belongs to a customer, for the matrix: what addresses and bodies name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from factories.terms import always
from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.queries import pending_invitations, token_page
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk
from upheld.escalation.operations import create_endpoint
from upheld.escalation.stopping import Following, stop_link
from upheld.outbox.enqueue import enqueue_mail
from upheld.outbox.queries import listing
from upheld.reports.models import CreditCase
from upheld.reports.operations import publish_period

MARKER = "marker7f3acme"
"""Stands in all that the customer wrote: it may never be in an answer to another customer."""
NOTE = "marker9d1note"
"""Stands in internal notes: it may never be in an answer to a customer."""

WORD = "kittiwake"
"""A word of theirs to search for."""


def objects(world: World, *, now: datetime | None = None) -> dict[str, Any]:
    """Ids by the name that addresses give them; made half an hour ago where no instant is chosen."""
    world.now = now = now or datetime.now(UTC) - timedelta(minutes=30)
    filed = [world.file("P1", subject=f"{MARKER} {part}", body=f"{MARKER} {WORD}") for part in ("a", "b", "c", "d")]
    main, other, later, disputed = filed
    engineer, customer, admin = world.engineer, world.acme.requester, world.staff["admin"]
    desk.add_note(ticket_id=main, body=NOTE, by=engineer, now=now)
    draft = always(version=2) + f"# {NOTE}\n"
    contracts.save_draft(contract_id=world.acme.contract_id, source=draft, by=admin, now=now)
    endpoint = create_endpoint(url="https://hooks.example.com/u", by=admin, now=now)
    accounts.invite_person(
        organisation_id=world.acme.id, address="guest@acme.example", roles=["requester"], by=world.acme.manager, now=now
    )
    accounts.issue_token(name="own", scopes=["read"], by=world.acme.manager, now=now)
    enqueue_mail(key="matrix", to="a@b.example", template="t", language="en", content={}, now=now)
    desk.dispute_severity(ticket_id=disputed, severity="P0", reason="So it is.", by=customer, now=now)
    return {
        "disputed_id": disputed,
        "membership": f"{world.acme.id}:requester",
        "ticket_id": main,
        "other_id": other,
        "later_id": later,
        "wait_id": desk.request_information(ticket_id=main, body="?", items=["log"], by=engineer, now=now),
        "claim_id": _claim(world, main),
        "message_id": desk.reply(ticket_id=main, body=MARKER, by=customer, now=now),
        "delivery_id": desk.provide_workaround(ticket_id=main, body=MARKER, by=engineer, now=now),
        "proposal_id": _proposal(world, later),
        "attachment_id": _attachment(world, main),
        "reply_id": desk.save_reply(title="t", body_en="b", body_zh="", by=engineer, now=now),
        "kind": "public",
        "objective": "restoration",
        "cycle": 1,
        "number": 1,
        "edition": 1,
        "contract_id": world.acme.contract_id,
        "organisation_id": world.acme.id,
        "product_id": world.product_id,
        "user_id": customer.id,
        "manager_id": world.acme.manager.id,
        "engineer_id": engineer.id,
        "arbiter_id": world.arbiter.id,
        "role": "requester",
        "credit_id": _credit(world),
        "publication_id": publish_period(period="2026-01", by=admin, now=now),
        "move": "claim",
        "outcome": "impact",
        "period": "2026-01",
        "secret": "a-link-that-nobody-made",
        "name": "a-mail-that-is-not-there",
        "group_id": world.groups["first"],
        "endpoint_id": endpoint.id,
        "parcel_id": listing()[0].id,
        "invitation_id": pending_invitations(organisation_id=world.acme.id, actor=admin, now=now)[0].id,
        "token": stop_link(Following(main, engineer.id)).rpartition("/")[2],
        "token_id": token_page(actor=world.acme.manager).items[0].id,
    }


def _credit(world: World) -> int:
    row = CreditCase.objects.create(
        organisation_id=world.acme.id,
        contract_version_id=world.acme.version_id,
        period="2026-01",
        amount="10.00",
        currency="USD",
        lines={"lines": [], "capped": False, "base": "1000.00"},
        as_of=world.now,
    )
    return int(row.pk)


def _claim(world: World, ticket_id: int) -> int:
    return desk.claim_exclusion(
        ticket_id=ticket_id,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="3.0",
        from_at=world.now - timedelta(minutes=5),
        to_at=world.now,
        by=world.engineer,
        now=world.now,
    )


def _proposal(world: World, ticket_id: int) -> int:
    return desk.propose_cancellation(
        ticket_id=ticket_id, reason="out_of_scope", note="n", by=world.engineer, now=world.now
    )


def _attachment(world: World, ticket_id: int) -> int:
    by, now = world.acme.requester, world.now
    made = desk.attach(
        ticket_id=ticket_id, name="a.log", content_type="text/plain", chunks=[MARKER.encode()], by=by, now=now
    )
    desk.reply(ticket_id=ticket_id, body=MARKER, attachments=[made], by=by, now=now)
    return made


def put_in(value: Any, known: dict[str, Any]) -> Any:
    """A body with the objects that it names as ``$name``."""
    if isinstance(value, dict):
        return {name: put_in(one, known) for name, one in value.items()}
    if isinstance(value, list):
        return [put_in(one, known) for one in value]
    if isinstance(value, str) and value.startswith("$"):
        return known[value[1:]]
    return value
