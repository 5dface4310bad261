"""What was answered at filing, as a person reads it: the evidence that severity criteria speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.common.words import has, say

FROM_TICKET = frozenset({"environment", "region", "platform"})
"""Evidence that is a fact of the ticket anyway."""


def answered(evidence: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Each answer as what was asked about and what was said, in the active language."""
    return tuple(_answered(evidence))


def _answered(evidence: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in evidence.items():
        if name in FROM_TICKET or value is None:
            continue
        label = say("plain.name", name) if has("plain.name", name) else name.replace("_", " ")
        yield label[:1].upper() + label[1:], _value(value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return say("common.yes" if value else "common.no")
    return f"{value:g}" if isinstance(value, float) else str(value)
