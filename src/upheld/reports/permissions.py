"""Who may do what with reports: literal tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from upheld.accounts.actor import Actor
from upheld.accounts.roles import MANAGERS, Role

PUBLISHERS = frozenset(MANAGERS)


@dataclass(frozen=True, slots=True)
class Move:
    """A step of a credit case: from these states to that one, by these roles."""

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
    """Whether the actor may take this step with a credit of this organisation."""
    return bool(MOVES[move].roles & actor.roles_in(organisation_id))


def moves_of(actor: Actor, organisation_id: int, state: str) -> frozenset[str]:
    """The steps that the actor may take with a credit that stands there."""
    return frozenset(
        name for name, move in MOVES.items() if state in move.before and may_move(actor, name, organisation_id)
    )
