"""Texts for evidence: the answers given at filing, and the values measured by monitoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from upheld.desk.floors import FROM_TICKET, MeasuredValue, read
from upheld.desk.independence import Conflict
from upheld.i18n.words import has, say, short
from upheld.sla.words import say_name


@dataclass(frozen=True, slots=True)
class MeasurementText:
    """The values that one source measured at one instant, as text."""

    text: str
    source: str
    at: datetime


def signature(name: str, via: str) -> str:
    """Returns the actor's name, and says so if the act came through an API token."""
    return say("via", via, name=name) if via and name else name


def reasons(conflicts: Iterable[Conflict], lang: str | None = None) -> str:
    """Returns the reasons for which a person may not rule, in one line."""
    return say("floor.next", lang=lang).join(say("conflict", conflict.code, lang=lang) for conflict in conflicts)


def answers_in_words(evidence: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Returns the answers as pairs (label, value), in the active language."""
    return tuple(_answer_pairs(evidence))


def _answer_pairs(evidence: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in evidence.items():
        if name in FROM_TICKET or value is None:
            continue
        label = _label(name, None)
        yield label[:1].upper() + label[1:], _value(value, None)


def proofs(names: Iterable[str], lang: str | None = None) -> str:
    """Joins the names of evidence in one line, e.g. ``the SDK version installed; a diagnosis``."""
    return say("floor.next", lang=lang).join(say_name("proof", name, short(lang)) for name in names)


def measurement_texts(measured: Iterable[MeasuredValue]) -> tuple[MeasurementText, ...]:
    """Groups measured values by source and instant, the newest last."""
    ordered = sorted(measured, key=lambda measurement: (measurement.at, measurement.source))
    groups = groupby(ordered, key=lambda measurement: (measurement.at, measurement.source))
    return tuple(
        MeasurementText(in_words({value.name: value.value for value in values}), source, at)
        for (at, source), values in groups
    )


def in_words(evidence: Mapping[str, object], lang: str | None = None) -> str:
    """Joins values in one line, e.g. ``users affected = 12; data was lost: yes``."""
    parts = (
        say("floor.truth" if isinstance(value, bool) else "floor.value", lang=lang, name=_label(name, lang), value=text)
        for name, value in evidence.items()
        for text in [_value(value, lang)]
    )
    return say("floor.next", lang=lang).join(parts)


def entry_in_words(data: Mapping[str, object]) -> str:
    """Returns the text of a measurement entry, with its source."""
    return say("floor.by", what=in_words(read(data["evidence"])), source=data["source"])


def dimensions_in_words(data: Mapping[str, Any]) -> str:
    """Returns the text of a dimension change: the old and the new value of each dimension."""
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
