"""Runs operations as transactions and delivers the events that they publish.

An *operation* is one transaction. What it publishes is delivered, in the order of the one table in
``upheld.wiring``, inside that same transaction: either the act, its ledger entry and its clocks are
all there, or nothing is. Handlers write rows only; the network is the worker's business.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from upheld.operations import disk, judging, texts

P = ParamSpec("P")
R = TypeVar("R")

MAX_ROUNDS = 8
"""Handlers may publish in turn; a chain longer than this is a loop in the wiring."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: past tense, plain values only."""


Handler = Callable[[Sequence[Event]], None]
Reaction = tuple[Handler, tuple[type[Event], ...]]

_queue: ContextVar[list[Event] | None] = ContextVar("upheld_bus_queue", default=None)


class PublishedOutsideOperation(RuntimeError):
    """An event was published where no operation would deliver it."""


def publish(*events: Event) -> None:
    """Queue events; they are delivered when the outermost operation ends, before it commits."""
    queue = _queue.get()
    if queue is None:
        raise PublishedOutsideOperation(f"{type(events[0]).__name__} needs an @operation around it")
    queue.extend(events)


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function one transaction whose events are delivered before the commit.

    An operation called by another joins it: one transaction, one delivery. Raises ``NoSpace`` on a full disk, and
    ``TooManyActs`` if its texts are more than the person of the request may add. Raises ``NotJudged`` if the function
    has an actor ``by`` and does not read their roles again (see `judging`).
    """
    check = judging.checker(function)

    def judge(*args: P.args, **kwargs: P.kwargs) -> R:
        result = function(*args, **kwargs)
        check(args, kwargs)
        return result

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _queue.get() is not None:
            return judge(*args, **kwargs)
        token = _queue.set([])
        try:
            disk.refuse_writes()
            texts.count([*args, *(value for name, value in kwargs.items() if name != "by")])
            with judging.one_transaction(), transaction.atomic():
                result = judge(*args, **kwargs)
                _deliver()
                return result
        finally:
            _queue.reset(token)

    return run


def _deliver() -> None:
    reactions: Sequence[Reaction] = import_string(settings.UPHELD_WIRING)
    for _ in range(MAX_ROUNDS):
        pending = _take()
        if not pending:
            return
        for handler, kinds in reactions:
            concerned = [event for event in pending if isinstance(event, kinds)]
            if concerned:
                handler(concerned)
    raise RuntimeError("the reactions of wiring.py publish in a circle")


def _take() -> list[Event]:
    queue = _queue.get()
    if queue is None:
        return []
    pending = list(queue)
    queue.clear()
    return pending


def only(events: Iterable[Event], kind: type[R]) -> list[R]:
    """The events of one kind, typed."""
    return [event for event in events if isinstance(event, kind)]
