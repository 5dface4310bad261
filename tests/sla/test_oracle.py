"""The core and a slow reference, written from the semantics page alone, agree field by field on random histories.

`UPHELD_HISTORIES` sets how many are looked at in the fast suite; the slow suite looks at 20,000. Each history is
looked at from up to three instants, and each is the same for the same seed.
"""

import os
from typing import Any

import pytest

from cases.worked import same
from sla import oracle
from sla.oracle.contract import Contract
from sla.oracle.histories import History, history
from sla.oracle.units import instant
from sla.product import judge
from upheld.sla import read_terms

CHUNK = 100
FAST = int(os.environ.get("UPHELD_HISTORIES", "2000"))
SLOW = 20_000


def _chunks(amount: int) -> list[range]:
    return [range(first, min(first + CHUNK, amount)) for first in range(0, amount, CHUNK)]


@pytest.mark.parametrize("seeds", _chunks(FAST), ids=str)
def test_core_agrees_with_the_reference(seeds: range) -> None:
    _compare(seeds)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [chunk for chunk in _chunks(SLOW) if chunk.start >= FAST], ids=str)
def test_core_agrees_with_the_reference_on_many(seeds: range) -> None:
    _compare(seeds)


def _compare(seeds: range) -> None:
    found = [f"seed {seed}, {line}" for seed in seeds for line in differences(history(seed))]
    assert not found, "\n".join(found[:20])


def differences(drawn: History) -> list[str]:
    """Every field in which the two disagree about one history."""
    contract, terms = Contract(drawn.terms), read_terms(drawn.terms)
    found: list[str] = []
    for as_of in drawn.as_of:
        expected = oracle.assess_contract(contract, list(drawn.facts), instant(as_of))
        shown = judge(terms, drawn.facts, as_of)
        lines = _readings_differ(expected.readings, shown.readings)
        refused = [fact for fact, _ in expected.refused]
        if refused != shown.refused:
            lines.append(f"refused {shown.refused}, the reference {expected.refused}")
        found += [f"as of {as_of}: {line}" for line in lines]
    return found


def _readings_differ(expected: list[dict[str, Any]], shown: list[dict[str, Any]]) -> list[str]:
    one, other = _clocks(shown), _clocks(expected)
    if one != other:
        return [f"clocks {one}, the reference {other}"]
    lines = []
    for ours, theirs in zip(shown, expected, strict=True):
        if ours.keys() != theirs.keys():
            return [f"fields {sorted(ours.keys() ^ theirs.keys())}"]
        clock = f"{ours['objective']} {ours['cycle']}"
        lines += [
            f"{clock} {name}: {ours[name]!r}, the reference {theirs[name]!r}"
            for name in theirs
            if not same(ours[name], theirs[name])
        ]
    return lines


def _clocks(readings: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(reading["objective"], reading["cycle"]) for reading in readings]
