"""The pages that people read, and what is quoted in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
WRITTEN = [path for path in PAGES if not path.read_text("utf-8").startswith("<!-- Generated")]
FENCE = re.compile(r"^(?P<indent> *)```(?P<head>[^\n]*)\n(?P<body>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A block of code on a page."""

    page: str
    language: str
    title: str
    text: str


def blocks(*pages: Path) -> Iterator[Block]:
    """Every fenced block, without the indent of a list around it."""
    for path in pages or WRITTEN:
        for found in FENCE.finditer(path.read_text("utf-8")):
            language, _, rest = found["head"].strip().partition(" ")
            title = rest.removeprefix('title="').rstrip('"')
            width = len(found["indent"])
            text = "\n".join(line[width:] for line in found["body"].splitlines())
            yield Block(str(path.relative_to(ROOT)), language, title, text)


def prose(path: Path) -> str:
    """A page without its code, in which a bracket is no link."""
    return re.sub(r"`[^`\n]*`", "", FENCE.sub("", path.read_text("utf-8")))


def quoted_commands() -> Iterator[tuple[str, list[str]]]:
    """Page and words of every call of ``upheld`` in a block of shell."""
    for block in blocks():
        if block.language != "sh":
            continue
        for line in block.text.replace("\\\n", " ").splitlines():
            if re.match(r"(\.\./)?(\.venv/bin/)?upheld ", line):
                yield block.page, _without_shell(shlex.split(line, comments=True)[1:])


def _without_shell(words: list[str]) -> list[str]:
    """What comes before a redirection."""
    return words[: words.index(">")] if ">" in words else words
