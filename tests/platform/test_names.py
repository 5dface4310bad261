"""No value, class, function or file has a name that only its author can guess (STYLE.md, Words)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import upheld

SOURCE = Path(upheld.__file__).parent
BANNED = frozenset({"one", "found", "given", "asked", "told", "shown", "known", "said", "kept", "put", "gone"})
"""Pronouns and participles: they say that there is something, not what it is."""
JSON_KEYS = {
    ("api/resources/attainment.py", "kept"),
    ("api/resources/tickets/cases.py", "asked"),
    ("desk/queries/cases.py", "asked"),
}
"""Fields that programs of customers read under these names."""


def _bindings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def _sources() -> Iterator[Path]:
    return (path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts)


def test_names_are_nouns() -> None:
    banned = [
        f"{path.relative_to(SOURCE)}:{line}: {name}"
        for path in _sources()
        for line, name in _bindings(ast.parse(path.read_text("utf-8")))
        if name.strip("_").lower() in BANNED and (str(path.relative_to(SOURCE)), name) not in JSON_KEYS
    ]
    assert banned == []


def test_files_are_named_by_nouns() -> None:
    assert [str(path) for path in _sources() if path.stem in BANNED] == []
