"""The main flows of the desk: what has to be there before, and the act that is interrupted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from factories.terms import always
from factories.world import START, World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.desk import acts as desk


@dataclass(frozen=True)
class Flow:
    """``prepare`` gives what ``act`` needs."""

    prepare: Callable[[World], Any]
    act: Callable[[World, Any], object]


def _filed(world: World) -> int:
    ticket = world.file("P0")
    world.wait(minutes=5)
    return ticket


def _told(world: World) -> int:
    """A ticket that an engineer has and a manager watches, so that many are told."""
    ticket = world.file("P0")
    given = {"ticket_id": ticket, "by": world.engineer, "now": world.wait(minutes=1)}
    desk.assign(group_id=world.groups["first"], assignee_id=world.engineer.id, **given)
    desk.watch(user_id=world.acme.manager.id, **given)
    world.wait(minutes=4)
    return ticket


def _asked(world: World) -> tuple[int, int]:
    ticket = _filed(world)
    wait = desk.request_information(ticket_id=ticket, body="Send:", items=["log"], by=world.engineer, now=world.now)
    world.wait(minutes=30)
    return ticket, wait


def _delivered(world: World) -> tuple[int, int]:
    ticket = _told(world)
    made = desk.provide_resolution(ticket_id=ticket, body="Fixed in 4.2.", by=world.engineer, now=world.now)
    world.wait(hours=1)
    return ticket, made


def _resolved(world: World) -> int:
    ticket, made = _delivered(world)
    desk.accept_delivery(ticket_id=ticket, delivery_id=made, by=world.acme.requester, now=world.now)
    world.wait(hours=1)
    return ticket


def _disputed(world: World) -> int:
    ticket = _filed(world)
    _change(world, ticket)
    _dispute(world, ticket)
    world.wait(minutes=5)
    return ticket


def _claimed(world: World) -> tuple[int, int]:
    ticket = world.file("P0")
    world.wait(hours=5)
    return ticket, _claim(world, ticket)


def _proposed(world: World) -> tuple[int, int, int]:
    into, ticket = _pair(world)
    made = desk.propose_cancellation(
        ticket_id=ticket, reason="duplicate", into_id=into, note="Same fault.", by=world.engineer, now=world.now
    )
    return ticket, made, into


def _pair(world: World) -> tuple[int, int]:
    first = world.file("P1")
    world.wait(minutes=1)
    second = world.file("P1")
    world.wait(minutes=1)
    return first, second


def _drafted(world: World) -> int:
    source = always(version=2, start="2026-07-01")
    return contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)


def _change(world: World, ticket: int) -> None:
    desk.change_severity(
        ticket_id=ticket,
        severity="P1",
        basis="correction",
        reason="A workaround exists.",
        by=world.engineer,
        now=world.now,
    )


def _dispute(world: World, ticket: int) -> int:
    return desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="All users.", by=world.acme.manager, now=world.now
    )


def _claim(world: World, ticket: int) -> int:
    return desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="3.9.1 in the log",
        from_at=START,
        to_at=START + timedelta(hours=2),
        by=world.engineer,
        now=world.now,
    )


def _changed(world: World) -> int:
    ticket = _filed(world)
    _change(world, ticket)
    world.wait(minutes=5)
    return ticket


def _late(world: World) -> None:
    """Two customers' tickets, of which clocks, warnings and breaches fall due together."""
    world.file("P0")
    world.file("P0", world.rival)
    world.now += timedelta(hours=5)


def _silent(world: World) -> None:
    _delivered(world)
    world.now += timedelta(days=4)


def _engineer(world: World, ticket: int) -> dict[str, Any]:
    return {"ticket_id": ticket, "by": world.engineer, "now": world.now}


def _requester(world: World, ticket: int) -> dict[str, Any]:
    return {"ticket_id": ticket, "by": world.acme.requester, "now": world.now}


FLOWS: dict[str, Flow] = {
    "file": Flow(lambda w: None, lambda w, _: w.file("P0", tags=["join"], evidence={"service_down_minutes": 9})),
    "reply": Flow(_told, lambda w, t: desk.reply(body="On it, @(Ada).", **_engineer(w, t))),
    "customer replies": Flow(_asked, lambda w, t: desk.reply(body="Here it is.", **_requester(w, t[0]))),
    "note": Flow(_told, lambda w, t: desk.add_note(body="Edge 7 again.", **_engineer(w, t))),
    "request information": Flow(
        _told, lambda w, t: desk.request_information(body="Send:", items=["log", "time"], **_engineer(w, t))
    ),
    "void a wait": Flow(
        _asked,
        lambda w, t: desk.void_wait(ticket_id=t[0], wait_id=t[1], reason="Was known.", by=w.arbiter, now=w.now),
    ),
    "workaround": Flow(_told, lambda w, t: desk.provide_workaround(body="Use edge 2.", **_engineer(w, t))),
    "resolution": Flow(_told, lambda w, t: desk.provide_resolution(body="Fixed.", **_engineer(w, t))),
    "accept": Flow(_delivered, lambda w, t: desk.accept_delivery(delivery_id=t[1], **_requester(w, t[0]))),
    "reject": Flow(
        _delivered, lambda w, t: desk.reject_delivery(delivery_id=t[1], reason="Still.", **_requester(w, t[0]))
    ),
    "severity change": Flow(_filed, _change),
    "dispute": Flow(_changed, _dispute),
    "ruling": Flow(
        _disputed,
        lambda w, t: desk.rule_severity(ticket_id=t, severity="P1", reason="A tenth.", by=w.arbiter, now=w.now),
    ),
    "exclusion": Flow(_filed, _claim),
    "exclusion decided": Flow(
        _claimed,
        lambda w, t: desk.decide_exclusion(
            ticket_id=t[0], claim_id=t[1], accepted=True, reason="Right.", by=w.acme.manager, now=w.now
        ),
    ),
    "reopen": Flow(_resolved, lambda w, t: desk.reopen(reason="Again.", **_requester(w, t))),
    "withdraw": Flow(_told, lambda w, t: desk.withdraw_ticket(**_requester(w, t))),
    "cancellation proposed": Flow(
        _filed,
        lambda w, t: desk.propose_cancellation(reason="out_of_scope", note="Not ours.", **_engineer(w, t)),
    ),
    "cancellation agreed": Flow(
        _proposed,
        lambda w, t: desk.decide_cancellation(proposal_id=t[1], agreed=True, **_requester(w, t[0])),
    ),
    "merge": Flow(_pair, lambda w, t: desk.merge_duplicate(into_id=t[0], **_requester(w, t[1]))),
    "assign": Flow(
        _filed,
        lambda w, t: desk.assign(group_id=w.groups["first"], assignee_id=w.engineer.id, **_engineer(w, t)),
    ),
    "publish a contract": Flow(
        _drafted, lambda w, draft: contracts.publish_version(version_id=draft, by=SYSTEM, now=w.now)
    ),
    "sweep": Flow(_late, lambda w, _: w.settle()),
    "silence": Flow(_silent, lambda w, _: w.settle()),
    "erase a person": Flow(
        _told, lambda w, _: accounts.erase_person(user_id=w.acme.manager.id, by=w.staff["admin"], now=w.now)
    ),
}
