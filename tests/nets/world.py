"""The fixed world of the nets: the same people, acts, instants and numbers of rows on every machine and day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from factories.world import World, build_anew
from nets.numbers import restart_numbers
from surfaces.objects import objects
from upheld.accounts.models import User
from upheld.accounts.operations import links
from upheld.contracts import levels
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Ticket
from upheld.reports.operations import propose_credits, publish_period

READ_AT = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)
"""When the pages are read; the tickets are of the month before, those of `surfaces.objects` of the last half hour."""
STORIES_BEGIN = datetime(2026, 3, 24, 1, 0, tzinfo=UTC)
MONTH_CLOSED = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


@dataclass
class FixedWorld:
    """The world, the ids that addresses name, and one ticket for each state that pages can show."""

    world: World
    ids: dict[str, Any]
    tickets: dict[str, int] = field(default_factory=dict)


def build_fixed() -> FixedWorld:
    """Build the world in the test's transaction."""
    row_security.enter(None)
    contract_queries.forget()
    levels.forget()
    restart_numbers()
    world = build_anew()
    world.now = STORIES_BEGIN
    tickets = {story.__name__: _tell(world, story) for story in STORIES}
    world.now = MONTH_CLOSED
    world.settle()
    propose_credits(period="2026-03", by=world.staff["admin"], now=world.now)
    publish_period(period="2026-03", by=world.staff["admin"], now=world.now)
    tickets |= {story.__name__: _tell(world, story) for story in LATE_STORIES}
    ids = objects(world, now=READ_AT - timedelta(minutes=30))
    tickets["disputed_just_now"] = ids["disputed_id"]
    return FixedWorld(world, ids | _links(world), tickets)


def _links(world: World) -> dict[str, Any]:
    """Links that work, for the pages behind them."""
    manager = User.objects.get(pk=world.acme.manager.id)
    invited = {"organisation_id": world.acme.id, "roles": ["requester"]}
    made = {
        "enter_link": links.make(manager, links.Purpose.SIGN_IN, now=world.now),
        "reset_link": links.make(manager, links.Purpose.RESET, now=world.now),
        "invitation_link": links.make(manager, links.Purpose.INVITATION, now=world.now, **invited),
    }
    return {name: link.rpartition("/")[2] for name, (_, link) in made.items()}


def _tell(world: World, story: Callable[[World, int], object]) -> int:
    """File a ticket and let its story happen, one act after another."""
    ticket = world.file("P1", subject=f"Join fails: {story.__name__.replace('_', ' ')}", component="join")
    world.wait(minutes=10)
    story(world, ticket)
    world.wait(minutes=10)
    return ticket


def answered(world: World, ticket: int) -> None:
    desk.assign(
        ticket_id=ticket,
        group_id=world.groups["first"],
        assignee_id=world.engineer.id,
        by=world.engineer,
        now=world.now,
    )
    desk.reply(ticket_id=ticket, body="We are **looking** into it.", by=world.engineer, now=world.now)
    desk.add_note(ticket_id=ticket, body="The edge in Oslo.", by=world.engineer, now=world.wait(minutes=1))


def waiting(world: World, ticket: int) -> int:
    answered(world, ticket)
    return desk.request_information(
        ticket_id=ticket,
        body="Please send",
        items=["the log", "the version"],
        by=world.engineer,
        now=world.wait(hours=1),
    )


def wait_voided(world: World, ticket: int) -> None:
    wait = waiting(world, ticket)
    desk.void_wait(ticket_id=ticket, wait_id=wait, reason="It was attached.", by=world.arbiter, now=world.wait(hours=1))


def workaround_offered(world: World, ticket: int) -> int:
    answered(world, ticket)
    return desk.provide_workaround(
        ticket_id=ticket, body="Use the other edge.", by=world.engineer, now=world.wait(hours=1)
    )


def workaround_accepted(world: World, ticket: int) -> None:
    delivery = workaround_offered(world, ticket)
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=world.acme.requester, now=world.wait(hours=1))


def workaround_rejected(world: World, ticket: int) -> None:
    delivery = workaround_offered(world, ticket)
    desk.reject_delivery(
        ticket_id=ticket,
        delivery_id=delivery,
        reason="It fails, too.",
        by=world.acme.requester,
        now=world.wait(hours=1),
    )


def resolution_offered(world: World, ticket: int) -> int:
    workaround_accepted(world, ticket)
    return desk.provide_resolution(ticket_id=ticket, body="Fixed in 4.6.", by=world.engineer, now=world.wait(hours=1))


def resolved(world: World, ticket: int) -> None:
    delivery = resolution_offered(world, ticket)
    desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=world.acme.requester, now=world.wait(hours=1))


def reopened(world: World, ticket: int) -> None:
    resolved(world, ticket)
    desk.reopen(ticket_id=ticket, reason="It came back.", by=world.acme.requester, now=world.wait(hours=1))


def withdrawn_while_waiting(world: World, ticket: int) -> None:
    waiting(world, ticket)
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.wait(hours=1))


def cancelled(world: World, ticket: int) -> None:
    _decide_cancellation(world, ticket, agreed=True)


def cancellation_refused(world: World, ticket: int) -> None:
    _decide_cancellation(world, ticket, agreed=False)


def _decide_cancellation(world: World, ticket: int, *, agreed: bool) -> None:
    proposal = desk.propose_cancellation(
        ticket_id=ticket, reason="out_of_scope", note="It is another's product.", by=world.engineer, now=world.now
    )
    desk.decide_cancellation(
        ticket_id=ticket, proposal_id=proposal, agreed=agreed, by=world.acme.requester, now=world.wait(hours=1)
    )


def merged(world: World, ticket: int) -> None:
    earlier = Ticket.objects.earliest("pk").pk
    desk.merge_duplicate(ticket_id=ticket, into_id=earlier, by=world.acme.requester, now=world.wait(hours=1))


def excluded(world: World, ticket: int) -> None:
    _decide_exclusion(world, ticket, accepted=True)


def exclusion_refused(world: World, ticket: int) -> None:
    _decide_exclusion(world, ticket, accepted=False)


def _decide_exclusion(world: World, ticket: int, *, accepted: bool) -> None:
    answered(world, ticket)
    claim = desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="The log says 3.0.",
        by=world.engineer,
        now=world.wait(hours=1),
    )
    desk.decide_exclusion(
        ticket_id=ticket,
        claim_id=claim,
        accepted=accepted,
        reason="" if accepted else "We use 4.6.",
        by=world.acme.requester,
        now=world.wait(hours=1),
    )


def disputed(world: World, ticket: int) -> None:
    answered(world, ticket)
    desk.change_severity(
        ticket_id=ticket, severity="P2", basis="correction", reason="One room.", by=world.engineer, now=world.now
    )
    desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="All rooms.", by=world.acme.requester, now=world.wait(hours=1)
    )


def ruled(world: World, ticket: int) -> None:
    disputed(world, ticket)
    desk.rule_severity(
        ticket_id=ticket, severity="P0", reason="All rooms it is.", by=world.arbiter, now=world.wait(hours=1)
    )


def dispute_withdrawn(world: World, ticket: int) -> None:
    disputed(world, ticket)
    desk.withdraw_dispute(ticket_id=ticket, by=world.acme.requester, now=world.wait(hours=1))


def measured(world: World, ticket: int) -> None:
    answered(world, ticket)
    desk.record_measurement(
        ticket_id=ticket,
        evidence={"service_down_minutes": 12},
        source="prometheus",
        by=world.engineer,
        now=world.now,
    )


def unanswered(world: World, ticket: int) -> None:
    """Nobody looks at it; the deadlines pass."""


def silence_after_workaround(world: World, ticket: int) -> None:
    """The workaround is accepted automatically."""
    workaround_offered(world, ticket)


def silence_after_resolution(world: World, ticket: int) -> None:
    """The resolution is accepted automatically."""
    resolution_offered(world, ticket)


STORIES: tuple[Callable[[World, int], object], ...] = (
    unanswered,
    answered,
    waiting,
    wait_voided,
    silence_after_workaround,
    workaround_accepted,
    workaround_rejected,
    silence_after_resolution,
    resolved,
    reopened,
    withdrawn_while_waiting,
    cancelled,
    cancellation_refused,
    merged,
    excluded,
    exclusion_refused,
    dispute_withdrawn,
    measured,
)
"""A story's name is that of the page's file."""
LATE_STORIES = (ruled, disputed, workaround_offered, resolution_offered)
"""Told a day before the reading: deliveries wait for a decision, and at P0 few updates are missed yet."""
