"""Locates problems in a YAML source, so that each is shown beside its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

import yaml

from upheld.sla import Problem

CONTEXT_LINES = 4
"""Lines shown before and after a line with a remark."""
STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Remark:
    """The text of a problem or warning, and the path of the key that it is about."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source with its remarks; ``tone`` is ``wrong``, ``care`` or empty."""

    number: int
    text: str
    tone: str
    remarks: tuple[Remark, ...]
    after_gap: bool = False


def annotate(source: str, wrong: Iterable[Problem], care: Iterable[Problem], lang: str) -> tuple[SourceLine, ...]:
    """Returns the lines of a source, each with its problems (``wrong``) and warnings (``care``)."""
    by_tone = (("wrong", tuple(wrong)), ("care", tuple(care)))
    # A source that is not a valid document may be nested to any depth. Its problems carry line numbers, no paths.
    root = _compose(source) if any(problem.path for _, problems in by_tone for problem in problems) else None
    lines = source.splitlines() or [""]
    notes: dict[int, list[tuple[str, Remark]]] = {}
    for tone, problems in by_tone:
        for problem in problems:
            # A key missing at the end of the source is reported at the last line.
            notes.setdefault(min(_line_number(root, problem), len(lines)), []).append((tone, remark_of(problem, lang)))
    return tuple(_source_line(number, text, notes.get(number, [])) for number, text in enumerate(lines, 1))


def excerpt(lines: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    """Returns the lines with remarks and the lines around them. A whole contract would be too long."""
    ranges = (
        range(max(index - CONTEXT_LINES, 0), min(index + CONTEXT_LINES + 1, len(lines)))
        for index, line in enumerate(lines)
        if line.remarks
    )
    indexes = sorted(set(chain.from_iterable(ranges)))
    after_gap = {index for previous, index in pairwise(indexes) if index > previous + 1}
    return tuple(replace(lines[index], after_gap=index in after_gap) for index in indexes)


def remark_of(problem: Problem, lang: str) -> Remark:
    """Turns a problem into a remark in this language."""
    return Remark(problem.text(lang), problem.path)


def _source_line(number: int, text: str, notes: list[tuple[str, Remark]]) -> SourceLine:
    tones = {tone for tone, _ in notes}
    tone = "wrong" if "wrong" in tones else "care" if tones else ""
    return SourceLine(number, text, tone, tuple(remark for _, remark in notes))


def _compose(source: str) -> yaml.Node | None:
    # Composing expands no aliases and creates no objects. If it fails, there are no lines to point at.
    try:
        return yaml.compose(source, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _line_number(root: yaml.Node | None, problem: Problem) -> int:
    number = problem.params.get("line")
    if isinstance(number, int):
        return number
    line = 1
    for node in _walk(root, problem.path):
        line = node.start_mark.line + 1
    return line


def _walk(root: yaml.Node | None, path: str) -> Iterator[yaml.Node]:
    """Yields the nodes along a path, up to the first that does not exist."""
    node = root
    for index, key in STEP.findall(path):
        entry = _item(node, int(index)) if index else _key(node, key)
        if entry is None:
            return
        yield entry[0]
        node = entry[1]


def _item(node: yaml.Node | None, index: int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and index < len(node.value):
        return node.value[index], node.value[index]
    return None


def _key(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((name, value) for name, value in node.value if str(name.value) == key), None)
