"""What counts of a ticket (semantics §7), from its readings as plain dictionaries."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

Share = tuple[str, str, Fraction]


def updates(readings: Iterable[Mapping[str, Any]]) -> tuple[str, str] | None:
    """How a ticket's updates count, and when that was decided; None where they do not."""
    cycles = [reading for reading in readings if reading["objective"] == "update"]
    decided = [cycle["outcome"] for cycle in cycles if cycle["outcome"]]
    if "missed" in decided:
        first = decided.index("missed")
        return "missed", [cycle for cycle in cycles if cycle["outcome"]][first]["decided_at"]
    if not decided or cycles[-1]["state"] != "cancelled":
        return None
    return "met", cycles[-1]["stopped_at"]


def money(versions: Sequence[tuple[Fraction, Fraction, int]]) -> list[int]:
    """Cents by version of one contract, from (sum of its bands' shares, cap, fee in cents): one cap bounds them all."""
    room = max(cap * fee for _, cap, fee in versions)
    paid = [Fraction(0)]
    for share, _, fee in versions:
        paid.append(min(room, paid[-1] + share * fee))
    return [round(after) - round(before) for before, after in pairwise(paid)]
