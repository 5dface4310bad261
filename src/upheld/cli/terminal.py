"""Prints on the terminal. Every command prints through this module.

Names and texts from a database, a file or an archive could hold characters that steer a terminal, break a line or turn
its direction, and so show a result that is not there. Such characters are shown as escapes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

import click

QUOTED_MAX = 60
"""Columns of a terminal that ``quoted`` shows of a text: with what stands before it, no more than one row."""
_BLANKS = re.compile("[\\s\u115f\u1160\u2800\u3164\uffa0]+")
"""Blanks of every alphabet, and characters that look like one."""


def printable(text: str) -> str:
    """A text for one line of a terminal: what would steer it, or cannot be written, is escaped, as ``\\x1b``."""
    return _escaped(text, lambda char: char.encode("unicode_escape").decode())


def quoted(text: str, most: int = QUOTED_MAX) -> str:
    """A text of somebody else's in quotes and in one line, shortened, so that it cannot pass for a result."""
    escaped = json.dumps(printable(text), ensure_ascii=False)[1:-1]
    return f'"{shortened(escaped, most)}"'


def shortened(text: str, most: int = QUOTED_MAX) -> str:
    """A text in one line of at most so many columns, each run of blanks as one."""
    line = _BLANKS.sub(" ", printable(text))
    columns = list(accumulate(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line))
    return line if not columns or columns[-1] <= most else line[: bisect_right(columns, most - 1)] + "…"


def echo(text: str, *, err: bool = False) -> None:
    """Print one line."""
    click.echo(printable(text), err=err)


def echo_block(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text of several lines."""
    click.echo(printable_block(text), err=err, nl=nl)


def echo_json(document: object, *, indent: int | None = None, ascii_only: bool = False) -> None:
    """Print a document as JSON."""
    echo_json_text(json.dumps(document, ensure_ascii=ascii_only, indent=indent))


def echo_json_text(text: str) -> None:
    """Print JSON text. What would steer a terminal can only stand in its strings, and is escaped as JSON does."""
    click.echo("\n".join(_escaped(line, lambda char: json.dumps(char)[1:-1]) for line in text.split("\n")))


def printable_block(text: str) -> str:
    """Several lines for a terminal."""
    return "\n".join(map(printable, text.split("\n")))


def _escaped(text: str, escape: Callable[[str], str]) -> str:
    return text if text.isascii() and text.isprintable() else "".join(_char(char, escape) for char in text)


def _char(char: str, escape: Callable[[str], str]) -> str:
    # Blanks other than the plain one, such as the ideographic one, are not "printable", but harmless.
    return char if char.isprintable() or unicodedata.category(char) == "Zs" else escape(char)
