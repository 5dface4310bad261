"""How figures are printed: what, how much, and what was aimed at."""

from __future__ import annotations

from collections.abc import Sequence


def heading(text: str) -> None:
    print(f"\n== {text}")


def line(what: str, measured: str, aim: str = "") -> None:
    print(f"{what:<58} {measured:>20}   {aim}", flush=True)


def rate(count: int, seconds: float) -> str:
    return f"{count / seconds:,.0f}/s"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"
