"""Makes certain that an operation judges the acting person by the roles that they have when it is committed.

The roles of a request were read when it began, and may have been taken away since. Whoever reads them again under a
lock notes it here. An operation with an acting person that did not do so is not committed: it is a programming error.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_judged: ContextVar[frozenset[int]] = ContextVar("upheld_judged", default=frozenset())


class NotJudged(RuntimeError):
    """An operation trusts the roles that were read when its request began."""


def note(person_id: int) -> None:
    """Note that this person's roles were read again, by whoever has locked the person or the account."""
    _judged.set(_judged.get() | {person_id})


def is_judged(person_id: int) -> bool:
    """Whether the roles of this person were read again within this transaction."""
    return person_id in _judged.get()


@contextmanager
def one_transaction() -> Iterator[None]:
    """What is noted within this block holds until its end."""
    token = _judged.set(frozenset())
    try:
        yield
    finally:
        _judged.reset(token)


def checker(operation: Callable[..., Any]) -> Callable[[Sequence[object], Mapping[str, object]], None]:
    """Returns the check of an operation's arguments, to be called once it has run. The check raises NotJudged."""
    names = list(inspect.signature(operation).parameters)
    if "by" not in names:
        return lambda args, kwargs: None
    position = names.index("by")

    def check(args: Sequence[object], kwargs: Mapping[str, object]) -> None:
        actor: Any = kwargs["by"] if "by" in kwargs else args[position]
        if not (actor.is_system or is_judged(actor.id)):
            raise NotJudged(f"{operation.__name__} must call rows.acting, or lock the account with the actor's roles")

    return check
