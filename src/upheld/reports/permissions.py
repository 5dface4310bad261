"""Permissions of reports, as literal tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS, Role

PUBLISHERS = frozenset(MANAGERS)


@dataclass(frozen=True, slots=True)
class Move:
    """A transition of a credit case: the states before, the state after, and the roles that may take it."""

    before: frozenset[str]
    after: str
    roles: frozenset[str]


CUSTOMER = frozenset({Role.CUSTOMER_MANAGER})
MOVES: Mapping[str, Move] = {
    "claim": Move(frozenset({"proposed"}), "claimed", CUSTOMER),
    "waive": Move(frozenset({"proposed", "claimed"}), "waived", CUSTOMER),
    "approve": Move(frozenset({"claimed"}), "approved", PUBLISHERS),
    "pay": Move(frozenset({"approved"}), "paid", PUBLISHERS),
}


def may_publish(actor: Actor) -> bool:
    return actor.is_system or bool(actor.staff_roles & PUBLISHERS)


def may_move(actor: Actor, move: str, organisation_id: int) -> bool:
    """Whether the actor may take this transition with a credit of the organisation."""
    return bool(MOVES[move].roles & actor.roles_in(organisation_id))


def moves_of(actor: Actor, organisation_id: int, state: str, amount: Decimal) -> frozenset[str]:
    """The transitions that the actor may take with a credit in this state. A proposal of 0 only follows the figures."""
    if state == "proposed" and not amount:
        return frozenset()
    return frozenset(
        name for name, move in MOVES.items() if state in move.before and may_move(actor, name, organisation_id)
    )
