"""The acts on tickets, each declared once, beside its operation.

A declaration says who may do the act, when it is possible, and how programs call it. Permissions, API routes and the
reference of acts are read from here. The functions are ordinary operations: keyword-only, typed, one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from upheld.operations.bus import operation

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Something that roles may do on a ticket. Its name is public: the API's ``may`` lists it.

    ``facts`` are the facts that its acts can record; they are possible while one of these is (see `sla.possible`),
    and always if there are none. ``personal`` rights are refused for machine tokens of the vendor.
    """

    name: str
    roles: frozenset[str]
    facts: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The body of an API call: the schema's name and meaning, which client libraries show."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How programs call an act. ``path`` follows the ticket's address; its parts in braces are parameters of the act.

    ``operation_id`` names the call in client libraries; by default it is the operation's name.
    """

    tag: str
    path: str
    method: str = "POST"
    shape: Shape | None = None
    operation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAct:
    """A declared act: its operation, its right, and its route unless it brings one of its own."""

    right: Right
    operation: Callable[..., Any]
    route: Route | None

    @property
    def name(self) -> str:
        """The operation's name."""
        return self.operation.__name__


_acts: dict[str, TicketAct] = {}
_rights: dict[str, Right] = {}


def ticket_act(
    right: str,
    *,
    roles: Collection[str],
    facts: Collection[str] = (),
    personal: bool = False,
    route: Route | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares a function as an act on a ticket, and makes it an operation.

    Acts may share a right if they declare it alike; raises ``ValueError`` otherwise.
    """
    declared = Right(name=right, roles=frozenset(roles), facts=tuple(facts), personal=personal)
    if _rights.setdefault(right, declared) != declared:
        raise ValueError(f"the right {right} is declared in two ways")

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        run = operation(function)
        if function.__name__ in _acts:
            raise ValueError(f"the act {function.__name__} is declared twice")
        _acts[function.__name__] = TicketAct(right=declared, operation=run, route=route)
        return run

    return declare


def acts() -> tuple[TicketAct, ...]:
    """Returns all acts, by name."""
    return tuple(_acts[name] for name in sorted(_acts))


def rights() -> Mapping[str, Right]:
    """Returns the rights that acts need, by name."""
    return _rights
