"""The bytes of every kind of entry are what they were: customers hold receipts for them."""

from __future__ import annotations

import importlib
import pkgutil
import re
import secrets
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

import upheld
from ledger.examples import EXAMPLES
from nets import snapshots
from upheld.ledger import operations
from upheld.ledger.events import Recorded

GOLDEN = Path(__file__).with_name("golden_leaves.jsonl")
DECLARED = re.compile(r'^    kind\b[^=\n]*= "([a-z_]+\.[a-z_]+)"', re.MULTILINE)


def leaves() -> list[bytes]:
    """The leaf of each example, as the ledger would store it as the entry of that index."""
    return [operations._row("golden", index, event).leaf for index, event in enumerate(EXAMPLES)]


def concrete(kind: type[Recorded]) -> Iterator[type[Recorded]]:
    """Every kind of entry below this one."""
    if "kind" in vars(kind):
        yield kind
    for narrower in kind.__subclasses__():
        yield from concrete(narrower)


def declared_kinds() -> set[str]:
    """Find the kinds that classes anywhere in the source declare."""
    sources = Path(upheld.__path__[0]).rglob("*.py")
    return {kind for path in sources for kind in DECLARED.findall(path.read_text("utf-8"))}


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No chance: every entry has the same id, every salt is the same."""
    monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=7))
    monkeypatch.setattr(secrets, "token_bytes", lambda count: b"s" * count)


@pytest.mark.usefixtures("fixed")
def test_each_kind_of_entry_has_the_bytes_that_it_always_had() -> None:
    golden, present = GOLDEN.read_bytes().splitlines(), leaves()
    for event, before, now in zip(EXAMPLES, golden, present, strict=False):
        assert now == before, event.kind
    assert len(present) >= len(golden), "an example was taken away"
    if snapshots.REWRITING:  # what stands there is never rewritten; a new kind is appended
        GOLDEN.write_bytes(b"".join(leaf + b"\n" for leaf in present))
        return
    missing = b"\n".join(present[len(golden) :]).decode()
    assert len(present) == len(golden), f"make nets appends to {GOLDEN.name}:\n{missing}"


def test_every_kind_has_an_example() -> None:
    for package in pkgutil.iter_modules(upheld.__path__):
        if package.ispkg and importlib.util.find_spec(f"upheld.{package.name}.events"):
            importlib.import_module(f"upheld.{package.name}.events")
    kinds = {kind.kind: kind for kind in concrete(Recorded)}
    assert {event.kind: type(event) for event in EXAMPLES} == kinds, "tests/ledger/examples.py lacks or repeats a kind"
    assert declared_kinds() == set(kinds), "a kind is declared where this test does not look for it"


def test_an_example_leaves_no_field_out() -> None:
    bare = {event.kind: [name for name, value in vars(event).items() if value in ("", 0, ())] for event in EXAMPLES}
    may_be_bare = {"actor_id", "internal", "excluded", "tags"}
    assert {kind: names for kind, names in bare.items() if set(names) - may_be_bare} == {}
