"""Where in a YAML source a key stands, so that a problem is shown beside its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import yaml

from upheld.sla import Problem

NEAR = 4
"""Lines shown before and after one of which something is said."""
STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said, and the path of the key that it is about."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line as shown, with what is to be said about it; ``tone`` is wrong, care or nothing."""

    number: int
    text: str
    tone: str
    says: tuple[Remark, ...]
    after_gap: bool = False


def annotated(source: str, wrong: Iterable[Problem], care: Iterable[Problem], lang: str) -> tuple[SourceLine, ...]:
    """The source's lines with problems and warnings beside them."""
    marked = (("wrong", tuple(wrong)), ("care", tuple(care)))
    # A source that was not read as a document may be of any depth; its problems name their lines themselves.
    root = _compose(source) if any(problem.path for _, problems in marked for problem in problems) else None
    lines = source.splitlines() or [""]
    notes: dict[int, list[tuple[str, Remark]]] = {}
    for tone, problems in marked:
        for problem in problems:
            # What is missing at the end is said at the last line.
            notes.setdefault(min(_line(root, problem), len(lines)), []).append((tone, said(problem, lang)))
    return tuple(_shown(number, text, notes.get(number, [])) for number, text in enumerate(lines, 1))


def around(lines: Sequence[SourceLine]) -> tuple[SourceLine, ...]:
    """The lines of which something is said, with those near them; a contract is too long to be shown for one remark."""
    said_of = [at for at, line in enumerate(lines) if line.says]
    near = sorted({at for one in said_of for at in range(max(one - NEAR, 0), min(one + NEAR + 1, len(lines)))})
    gaps = {at for before, at in pairwise(near) if at > before + 1}
    return tuple(replace(lines[at], after_gap=at in gaps) for at in near)


def said(problem: Problem, lang: str) -> Remark:
    """A problem as a sentence; where it is comes after."""
    return Remark(problem.text(lang), problem.path)


def _shown(number: int, text: str, notes: list[tuple[str, Remark]]) -> SourceLine:
    tones = {tone for tone, _ in notes}
    tone = "wrong" if "wrong" in tones else "care" if tones else ""
    return SourceLine(number, text, tone, tuple(remark for _, remark in notes))


def _compose(source: str) -> yaml.Node | None:
    # Composing expands no alias and makes no object; a source that cannot be composed has no lines to point at.
    try:
        return yaml.compose(source, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _line(root: yaml.Node | None, problem: Problem) -> int:
    given = problem.params.get("line")
    if isinstance(given, int):
        return given
    line = 1
    for node in _walk(root, problem.path):
        line = node.start_mark.line + 1
    return line


def _walk(root: yaml.Node | None, path: str) -> Iterator[yaml.Node]:
    """The nodes on the way to a path, as far as they are there."""
    node = root
    for index, key in STEP.findall(path):
        found = _item(node, int(index)) if index else _key(node, key)
        if found is None:
            return
        yield found[0]
        node = found[1]


def _item(node: yaml.Node | None, index: int) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and index < len(node.value):
        return node.value[index], node.value[index]
    return None


def _key(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next(((name, value) for name, value in node.value if str(name.value) == key), None)
