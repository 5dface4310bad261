"""Ledger entries, from the events that write them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from scripts.reference.markdown import cell, page, table

if TYPE_CHECKING:
    from upheld.ledger.events import Recorded

INTRODUCTION = """\
Each customer account has one log. Entries are only ever appended; their indexes have no gaps. An entry is stored
bytes: UTF-8 JSON in canonical form, integers and strings only, at most 65,535 bytes. It names the account, its index,
its type, its subject, who acted, when it was recorded, the contract version, and the public fields below.

Private fields (texts, names) are not in the entry. It holds `SHA-256(salt ‖ text)` under `commit`; the text and its
salt stand in another table and can be erased. No deadline depends on a private field.

Types in the column *Fact* become facts of [SLA semantics §4](semantics.md#4-facts-json-lines-at-instant-type-in-order);
the others are kept for people and for audits.
"""


def ledger_page() -> str:
    """docs/reference/ledger.md"""
    from upheld.desk.entries import FACTS
    from upheld.ledger.events import Recorded

    _load_events()
    rows = []
    for event in sorted(_kinds(Recorded), key=lambda kind: kind.kind):
        public, private = _fields(event)
        fact = FACTS[event.kind][0] if event.kind in FACTS else ""
        rows.append((f"`{event.kind}`", _list(public), _list(private), f"`{fact}`" if fact else ""))
    return page(
        "Ledger entries", INTRODUCTION, table(("Type", "Public fields", "Private fields", "Fact"), rows), _map()
    )


def _load_events() -> None:
    import upheld

    for iter_module in iter_modules(upheld.__path__, "upheld."):
        if iter_module.ispkg and find_spec(f"{iter_module.name}.events"):
            import_module(f"{iter_module.name}.events")


def _kinds(base: type[Recorded]) -> Iterator[type[Recorded]]:
    """Every event below this one that has a type of its own."""
    for event in base.__subclasses__():
        if "kind" in vars(event):
            yield event
        yield from _kinds(event)


def _fields(event: type[Recorded]) -> tuple[list[str], list[str]]:
    from upheld.ledger.events import _own_fields

    fields = _own_fields(event)
    return [name for name, private in fields if not private], [name for name, private in fields if private]


def _list(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _map() -> str:
    """What follows from what, from ``upheld.wiring``."""
    from upheld.wiring import REACTIONS

    rows = []
    for reaction in REACTIONS:
        handler, events = reaction
        rows.append((f"`{handler.__module__.removeprefix('upheld.')}.{handler.__name__}`", _names(events)))
    head = "## What follows from an event\n\nInside the same transaction, in this order:\n\n"
    return head + table(("Handler", "Events"), rows)


def _names(events: tuple[type, ...]) -> str:
    return ", ".join(f"`{cell(event.__name__)}`" for event in events)
