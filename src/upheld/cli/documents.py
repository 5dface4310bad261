"""Reads the input of commands: files, standard input and lines of JSON, with limits and clear errors."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from upheld.sla.errors import Problem, TermsInvalid, Unreadable

LARGEST = 64 * 1024 * 1024
LONGEST_LINE = 4 * 1024 * 1024
DEEPEST = 40
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_bytes(path: str) -> bytes:
    """The content of a file, or of standard input for ``-``."""
    with _open(path) as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TermsInvalid(Problem("", "document_too_large", {"most": LARGEST}))
    return content


def read_lines(path: str) -> Iterator[bytes]:
    """The non-blank lines of a file, one at a time; overlong lines are cut."""
    return (line for _, line in numbered_lines(path))


def numbered_lines(path: str) -> Iterator[tuple[int, bytes]]:
    """The same with their numbers in the file, from 1."""
    number = 0
    with _open(path) as stream:
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                _skip_line(stream)
            if line.strip():
                yield number, line


def _open(path: str) -> BinaryIO:
    return sys.stdin.buffer if path == "-" else Path(path).open("rb")


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def read_json(text: bytes | str, path: str = "") -> object:
    """A JSON value: strict UTF-8, no NaN, no repeated key, bounded depth. Unreadable if it is not."""
    if len(text) > LONGEST_LINE:
        raise Unreadable(Problem(path, "document_too_large", {"most": LONGEST_LINE}))
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Problem(path, "not_utf8")) from error
    try:
        value: object = json.loads(plain, parse_constant=_no_constant, object_pairs_hook=_unique_keys)
    except RecursionError as error:
        raise Unreadable(Problem(path, "json_syntax", {"reason": "nested too deeply"})) from error
    except ValueError as error:
        raise Unreadable(Problem(path, "json_syntax", {"reason": str(error)[:120]})) from error
    if _depth(value) > DEEPEST:
        raise Unreadable(Problem(path, "json_syntax", {"reason": "nested too deeply"}))
    if _HALF.search(plain) and not _is_text(value):
        raise Unreadable(Problem(path, "json_syntax", {"reason": "half of a surrogate pair is no character"}))
    return value


def _is_text(value: object) -> bool:
    """Whether it can be encoded as UTF-8; an escape may stand for half of a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _unique_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key is given twice")
    return mapping


def _depth(value: object) -> int:
    """How deep lists and mappings are nested, level by level."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        inner: list[object] = []
        for node in level:
            inner += node.values() if isinstance(node, Mapping) else node if isinstance(node, list) else ()
        level = [node for node in inner if isinstance(node, Mapping | list)]
    return depth


def under(prefix: str, error: Unreadable) -> Unreadable:
    """The same problems with their paths below a prefix."""
    return Unreadable(*(Problem(_joined(prefix, p.path), p.code, p.params) for p in error.problems))


def _joined(prefix: str, path: str) -> str:
    return f"{prefix}.{path}" if path and not path.startswith("[") else prefix + path
