"""People named in a message as ``@(Name)``: finds them in text, and marks them in HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

MENTION = re.compile(r"@\(([^()<>\n]{1,200})\)")


class Piece(NamedTuple):
    """A piece of a text: what is between mentions, or the name in one."""

    text: str
    is_name: bool


def pieces(text: str) -> Iterator[Piece]:
    """Yields a text in pieces, in their order."""
    for index, piece in enumerate(MENTION.split(text)):
        if piece:
            yield Piece(piece, is_name=index % 2 == 1)


def marked(name: str) -> str:
    """The HTML of a mention."""
    return f'<strong class="mention">@{escape(name)}</strong>'
