"""Limits how many costly reads run at once for a person of the vendor, for a customer, and altogether.

Searches, attainment, exports, spreadsheets and checks of contracts take tenths of seconds to seconds of a thread. Each
customer's people together, and each of the vendor's people, have a quarter of a process's threads for them; one further
request of theirs waits a little. Whatever comes beyond is refused, and a thread stays free for everybody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from upheld.accounts.actor import Actor
from upheld.operations.errors import ComeAgain
from upheld.operations.slots import Slot, slots

P = ParamSpec("P")
R = TypeVar("R")

PATIENCE = 5.0
"""Seconds that the next request of the same people waits at most."""
AGAIN_AFTER = 5

_within: ContextVar[bool] = ContextVar("within a costly read", default=False)


class TooCostly(ComeAgain):
    """These people have as many costly requests under way as they may."""


def costly(query: Callable[P, R]) -> Callable[P, R]:
    """Limits a query, whose argument ``actor`` says who asks. A costly query within another counts once."""

    @wraps(query)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        actor = kwargs["actor"]
        assert isinstance(actor, Actor)
        with reading(actor):
            return query(*args, **kwargs)

    return limited


@contextmanager
def reading(actor: Actor) -> Iterator[None]:
    """Holds the actor's slot within the block. Raises TooCostly. The system itself is not limited."""
    if actor.is_system or _within.get():
        yield
        return
    slot = take(actor)
    token = _within.set(True)
    try:
        yield
    finally:
        _within.reset(token)
        slots().free(slot)


def take(actor: Actor) -> Slot:
    """A slot for the actor; `slots` takes it back. Raises TooCostly."""
    slot = slots().take(group_of(actor), PATIENCE)
    if slot is None:
        raise TooCostly("too_costly", seconds=AGAIN_AFTER)
    return slot


def group_of(actor: Actor) -> str:
    """The people who share threads: those of a customer together, each of the vendor's alone."""
    customers = sorted(actor.organisations)
    return f"person {actor.id}" if actor.is_staff or not customers else f"customer {customers[0]}"
