"""Evidence as a person reads it: what was answered at filing, and what monitoring measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from upheld.desk.floors import FROM_TICKET, Measured, read
from upheld.desk.independence import Conflict
from upheld.i18n.words import has, say, short
from upheld.sla.words import say_name


@dataclass(frozen=True, slots=True)
class Told:
    """What one source said at one instant, in words."""

    text: str
    source: str
    at: datetime


def signature(name: str, via: str) -> str:
    """Who acted, and that it came by API: a person's token says so on the ticket."""
    return say("via", via, name=name) if via and name else name


def reasons(conflicts: Iterable[Conflict], lang: str | None = None) -> str:
    """Why somebody may not rule, in one line."""
    return say("floor.next", lang=lang).join(say("conflict", conflict.code, lang=lang) for conflict in conflicts)


def answered(evidence: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Each answer as what was asked about and what was said, in the active language."""
    return tuple(_answered(evidence))


def _answered(evidence: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in evidence.items():
        if name in FROM_TICKET or value is None:
            continue
        label = _label(name, None)
        yield label[:1].upper() + label[1:], _value(value, None)


def proofs(names: Iterable[str], lang: str | None = None) -> str:
    """The evidence that a clause names, in a line, e.g. ``the SDK version installed; a diagnosis``."""
    return say("floor.next", lang=lang).join(say_name("proof", name, short(lang)) for name in names)


def told(measured: Iterable[Measured]) -> tuple[Told, ...]:
    """Measured values, together where one source said them at once; the newest last."""
    ordered = sorted(measured, key=lambda one: (one.at, one.source))
    groups = groupby(ordered, key=lambda one: (one.at, one.source))
    return tuple(
        Told(in_words({value.name: value.value for value in values}), source, at) for (at, source), values in groups
    )


def in_words(evidence: Mapping[str, object], lang: str | None = None) -> str:
    """Values in a line, e.g. ``users affected = 12; data was lost: yes``."""
    parts = (
        say("floor.truth" if isinstance(value, bool) else "floor.value", lang=lang, name=_label(name, lang), value=said)
        for name, value in evidence.items()
        for said in [_value(value, lang)]
    )
    return say("floor.next", lang=lang).join(parts)


def entry_in_words(data: Mapping[str, object]) -> str:
    """What an entry of a measurement says, with its source."""
    return say("floor.by", what=in_words(read(data["evidence"])), source=data["source"])


def dimensions_in_words(data: Mapping[str, Any]) -> str:
    """What an entry of changed dimensions says: each with its old and its new value."""
    before, after = data["before"], data["after"]
    changes = " · ".join(
        say("dimension", name, before=before[name] or "—", after=after[name] or "—") for name in sorted(after)
    )
    return say("dimension.baseline", changes=changes) if data.get("baseline") else changes


def _label(name: str, lang: str | None) -> str:
    return say("plain.name", name, lang=lang) if has("plain.name", name) else name.replace("_", " ")


def _value(value: object, lang: str | None) -> str:
    if isinstance(value, bool):
        return say("common.yes" if value else "common.no", lang=lang)
    return f"{value:.15g}" if isinstance(value, float) else str(value)
